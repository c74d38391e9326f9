"""Whether the end of a stack fits the loss, and both the data."""

from __future__ import annotations

import math

from nntui.engine.layer import Activation, Layer
from nntui.engine.loss import Loss
from nntui.engine.metric import Metric
from nntui.engine.stack import check_loss, check_metrics
from nntui.errors import StackError, shorten
from nntui.training.plan_case import Case, Problems
from nntui.training.plan_output import DISTRIBUTIONS, ONE_OUTPUT


def softmax_in_the_middle(case: Case) -> Problems:
    """Yield each softmax that is not at the end."""
    for position, layer in enumerate(case.layers):
        if layer.gives in DISTRIBUTIONS and any(not _passes(later) for later in case.layers[position + 1 :]):
            yield StackError(
                f"{layer.catalog_name} stands in the middle of the stack, where it lets hardly any gradient through",
                layer=position,
                advice="Change it to relu or tanh, and keep softmax for the end.",
            )


def squashed_twice(case: Case) -> Problems:
    """Yield each sigmoid that another output activation follows."""
    for position, (layer, following) in enumerate(zip(case.layers, case.layers[1:], strict=False)):
        if layer.gives == "probabilities" and isinstance(following, Activation) and following.gives != "numbers":
            yield StackError(
                f"{layer.catalog_name} and {following.catalog_name} follow each other, so no output comes near 0 or 1",
                layer=position,
                advice=f"Delete this {layer.catalog_name}.",
            )


def dropout_last(case: Case) -> Problems:
    """Yield each layer behind the output that acts while training only."""
    for position in case.end.behind:
        if case.layers[position].noisy():
            name = case.layers[position].catalog_name
            yield StackError(
                f"{name} is the last layer, so it would act on the outputs themselves",
                layer=position,
                advice=f"Move {name} before the last dense layer, or delete it.",
            )


def _passes(layer: Layer) -> bool:
    """Say whether a layer only acts while training (dropout), so that what stands before it is still the end."""
    return layer.noisy()


def task(case: Case) -> Problems:
    """Yield where the loss and the data differ: classes or numbers, two classes or more."""
    loss, description = case.loss, case.description
    name, last = loss.catalog_name, len(case.layers) - 1
    if description.task == "regression":
        if loss.task != "regression":
            yield StackError(
                f"{name} tells classes apart, and {shorten(description.name)} asks for numbers",
                layer=last,
                advice="Change the loss to mean_squared_error and end with a dense layer without softmax or sigmoid.",
            )
        return
    if description.outputs > 2 and loss.task in ONE_OUTPUT:
        yield StackError(
            f"{name} is for two classes, and {case.classes}",
            layer=last,
            advice=f"Change the loss to categorical_crossentropy and end with dense {description.outputs} and softmax.",
        )
    if description.outputs > 2 and loss.task == "regression":
        yield StackError(
            f"{name} compares numbers, and {case.classes}",
            layer=last,
            advice="Change the loss to categorical_crossentropy and end with softmax.",
        )


def width(case: Case) -> Problems:
    """Yield the last layer with units when the data and the loss ask for another width."""
    dense, width = case.end.dense, case.end.width
    if dense is None:
        yield from _width_without_dense(case)
    elif width != case.wanted and _task_fits(case):
        words = _width_words(case, width)
        yield StackError(words, layer=dense, received=width, allowed=str(case.wanted), advice=_width_advice(case))


def _width_without_dense(case: Case) -> Problems:
    """Yield the layer that gives the outputs their shape when that is another one than the data and the loss ask for."""
    shape = case.stack.shapes[-1]
    if shape is None or shape == (case.wanted,) or not case.stack.trained or not _task_fits(case):
        return
    behind = len(case.layers) if case.end.activation is None else case.end.activation
    yield StackError(
        _width_words(case, math.prod(shape)),
        layer=max(behind - 1, 0),
        received=shape,
        allowed=f"a shape of ({case.wanted},)",
        advice=f"Put {'' if len(shape) == 1 else 'flatten and '}dense {case.wanted} behind this layer.",
    )


def _width_words(case: Case, width: int) -> str:
    values = "1 value" if width == 1 else f"{width:,} values"
    if case.description.task == "regression":
        count = case.description.outputs
        return f"the output has {values}, and the data has {count} target{'s' if count > 1 else ''}"
    if case.loss.task in ONE_OUTPUT:
        return f"the output has {values}, and {case.loss.catalog_name} takes one"
    return f"the output has {values}, and {case.classes}"


def _width_advice(case: Case) -> str:
    advice = f"Set units of this layer to {case.wanted}"
    if case.description.task == "classification" and case.description.outputs == 2:
        if case.loss.task in ONE_OUTPUT and case.end.width == 2:
            return f"{advice}, or change the loss to categorical_crossentropy and end with softmax."
        return f"{advice}."
    if case.end.dense == len(case.given.model.layers) - 1:
        return f"{advice}, or put an activation behind it and the output layer is added by itself."
    return f"{advice}."


def _task_fits(case: Case) -> bool:
    return not any(task(case))


def last_activation(case: Case) -> Problems:
    """Yield where the last activation does not go with the loss or the data."""
    if case.end.activation is None or not _task_fits(case):
        return
    position, last, loss = case.end.activation, case.layers[case.end.activation], case.loss
    if case.description.task == "regression" and last.gives in DISTRIBUTIONS:
        yield StackError(
            f"{last.catalog_name} gives shares that sum to 1, and {shorten(case.description.name)} asks for numbers",
            layer=position,
            advice=f"Delete {last.catalog_name}, or change it to linear.",
        )
    if loss.task == "binary" and last.gives in DISTRIBUTIONS:
        yield StackError(
            f"{last.catalog_name} does not go with {loss.catalog_name}, which looks at each output by itself",
            layer=position,
            advice="Change it to sigmoid, or change the loss to categorical_crossentropy.",
        )
    if loss.task == "classification" and last.gives == "probabilities":
        yield StackError(
            f"the outputs of {last.catalog_name} do not sum to 1, which {loss.catalog_name} needs",
            layer=position,
            advice="Change it to softmax.",
        )


def metrics(case: Case) -> Problems:
    """Yield each metric that cannot read the targets of the loss."""
    for metric in case.given.model.metrics:
        if isinstance(metric, Metric):
            yield from _caught(metric, case.loss)


def _caught(metric: Metric, loss: Loss) -> Problems:
    try:
        check_metrics((metric,), loss)
    except StackError as error:
        error.within("model")
        yield error


def from_the_loss(case: Case) -> Problems:
    """Yield what the loss itself says of the end of the stack."""
    if case.stack.shapes[-1] is None:
        return
    try:
        check_loss(case.layers, case.loss, case.stack.shapes[-1])
    except StackError as error:
        if error.layer is None:
            error.within("model")
        yield error
