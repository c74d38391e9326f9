"""What optimizers with gradients share: the rate, the steps of an update, and an average of the parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import numpy as np

from nntui.catalog import Component, Field
from nntui.engine.arrays import Array
from nntui.engine.gradient_options import GradientOptions
from nntui.engine.holding import Holding
from nntui.engine.optimizers.base import OptimizerState
from nntui.engine.pieces import Piece, pieces
from nntui.engine.problem import Problem
from nntui.engine.results import BatchResult
from nntui.engine.schedule import NOTHING, Schedule
from nntui.errors import SpecError

AVERAGE = "average"

# Slots of units that learn nothing any more shrink until their numbers are denormal, which some processors handle a
# hundred times slower; they are set to 0 well before, every so many updates.
SWEEP = 64
SMALL = 1e4


class _Prepared:
    """The pieces of one optimizer on one problem, and its numbers as arrays.

    An array of no axes costs half of what a Python float costs in an operation on a short array.
    """

    def __init__(self, optimizer: GradientOptimizer, problem: Problem, state: OptimizerState) -> None:
        self.optimizer = optimizer
        self.problem = problem
        slots = [state.slot(name, problem.parameters) for name in optimizer.memory()]
        averages = [state.slot(name, problem.parameters) for name in optimizer.averages()]
        self.pieces = pieces(problem, slots, averages[0] if averages else None)
        self.treats = optimizer.treats()
        self.holding = None if problem.held is None else Holding(problem.held, [problem.parameters, *slots])
        self._values: tuple[float, ...] = ()
        self._numbers: tuple[Array, ...] = ()

    def numbers(self, values: tuple[float, ...]) -> tuple[Array, ...]:
        """Return the values as arrays of no axes, in the type of the parameters."""
        if values != self._values:
            self._values = values
            self._numbers = tuple([np.asarray(value, self.problem.parameters.dtype) for value in values])
        return self._numbers


class _Averaging(GradientOptions, frozen=True, kw_only=True):
    ema_momentum: Annotated[
        float | None,
        Field(
            "Memory of an average of the parameters, with which to predict.",
            low=0,
            high=1,
            high_open=True,
            none="predict with the parameters themselves",
        ),
    ] = None


class GradientOptimizer(_Averaging, frozen=True):
    """An optimizer that follows gradients: asks for one, then moves piece by piece.

    `decay` is short for the schedule inverse_time: `learning_rate / (1 + decay * updates_done)`; both a schedule and
    a decay are an error.
    """

    learning_rate: Annotated[
        float | Component, Field("Size of the steps: a number or a schedule.", low=0, high=1e30, kind="schedule", live=True)
    ] = 0.001
    decay: Annotated[float, Field("Short for inverse_time: how fast the rate falls.", low=0, high=1e6, live=True)] = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.learning_rate, Component) and self.decay:
            raise SpecError(
                "a schedule and a decay cannot both be given",
                where=f"{self.catalog_name}.decay",
                received=self.decay,
                allowed="0 when learning_rate is a schedule",
            )

    def memory(self) -> tuple[str, ...]:
        """Return the names of the vectors that `move` finds in `piece.slots`, in this order."""
        return ()

    def averages(self) -> tuple[str, ...]:
        """Return the name of the averaged parameters, where they are kept."""
        return () if self.ema_momentum is None else (AVERAGE,)

    def slots(self) -> tuple[str, ...]:
        """Return the names of the vectors it keeps."""
        return (*self.memory(), *self.averages())

    def rate_at(self, updates_done: int, epoch: float = 0.0, values: Mapping[str, float] = NOTHING) -> float:
        """Return the learning rate of the next update."""
        rate = self.learning_rate
        if isinstance(rate, float):
            return rate / (1 + self.decay * updates_done) if self.decay else rate
        if isinstance(rate, Schedule):
            return rate.rate(updates_done, epoch, values)
        raise TypeError(f"not a schedule: {rate!r}")

    def observe(self, loss: float, state: OptimizerState) -> None:
        """Tell the schedule the loss of an epoch."""
        if isinstance(self.learning_rate, Schedule):
            self.learning_rate.observe(loss, state.values)

    def step(self, problem: Problem, state: OptimizerState) -> BatchResult:
        """Ask for the gradient, check it, and move the trainable parameters."""
        result = problem.gradient(state.updates + 1)
        prepared = state.prepared
        if prepared is None or prepared.optimizer is not self or prepared.problem is not problem:
            prepared = state.prepared = _Prepared(self, problem, state)
        holding = prepared.holding
        if holding is not None:
            holding.take()
        rate = self.rate_at(state.updates, state.epoch, state.values)
        problem.check_reach(rate, state.updates + 1)
        if prepared.treats:
            self.treat(problem)
            self.shrink(problem, rate, state.updates + 1)
        numbers = prepared.numbers(self.numbers(rate, state))
        for piece in prepared.pieces:
            self.move(piece, *numbers)
        if holding is not None:
            holding.put_back()
        if self.ema_momentum is not None:
            _follow(prepared.pieces, self.ema_momentum)
        state.updates += 1
        if state.updates % SWEEP == 0:
            _sweep(prepared.pieces)
        return result

    def numbers(self, rate: float, state: OptimizerState) -> tuple[float, ...]:
        """Return the numbers of the next update that `move` is given; `state.updates` updates were done before."""
        return (rate,)

    def move(self, piece: Piece, *numbers: Array) -> None:
        """Move the parameters of a piece by its gradients; the numbers are arrays of no axes."""
        raise NotImplementedError

    def averaged(self, parameters: Array, state: OptimizerState) -> Array:
        """Return `average / (1 - ema_momentum**updates)` where an average is kept, else the parameters."""
        average = state.slots.get(AVERAGE)
        if self.ema_momentum is None or average is None or not state.updates:
            return parameters
        known = average != 0
        weight = 1 - self.ema_momentum**state.updates
        found: Array = np.where(known, average / weight, parameters)
        return found.astype(parameters.dtype)

    def predict_with(self, parameters: Array, state: OptimizerState) -> None:
        """Make these parameters `(size,)` the average, where one is kept, as it is before its correction."""
        average = state.slots.get(AVERAGE)
        if self.ema_momentum is not None and average is not None:
            np.multiply(parameters, 1 - self.ema_momentum**state.updates, average)

    def placed(self, parameters: Array, state: OptimizerState, places: Array) -> None:
        """Let the average, where one is kept, begin anew there."""
        average = state.slots.get(AVERAGE)
        if self.ema_momentum is not None and average is not None:
            average[places] = parameters[places] * (1 - self.ema_momentum**state.updates)


def _sweep(all_pieces: list[Piece]) -> None:
    for piece in all_pieces:
        for slot in piece.slots:
            np.absolute(slot, piece.scratch)
            np.multiply(slot, piece.scratch > SMALL * np.finfo(slot.dtype).tiny, slot)


def _follow(all_pieces: list[Piece], momentum: float) -> None:
    for piece in all_pieces:
        if piece.average is not None:
            np.multiply(piece.average, momentum, piece.average)
            np.multiply(piece.parameters, 1 - momentum, piece.scratch)
            np.add(piece.average, piece.scratch, piece.average)
