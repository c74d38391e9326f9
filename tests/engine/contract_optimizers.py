"""The contract of optimizers."""

from __future__ import annotations

import contextlib
import copy
from typing import Any

import numpy as np
from contract import check, from_two_threads, peak_of
from stacks import sample

from nntui.engine.gradient_optimizer import GradientOptimizer
from nntui.engine.layers.dense import Dense
from nntui.engine.losses.mean_squared_error import MeanSquaredError
from nntui.engine.network import Network
from nntui.engine.optimizers.base import Optimizer, OptimizerState
from nntui.engine.problem import OPTIMIZER, Problem
from nntui.errors import Diverged


class Line:
    """A linear regression with a frozen layer in the middle, solved by an optimizer."""

    def __init__(self, optimizer: Optimizer, dtype: str = "float64", mask: Any = None, width: int = 2) -> None:
        layers = [Dense(width), Dense(2, trainable=False), Dense(1)]
        self.optimizer = optimizer
        self.network = Network(layers, (3,), MeanSquaredError(), dtype)
        vector, statistics = self.network.initial(np.random.default_rng(1))
        workspace = self.network.workspace({OPTIMIZER: np.random.default_rng(2)})
        self.problem = Problem(self.network, vector, statistics, workspace, mask=mask)
        X = self.network.encode_inputs(sample(20))
        self.problem.set_batch(X, X @ np.array([[1.0], [-2], [0.5]], dtype))
        self.state = optimizer.start(self.problem)

    def run(self, updates: int) -> np.ndarray:
        """Do that many updates and return a copy of the parameters."""
        for _ in range(updates):
            self.optimizer.update(self.problem, self.state)
        return self.problem.parameters.copy()

    def loss(self) -> float:
        """Return the loss of the present parameters."""
        problem = self.problem
        return self.network.losses(problem.bound, problem.X, problem.y, problem.workspace).loss


@check("optimizer")
def lowers_the_loss(optimizer: Optimizer) -> None:
    """A linear regression's loss falls within 400 updates at a rate of 0.01 (its own where it has none)."""
    line = Line(tamed(optimizer))
    before = line.loss()
    line.run(400)
    assert line.loss() < 0.9 * before


def tamed(optimizer: Optimizer) -> Any:
    """Return the optimizer with a rate at which a small regression converges."""
    import msgspec

    if "learning_rate" in type(optimizer).__struct_fields__ and optimizer.catalog_name != "adadelta":
        return msgspec.structs.replace(optimizer, learning_rate=0.01)
    return optimizer


@check("optimizer")
def keeps_the_type(optimizer: Optimizer) -> None:
    """Parameters and slots keep their type and size."""
    for dtype in ("float32", "float64"):
        line = Line(tamed(optimizer), dtype)
        parameters = line.run(3)
        assert parameters.dtype == dtype
        assert set(line.state.slots) == set(optimizer.slots())
        for slot in line.state.slots.values():
            assert (slot.dtype, slot.shape) == (dtype, parameters.shape)


@check("optimizer")
def leaves_frozen_layers(optimizer: Optimizer) -> None:
    """Parameters of a frozen layer do not move by a bit."""
    line = Line(tamed(optimizer))
    before = line.network.layout.arrays(line.problem.parameters)["1.weights"].copy()
    line.run(5)
    np.testing.assert_array_equal(line.network.layout.arrays(line.problem.parameters)["1.weights"], before)


@check("optimizer")
def moves_only_what_the_mask_lets(optimizer: Optimizer) -> None:
    """Single masked parameters stay to the bit, the others move."""
    size = Line(optimizer).problem.parameters.size
    mask = np.arange(size) % 2 == 0
    line = Line(tamed(optimizer), mask=mask)
    before = line.problem.parameters.copy()
    after = line.run(8)
    np.testing.assert_array_equal(after[~mask], before[~mask])
    assert (after[mask] != before[mask]).any()


@check("optimizer")
def repeats_itself(optimizer: Optimizer) -> None:
    """The same seed gives the same bits."""
    np.testing.assert_array_equal(Line(tamed(optimizer)).run(7), Line(tamed(optimizer)).run(7))


@check("optimizer")
def resumes_to_the_bit(optimizer: Optimizer) -> None:
    """State carried over as plain arrays and numbers goes on exactly."""
    line = Line(tamed(optimizer))
    line.run(4)
    other = Line(tamed(optimizer))
    other.problem.parameters[:] = line.problem.parameters
    slots = {name: slot.copy() for name, slot in line.state.slots.items()}
    other.state = OptimizerState(slots, line.state.updates, dict(line.state.values))
    other.problem.generator.bit_generator.state = copy.deepcopy(line.problem.generator.bit_generator.state)
    np.testing.assert_array_equal(other.run(3), line.run(3))


@check("optimizer")
def starts_from_zero_slots(optimizer: Optimizer) -> None:
    """A state without slots, as after a change of optimizer, is as good as a fresh one."""
    line, other = Line(tamed(optimizer)), Line(tamed(optimizer))
    other.state = OptimizerState()
    np.testing.assert_array_equal(other.run(3), line.run(3))


@check("optimizer")
def works_piece_by_piece(optimizer: Optimizer) -> None:
    """A vector longer than a piece moves as one that is not cut."""
    from nntui.engine import pieces

    whole = Line(tamed(optimizer), width=9).run(3)
    kept, pieces.PIECE_BYTES = pieces.PIECE_BYTES, 56
    try:
        cut = Line(tamed(optimizer), width=9).run(3)
    finally:
        pieces.PIECE_BYTES = kept
    np.testing.assert_allclose(cut, whole, rtol=1e-12)


@check("optimizer")
def stays_put_without_data_to_learn(optimizer: Optimizer) -> None:
    """At a gradient of exactly zero the parameters stay finite."""
    line = Line(tamed(optimizer))
    line.problem.set_batch(line.problem.X * 0, line.problem.y * 0)
    assert np.isfinite(line.run(5)).all()


@check("optimizer")
def never_goes_on_with_numbers_that_are_not(optimizer: Optimizer) -> None:
    """Data that overflow end in `Diverged` with finite parameters, or in finite numbers."""
    line = Line(optimizer, "float32")
    line.problem.set_batch(line.problem.X * np.float32(1e20), line.problem.y)
    before = line.problem.parameters.copy()
    with contextlib.suppress(Diverged):
        line.run(5)
        before = line.problem.parameters
    np.testing.assert_array_equal(line.problem.parameters, before)
    assert np.isfinite(line.problem.parameters).all()


@check("optimizer")
def counts_its_updates(optimizer: Optimizer) -> None:
    """`updates` counts, and the rate is a finite number at any of them."""
    line = Line(tamed(optimizer))
    line.run(3)
    assert line.state.updates == 3
    for done in (0, 1, 10**9, 2**40):
        assert np.isfinite(optimizer.rate_at(done))


@check("optimizer")
def takes_any_number_of_updates(optimizer: Optimizer) -> None:
    """After 2**40 updates a step is still finite."""
    line = Line(tamed(optimizer))
    line.run(1)
    line.state.updates = 2**40
    assert np.isfinite(line.run(2)).all()


@check("optimizer")
def works_from_two_threads(optimizer: Optimizer) -> None:
    """Two problems at once, one optimizer: it keeps nothing between them."""
    tame = tamed(optimizer)
    expected = Line(tame).run(5)
    for found in from_two_threads(lambda: Line(tame).run(5), 10):
        np.testing.assert_array_equal(found, expected)


@check("optimizer")
def agrees_in_both_types(optimizer: Optimizer) -> None:
    """float32 moves as float64 does, to float32's accuracy."""
    np.testing.assert_allclose(Line(tamed(optimizer), "float32").run(3), Line(tamed(optimizer)).run(3), rtol=2e-3, atol=2e-4)


@check("optimizer")
def allocates_nothing_in_a_steady_step(optimizer: Optimizer) -> None:
    """Once its memory is made, an update allocates no array as long as the parameters."""
    line = Line(tamed(optimizer), width=30_000)
    peak = peak_of(lambda: line.optimizer.update(line.problem, line.state))
    size = line.problem.parameters.nbytes
    assert peak < size / 8, f"{peak} of {size} bytes"


@check("optimizer")
def goes_with_every_option(optimizer: Optimizer) -> None:
    """Clipping, decay and an average of the parameters go with it; the average lies among the places it has been."""
    import msgspec

    if not isinstance(optimizer, GradientOptimizer):
        assert optimizer.averaged(np.ones(2), OptimizerState()).tolist() == [1, 1]
        return
    options = {"clipvalue": 1.0, "clipnorm": 2.0, "global_clipnorm": 3.0, "weight_decay": 0.01, "ema_momentum": 0.5}
    line = Line(msgspec.structs.replace(tamed(optimizer), **options))
    path = [line.run(1) for _ in range(6)]
    average = line.optimizer.averaged(line.problem.parameters, line.state)
    assert np.isfinite(average).all()
    assert (average >= np.min(path, axis=0) - 1e-12).all()
    assert (average <= np.max(path, axis=0) + 1e-12).all()
