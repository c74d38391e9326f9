"""Whether layers, input and loss fit together."""

from __future__ import annotations

from collections.abc import Sequence

from nntui.engine.arrays import Shape
from nntui.engine.layer import Layer
from nntui.engine.loss import Loss
from nntui.engine.metric import Metric
from nntui.errors import StackError
from nntui.spec import limits


def check_stack(layers: Sequence[Layer], input_shape: Shape, loss: Loss) -> tuple[Shape, ...]:
    """Return the output shape after each layer, or raise the first `StackError` with the layer's position."""
    if not layers:
        raise StackError("there are no layers", advice="Add a dense layer with one unit for each output.")
    limits.check("layers", len(layers), limits.LAYERS, where="layers")
    shapes: list[Shape] = []
    for position, layer in enumerate(layers):
        shapes.append(layer_shape(layer, shapes[-1] if shapes else tuple(input_shape), position))
    check_loss(layers, loss, shapes[-1])
    return tuple(shapes)


def check_metrics(metrics: Sequence[Metric], loss: Loss) -> None:
    """Raise `StackError` where a metric cannot read the targets of the loss."""
    for metric in metrics:
        if loss.task not in metric.tasks:
            raise StackError(
                f"the metric {metric.catalog_name} does not go with the loss {loss.catalog_name}",
                where="metrics",
                advice="Leave metrics out, and what suits the loss is reported.",
            )


def layer_shape(layer: Layer, input_shape: Shape, position: int) -> Shape:
    """Return the output shape of the layer at `position`; its error knows the position."""
    try:
        return layer.output_shape(input_shape)
    except StackError as error:
        raise _at(error, position) from None


def check_loss(layers: Sequence[Layer], loss: Loss, output_shape: Shape) -> None:
    """Raise `StackError` at the last layer when the loss cannot follow it, or at the loss where it names a field of its own."""
    try:
        loss.check(layers[-1] if layers else None, output_shape)
    except StackError as error:
        if error.where:
            raise error.within("loss") from None
        raise _at(error, len(layers) - 1) from None


def _at(error: StackError, position: int) -> StackError:
    if error.layer is None:
        error.layer = position
        error.within(f"layers.{position}")
    return error
