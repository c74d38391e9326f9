"""Gradient descent with the page's penalties: outside the loss, on weights alone, and L1 kills links for good."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from nntui import parts
from nntui.data.prepare import prepare
from nntui.engine.layers.dense import Dense
from nntui.engine.losses.half_squared_error import HalfSquaredError
from nntui.engine.network import Network
from nntui.engine.optimizers.base import OptimizerState
from nntui.engine.optimizers.playground_sgd import PlaygroundSGD
from nntui.engine.problem import Problem
from nntui.errors import UnknownName
from nntui.spec import line
from nntui.training.state import TrainState
from nntui.training.trainer import Trainer

parts.load()
LASSO = (
    "circle val=0.5 features=[x1,x2,x1_squared,x2_squared,sin_x1,sin_x2] | dense 1, tanh | loss sign_squared_error"
    " | playground_sgd lr=0.03 regularization=l1 regularization_rate=0.02 | epochs 60 batch 10 model.dtype=float64"
)


class Line:
    """One dense unit on samples of zero, so that the gradient of the weights is zero and that of the bias is not."""

    def __init__(self, weights: list[float], mask: Any = None) -> None:
        self.network = Network([Dense(1)], (len(weights),), HalfSquaredError(), "float64")
        self.vector = np.array([*weights, 0.5])
        self.problem = Problem(self.network, self.vector, np.zeros(0), self.network.workspace(), mask=mask)
        self.problem.set_batch(np.zeros((4, len(weights))), np.ones((4, 1)))

    def update(self, optimizer: PlaygroundSGD, state: OptimizerState) -> list[float]:
        optimizer.update(self.problem, state)
        return self.vector.tolist()


def test_l2_shrinks_weights_by_rate_times_strength():
    """w becomes w - 0.1 * 0.5 * w; the bias follows its gradient alone: 0.5 + 0.1 * 0.5."""
    found = Line([2.0, -1.0]).update(PlaygroundSGD(0.1, regularization="l2", regularization_rate=0.5), OptimizerState())

    assert found == pytest.approx([1.9, -0.95, 0.55])


def test_l1_kills_what_it_would_carry_across_zero():
    """0.04 would become -0.01, so that it is 0; a weight that is 0 already is not dead."""
    line_, state = Line([2.0, -1.0, 0.04, 0.0]), OptimizerState()

    found = line_.update(PlaygroundSGD(0.1, regularization="l1", regularization_rate=0.5), state)

    assert found == pytest.approx([1.95, -0.95, 0, 0, 0.55])
    assert state.slots["dead"].tolist() == [0, 0, 1, 0, 0]


def test_a_dead_link_stays_dead_whatever_comes():
    """Neither the gradient nor another penalty moves it again."""
    line_, state = Line([0.04, 0.3]), OptimizerState()
    line_.update(PlaygroundSGD(0.1, regularization="l1", regularization_rate=0.5), state)
    line_.problem.set_batch(np.ones((4, 2)), np.full((4, 1), 9.0))

    for penalty in ("none", "l2", "l1"):
        found = line_.update(PlaygroundSGD(0.1, regularization=penalty, regularization_rate=0.001), state)
        assert found[0] == 0
        assert found[1] > 0.3


def test_a_masked_weight_is_not_penalised():
    found = Line([2.0, 1.0], np.array([False, True, True])).update(
        PlaygroundSGD(0.1, regularization="l2", regularization_rate=0.5), OptimizerState()
    )

    assert found == pytest.approx([2.0, 0.95, 0.55])


def test_the_penalty_is_no_part_of_the_loss():
    result = PlaygroundSGD(0.1, regularization="l2", regularization_rate=9).update(Line([2.0]).problem, OptimizerState())

    assert (result.loss, result.penalty) == (0.125, 0.0)


def test_another_penalty_is_refused():
    with pytest.raises(UnknownName, match=r"playground_sgd\.regularization.*none, l1, l2"):
        PlaygroundSGD(regularization="l3")


def trainer() -> Trainer:
    experiment = line.parse(LASSO)
    return Trainer(experiment, prepare(experiment.data, experiment.seed, experiment.model.dtype))


def test_dead_links_stand_in_the_kept_state():
    """A run that is kept and gone on with ends with the same bits, and the penalty changes while it trains."""
    run, straight = trainer(), trainer()
    run.run(1000)
    kept = run.keep()
    assert np.count_nonzero(kept.arrays["slots.dead"]) >= 2
    again = Trainer(kept.experiment, run.prepared, TrainState.from_parts(kept.arrays, json.loads(json.dumps(kept.values))))
    straight.run(1000)
    for each in (again, straight):
        each.change("optimizer.regularization", "none")
        each.run()

    assert again.state.parameters.tobytes() == straight.state.parameters.tobytes()
    assert np.count_nonzero(again.state.parameters) <= 5
