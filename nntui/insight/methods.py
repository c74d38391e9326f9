"""Jobs that look at an experiment from the side, by name: a screen offers what stands in `METHODS` and names none of it.

A job is a generator that yields its progress between slices of some milliseconds and returns its result, which has a
`sentence`; it works on copies, so that the run it looks at may go on. The pictures of the results are in
`charts.methods`, under the same names. A method imports what it needs when it begins: so the list itself costs nothing.
"""

# ruff: noqa: PLC0415 - see above
from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import msgspec

if TYPE_CHECKING:
    from nntui.data.progress import Slices
    from nntui.data.tables import Prepared
    from nntui.engine.arrays import Array
    from nntui.engine.network import Network
    from nntui.insight.dead_units import DeadUnits
    from nntui.insight.gradients import GradientsFound
    from nntui.insight.predictions import Weights
    from nntui.spec.experiment import Experiment
    from nntui.training.finder import Found
    from nntui.training.folds import CrossValidation

FOLDS = 5


class Case(msgspec.Struct, frozen=True, eq=False):
    """What a job looks at: a complete experiment with its data, its network, and the weights of one moment.

    `layer` is the position of the one layer in question, None for all of them.
    """

    experiment: Experiment
    prepared: Prepared
    network: Network
    weights: Weights
    layer: int | None = None


class Offer(msgspec.Struct, frozen=True):
    """A value of the experiment that a result speaks for: its place, the value, and both in words."""

    path: str
    value: Any
    words: str


class Method(msgspec.Struct, frozen=True):
    """One job: its stable name, a title, one line of help, how to read its picture, and what begins it.

    `by_layer`: one layer may be looked at alone. `of_weights`: the result is that of the weights of one moment, and is
    old when training went on. `offer` returns what a result speaks for, or None.
    """

    name: str
    title: str
    help: str
    legend: str
    begin: Callable[[Case], Slices[Any]]
    by_layer: bool = False
    of_weights: bool = True
    offer: Callable[[Any], Offer | None] = lambda _: None


def looking(
    method: Method,
    experiment: Experiment,
    prepared: Prepared,
    moment: tuple[Network, Weights] | None = None,
    layer: int | None = None,
) -> Slices[Any]:
    """A job: what a method finds of a complete experiment.

    `moment` is the network of a run with its weights at one step; without one it is a new network with its start weights.
    """
    from nntui.data.progress import Progress

    yield Progress("getting ready")
    network, weights = moment or _at_the_start(experiment, prepared)
    yield Progress("getting ready")
    return (yield from method.begin(Case(experiment, prepared, network, weights, layer)))


def _at_the_start(experiment: Experiment, prepared: Prepared) -> tuple[Network, Weights]:
    from nntui.insight.predictions import Weights
    from nntui.training.trainer import Trainer

    trainer = Trainer(experiment, prepared)
    return trainer.network, Weights(trainer.state.parameters, trainer.state.statistics)


def finding_rate(case: Case) -> Slices[Found]:
    """Sweep the learning rate from the present weights on, on a copy."""
    from nntui.engine.optimizers.base import OptimizerState
    from nntui.training.finder import finding
    from nntui.training.state import TrainState

    vectors = case.weights.parameters.copy(), case.weights.statistics.copy()
    state = TrainState(*vectors, OptimizerState(), case.network.metric_names)
    return finding(case.experiment, case.prepared, state, exact=True)


def cross_validating_case(case: Case) -> Slices[CrossValidation]:
    """Train the experiment anew on five folds."""
    from nntui.training.folds import cross_validating

    return cross_validating(case.experiment, case.prepared, FOLDS)


def checking_gradients(case: Case) -> Slices[GradientsFound]:
    """Compare the gradient of every layer, or of the one in question, with differences of the loss."""
    from nntui.insight.gradients import checking
    from nntui.insight.spread import spread_samples

    samples = spread_samples(case.network, case.prepared)
    return (yield from checking(case.network, case.weights, *samples, layer=case.layer))


def counting_dead_units(case: Case) -> Slices[DeadUnits]:
    """Count the units that pass no gradient for any sample of the training part."""
    from nntui.insight.dead_units import counting
    from nntui.training.feed import Rows

    rows = cast("Array", Rows(case.prepared.train.features, case.network, case.prepared.preparation))
    return counting(case.network, case.weights, rows)


def offer_rate(found: Found) -> Offer | None:
    """Return the suggested rate, to the two digits in which it is told; there is none where no rate helps."""
    if found.suggestion is None:
        return None
    rate = float(f"{found.suggestion:.2g}")
    return Offer("optimizer.learning_rate", rate, f"learning rate {rate:g}")


METHODS = (
    Method(
        name="find-rate",
        title="Find a learning rate",
        help="See at which rate the loss falls fastest.",
        legend=(
            "A copy of the network trains 100 updates, each at a higher rate than the one before. Dots are the losses as they "
            "came, the line is their smoothed course over the rate. S marks where it falls fastest: a good rate to train "
            "with. L marks where it is lowest: beyond it the steps are too long. It speaks of the weights that it begins "
            "with: start weights (r in Train) tell a rate for a whole training, trained ones which rate still helps, and that "
            "is a lower one or none."
        ),
        begin=finding_rate,
        offer=offer_rate,
    ),
    Method(
        name="folds",
        title="Train on five folds",
        help="Train five times, measure each on unseen rows.",
        legend=(
            "The rows are dealt into five folds, evenly over the classes. Five networks train from the same start weights, "
            "each on four folds for the planned epochs, and each is measured on the fold that it has not seen (val). The mean "
            "is what to expect of new data; the deviation tells how much of it is luck of the draw. A validation part that was "
            "cut from the rows is dealt out too, a test part stays aside. The run itself stays as it is."
        ),
        begin=cross_validating_case,
        of_weights=False,
    ),
    Method(
        name="check",
        title="Check the gradients",
        help="Compare gradients with differences of the loss.",
        legend=(
            "A gradient says how the loss changes with each number of a layer. Here some of these numbers are moved a little, "
            "up and down, and the change of the loss is compared with what the layer's backward says, in float64 on a few "
            "samples. A right layer agrees to many digits; a wrong one is named, with the number it is worst at. Where a "
            "derivative cannot be told, the reason stands there."
        ),
        begin=checking_gradients,
        by_layer=True,
    ),
    Method(
        name="dead-units",
        title="Look for dead units",
        help="Find units that pass no gradient for any sample.",
        legend=(
            "Every unit of every activation before the output is looked at, for all training samples. A dead one (open "
            "circle, x in ASCII) has derivative 0 for each of them: nothing before it can learn through it, and it does not "
            "come back by itself. A saturated one (half circle, -) passes less than a thousandth. The others (full circle, o) "
            "are alive. They stand in the order of the layer's units, which are counted from 0."
        ),
        begin=counting_dead_units,
    ),
)
