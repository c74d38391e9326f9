"""Jobs that look at an experiment from the side, by name: for a screen that offers them one by one.

A job is a generator that yields its progress between slices of some milliseconds and returns its result; it works on
copies, so that the run it looks at may go on. The pictures of the results are in `charts.methods`, under the same names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import msgspec

from nntui.data.progress import Slices
from nntui.data.tables import Prepared
from nntui.engine.arrays import Array
from nntui.engine.network import Network
from nntui.engine.optimizers.base import OptimizerState
from nntui.insight.dead_units import DeadUnits, counting
from nntui.insight.gradients import GradientsFound, checking
from nntui.insight.predictions import Weights
from nntui.insight.spread import spread_samples
from nntui.spec.experiment import Experiment
from nntui.training.feed import Rows
from nntui.training.finder import Found, finding
from nntui.training.folds import CrossValidation, cross_validating
from nntui.training.state import TrainState

FOLDS = 5


class Case(msgspec.Struct, frozen=True, eq=False):
    """What a job looks at: a complete experiment with its data, its network, and the weights of one moment."""

    experiment: Experiment
    prepared: Prepared
    network: Network
    weights: Weights


class Method(msgspec.Struct, frozen=True):
    """One job: its stable name, a title, one line of help, and what begins it."""

    name: str
    title: str
    help: str
    begin: Callable[[Case], Slices[Any]]


def finding_rate(case: Case) -> Slices[Found]:
    """Sweep the learning rate from the present weights on, on a copy."""
    vectors = case.weights.parameters.copy(), case.weights.statistics.copy()
    state = TrainState(*vectors, OptimizerState(), case.network.metric_names)
    return finding(case.experiment, case.prepared, state, exact=True)


def cross_validating_case(case: Case) -> Slices[CrossValidation]:
    """Train the experiment anew on five folds."""
    return cross_validating(case.experiment, case.prepared, FOLDS)


def checking_gradients(case: Case) -> Slices[GradientsFound]:
    """Compare the gradient of every layer with differences of the loss."""
    samples = spread_samples(case.network, case.prepared)
    return (yield from checking(case.network, case.weights, *samples))


def counting_dead_units(case: Case) -> Slices[DeadUnits]:
    """Count the units that pass no gradient for any sample of the training part."""
    rows = cast(Array, Rows(case.prepared.train.features, case.network, case.prepared.preparation))
    return counting(case.network, case.weights, rows)


METHODS = (
    Method("find-rate", "Find a learning rate", "Try rates that rise, on a copy, and see where the loss falls.", finding_rate),
    Method("folds", "Train on five folds", "Train five times and measure each on what it has not seen.", cross_validating_case),
    Method("check", "Check the gradients", "Compare each layer's gradient with differences of the loss.", checking_gradients),
    Method("dead-units", "Look for dead units", "See which units pass no gradient for any sample.", counting_dead_units),
)
