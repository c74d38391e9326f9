"""The parameters to predict with: those of the state, or the average of those so far that some optimizers keep."""

from __future__ import annotations

from nntui.engine.arrays import Array
from nntui.engine.network import Bound, Network
from nntui.spec.experiment import Experiment
from nntui.training.state import TrainState
from nntui.training.task import optimizer_of


def averaged(experiment: Experiment, state: TrainState) -> Array:
    """Return the parameters `(size,)` to predict with; the state's own vector unless an average is kept."""
    return optimizer_of(experiment).averaged(state.parameters, state.optimizer)


def predicting(network: Network, experiment: Experiment, state: TrainState, live: Bound) -> Bound:
    """Return what to predict with: `live`, which is bound to the state's vectors, unless an average is kept."""
    parameters = averaged(experiment, state)
    return live if parameters is state.parameters else network.bind(parameters, None, state.statistics)
