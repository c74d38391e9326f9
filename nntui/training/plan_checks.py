"""What can be wrong with a stack: each check yields what is broken, the layer to change and what to change."""

from __future__ import annotations

from collections.abc import Callable

from nntui.data.tables import Description
from nntui.errors import StackError
from nntui.spec import limits
from nntui.spec.experiment import Experiment
from nntui.training import plan_fit, plan_sizes, plan_training
from nntui.training.plan_case import Case, Problems, case_of

CHECKS: tuple[Callable[[Case], Problems], ...] = (
    plan_sizes.shapes,
    plan_sizes.size,
    plan_sizes.memory,
    plan_sizes.nothing_to_train,
    plan_fit.softmax_in_the_middle,
    plan_fit.squashed_twice,
    plan_fit.dropout_last,
    plan_fit.task,
    plan_fit.width,
    plan_fit.last_activation,
    plan_fit.metrics,
    plan_training.watched,
    plan_training.balanced,
)


def found_problems(given: Experiment, planned: Experiment, description: Description) -> Problems:
    """Yield everything that is broken; what the loss itself says comes last and only when nothing else is."""
    count = len(planned.model.layers)
    if not count:
        yield StackError("there are no layers", advice="Add a dense layer; the output layer is added by itself.")
        return
    if count > limits.LAYERS:
        yield _too_many_layers(count)
        return
    case = case_of(given, planned, description)
    found = [problem for check in CHECKS for problem in check(case)]
    yield from found or plan_fit.from_the_loss(case)


def _too_many_layers(count: int) -> StackError:
    return StackError(
        "there are too many layers",
        layer=limits.LAYERS,
        received=count,
        allowed=f"at most {limits.LAYERS}",
        advice="Delete the layers behind it.",
    )
