"""Whether the training section goes with the data: what ends training early is known, what is balanced has classes."""

from __future__ import annotations

from typing import cast

from nntui.engine.metric import Metric
from nntui.engine.network import metric_names
from nntui.engine.optimizers.base import Optimizer
from nntui.errors import SpecError, StackError
from nntui.training.ends import Ends
from nntui.training.history import history_names
from nntui.training.plan_case import Case, Problems


def watched(case: Case) -> Problems:
    """Yield where patience or a target waits for a series that is not in the history."""
    planned = case.planned
    names = history_names(metric_names(cast("tuple[Metric, ...]", planned.model.metrics)))
    validated = bool(planned.data.validation or planned.data.fresh)
    try:
        Ends(planned.training, names, cast("Optimizer", planned.optimizer), validated=validated)
    except SpecError as error:
        yield _at_the_training(error)


def balanced(case: Case) -> Problems:
    """Yield where classes are to be balanced and there are none."""
    if case.planned.training.balance and case.description.task == "regression":
        yield StackError(
            "there are no classes to balance: the data asks for numbers",
            where="training.balance",
            received=True,
            allowed="false",
            advice="Set balance to false.",
        )


def _at_the_training(error: SpecError) -> StackError:
    field = error.where.rpartition(".")[2]
    value = error.nearest or ("auto" if field == "monitor" else "none")
    told = StackError(error.what, where=error.where, allowed=error.allowed, advice=f"Set {field} to {value}.")
    told.received, told.has_received = error.received, error.has_received
    told.args = (str(told),)
    return told
