"""What will be trained: the experiment completed from its data, everything wrong with it, and its shapes.

Output layer, last activation, loss and metrics are inferred when they are left out; nothing given is ever changed.
"""

from __future__ import annotations

from typing import cast

import msgspec

from nntui.catalog import Component, catalog
from nntui.data.dataset import DataSet
from nntui.data.tables import Description
from nntui.engine.arrays import Shape
from nntui.engine.layer import Layer
from nntui.engine.loss import Loss
from nntui.engine.metrics.r2 import R2
from nntui.errors import StackError
from nntui.spec import texts
from nntui.spec.experiment import Experiment
from nntui.training.plan_checks import found_problems
from nntui.training.plan_images import flattening, opened, opening
from nntui.training.plan_output import DISTRIBUTIONS, end_of, is_output, wanted_width
from nntui.training.plan_stack import Stack, stack_of

_LAYERS = "model.layers."
_NOTHING_TO_PUT_TOGETHER = "accumulate does nothing without a batch_size: the whole set is one batch"


class Added(msgspec.Struct, frozen=True):
    """One thing that was inferred: what in words, and its position in the complete stack, None for loss and metrics."""

    text: str
    position: int | None = None

    def __str__(self) -> str:
        return self.text


class Plan(msgspec.Struct, frozen=True):
    """The complete experiment, what was added to the given one, and notes on what is right but may surprise."""

    experiment: Experiment
    added: tuple[Added, ...] = ()
    notes: tuple[str, ...] = ()

    def given_position(self, position: int) -> int:
        """Return where a layer of the complete stack stands among the given ones; for an added one, the one before it."""
        added = {one.position for one in self.added}
        before = sum(place not in added for place in range(position + 1))
        return max(before - 1, 0)

    def given_path(self, path: str) -> str | None:
        """Return where a value of the complete experiment stands in the given one, None where it is of an added layer."""
        head, _, tail = path.removeprefix(_LAYERS).partition(".")
        if not path.startswith(_LAYERS) or not head.isdecimal():
            return path
        position = int(head)
        if position in {one.position for one in self.added}:
            return None
        return f"{_LAYERS}{self.given_position(position)}.{tail}".rstrip(".")


class Row(msgspec.Struct, frozen=True):
    """One layer of the summary: its name and text, output shape of one sample, and number of parameters.

    From the first broken layer on, shape and parameters are None; `trained` says how many of them training moves. The row
    of a layer that was `added` before a given one has that one's position.
    """

    position: int
    name: str
    text: str
    shape: Shape | None
    parameters: int | None
    trained: int | None
    added: bool = False


def complete(experiment: Experiment, description: Description) -> Plan:
    """Return the experiment with output layer, last activation, loss and metrics filled in where they are left out."""
    layers, added = _complete_layers(experiment, description)
    model = msgspec.structs.replace(experiment.model, layers=layers)
    loss = _loss(model.loss, layers, description)
    if model.loss is None:
        added += (Added(f"loss {loss.catalog_name}: {_why_loss(loss, description)}"),)
    metrics = model.metrics or _metrics(experiment, loss)
    if not model.metrics:
        added += (Added(f"metrics {', '.join(metric.catalog_name for metric in metrics)}: what suits the loss"),)
    model = msgspec.structs.replace(model, loss=loss, metrics=metrics)
    return Plan(msgspec.structs.replace(experiment, model=model), added, _notes(experiment, description))


def _metrics(experiment: Experiment, loss: Loss) -> tuple[Component, ...]:
    """Return what suits the loss, behind R2 where numbers were measured: the book's accuracy is for curves without noise."""
    usual = cast("tuple[Component, ...]", loss.default_metrics)
    source = experiment.data.source
    measured = isinstance(source, DataSet) and not source.generated
    return (R2(), *usual) if measured and loss.task == "regression" else usual


def problems(experiment: Experiment, description: Description) -> list[StackError]:
    """Return everything that is broken, in the order of the layers; empty when training can start.

    Positions are those of the layers given: what is wrong with an inferred layer is told of the one before it.
    """
    planned = complete(experiment, description)
    found = list(found_problems(experiment, planned.experiment, description))
    for error in found:
        if error.layer is not None:
            error.layer = planned.given_position(error.layer) if experiment.model.layers else None
        if error.layer is not None:
            error.where = f"model.layers.{error.layer}"
            error.args = (str(error),)
    return sorted(found, key=lambda error: -1 if error.layer is None else error.layer)


def summary(experiment: Experiment, description: Description) -> list[Row]:
    """Return a row for each layer of the experiment, and for one that images need and that is not given.

    Up to the broken layer with shapes and parameters.
    """
    given = cast("tuple[Layer, ...]", experiment.model.layers)
    stack, missing = stack_of(opened(given, description), description), opening(given, description)
    place = len(stack.layers) if missing is None else missing[0]
    return [
        _row(position, position - (position > place), stack, added=position == place) for position in range(len(stack.layers))
    ]


def _row(position: int, given: int, stack: Stack, *, added: bool) -> Row:
    layer = stack.layers[position]
    counts = stack.counts[position]
    parameters, trained = (None, None) if counts is None else counts
    return Row(given, layer.catalog_name, _text(layer), stack.shapes[position], parameters, trained, added)


def _text(layer: Component) -> str:
    return " ".join([layer.catalog_name, *texts.arguments_of(layer)])


def _complete_layers(experiment: Experiment, description: Description) -> tuple[tuple[Component, ...], tuple[Added, ...]]:
    layers = cast("tuple[Layer, ...]", experiment.model.layers)
    if not layers:
        return layers, ()
    loss = cast("Loss | None", experiment.model.loss)
    completed: list[Component] = list(opened(layers, description))
    missing = opening(layers, description)
    added = [] if missing is None else [Added(f"{_text(missing[1])}: the pictures lie flat, as rows of numbers", missing[0])]

    def add(layer: Component, why: str) -> None:
        completed.append(layer)
        added.append(Added(f"{_text(layer)}: {why}", len(completed) - 1))

    width = wanted_width(layers, loss, description)
    if not is_output(layers, loss, description):
        flat = flattening(cast("list[Layer]", completed), description)
        if flat is not None:
            add(flat, "dense needs a row of numbers")
        add(catalog.build("layer", "dense", {"units": width}), _why_width(width, description))
    activation = _activation(completed, width, loss, description)
    if activation is not None:
        add(activation, "what the loss needs")
    return tuple(completed), tuple(added)


def _activation(layers: list[Component], width: int, loss: Loss | None, description: Description) -> Component | None:
    """Return the activation to put behind a bare last layer, None when there is one or numbers are what is wanted."""
    if not hasattr(layers[-1], "units"):
        return None
    if loss is not None:
        activation: Component = loss.output_activation
        return None if activation.catalog_name == "linear" else activation
    if description.task == "regression":
        return None
    return catalog.build("layer", "sigmoid" if width == 1 else "softmax", {})


def _loss(loss: Component | None, layers: tuple[Component, ...], description: Description) -> Loss:
    if loss is None:
        name = _loss_name(cast("tuple[Layer, ...]", layers), description)
        loss = catalog.build("loss", name, {})
    return cast("Loss", loss)


def _loss_name(layers: tuple[Layer, ...], description: Description) -> str:
    if description.task == "regression":
        return "mean_squared_error"
    if description.outputs > 2 or (layers and layers[-1].gives in DISTRIBUTIONS):
        return "categorical_crossentropy"
    one_output = not layers or layers[-1].gives == "probabilities" or end_of(layers).width == 1
    return "binary_crossentropy" if one_output else "categorical_crossentropy"


def _why_width(width: int, description: Description) -> str:
    if description.task == "regression":
        return "one output for each target" if width > 1 else "one output for the target"
    if width == 1:
        return f"one output that tells {description.outputs} classes apart"
    return "one output for each class"


def _why_loss(loss: Loss, description: Description) -> str:
    if description.task == "regression":
        return "the data asks for numbers"
    return "two classes and one output" if loss.task == "binary" else f"{description.outputs} classes"


def _notes(experiment: Experiment, description: Description) -> tuple[str, ...]:
    training = experiment.training
    batch, parts = training.batch_size, training.accumulate
    if batch is None:
        return (_NOTHING_TO_PUT_TOGETHER,) if parts > 1 else ()
    if batch > description.rows:
        return (f"batch_size {batch:,} is more than the {description.rows:,} rows: each epoch is one batch",)
    return ()
