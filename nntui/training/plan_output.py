"""Where a stack ends: whether its last layers are meant as the output, and how wide the output has to be."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from nntui.data.tables import Description
from nntui.engine.layer import Activation, Layer
from nntui.engine.loss import Loss
from nntui.engine.reshaping import Reshaping

ONE_OUTPUT = ("binary", "sign")
DISTRIBUTIONS = ("distribution", "log_distribution")


class End(msgspec.Struct, frozen=True):
    """The end of a stack: position and width of the last layer with units, its last activation, what stands behind it.

    `dense` and `activation` are positions, None where there is none; `width` is 0 without a layer with units, or where
    what follows it gives the outputs another shape.
    """

    dense: int | None
    width: int
    activation: int | None
    behind: tuple[int, ...]


def end_of(layers: Sequence[Layer]) -> End:
    """Return the end of a stack."""
    shaping = next((position for position in reversed(range(len(layers))) if _shapes(layers[position])), None)
    dense = shaping if shaping is not None and hasattr(layers[shaping], "units") else None
    tail = range(0 if shaping is None else shaping + 1, len(layers))
    activations = [position for position in tail if isinstance(layers[position], Activation)]
    activation = activations[-1] if activations else None
    behind = tuple(position for position in tail if activation is None or position > activation)
    width = 0 if dense is None else int(layers[dense].units)  # type: ignore[attr-defined]
    return End(dense, width, activation, behind)


def _shapes(layer: Layer) -> bool:
    """Say whether a layer gives its outputs a shape of its own."""
    return hasattr(layer, "units") or layer.takes_images or isinstance(layer, Reshaping)


def wanted_width(layers: Sequence[Layer], loss: Loss | None, description: Description) -> int:
    """Return how many outputs the data and the loss ask for; two classes may be told apart by one output or by two."""
    if description.task == "regression" or description.outputs > 2:
        return description.outputs
    if loss is not None:
        return 2 if loss.task == "classification" else 1
    end = end_of(layers)
    if end.activation is None:
        return 2 if end.width == 2 and not end.behind else 1
    return 2 if layers[end.activation].gives in DISTRIBUTIONS else 1


def is_output(layers: Sequence[Layer], loss: Loss | None, description: Description) -> bool:
    """Say whether the stack ends in what is meant as its output, right or wrong; otherwise one is added behind it.

    A softmax or linear activation and a bare dense layer always are; a sigmoid when its width or the given loss says
    so; any other activation when the loss or a regression of that width wants it.
    """
    end = end_of(layers)
    wanted = wanted_width(layers, loss, description)
    if end.activation is None:
        return end.dense is not None and (not end.behind or end.width == wanted)
    last = layers[end.activation]
    if last.gives in DISTRIBUTIONS or last.catalog_name == "linear":
        return True
    if loss is not None and type(last) is type(loss.output_activation):
        return last.gives != "numbers" or end.width == wanted
    if last.gives == "probabilities" and end.dense is not None:
        return end.width == 1 or loss is not None or (description.outputs > 2 and end.width == description.outputs)
    return _fits_regression(end, loss, description)


def _fits_regression(end: End, loss: Loss | None, description: Description) -> bool:
    fits = description.task == "regression" and end.width == description.outputs
    return fits and (end.width == 1 or loss is not None)
