"""What every optimizer is: a frozen value that moves the parameters of a problem, with its memory in a state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from nntui.catalog import Component
from nntui.engine.arrays import Array
from nntui.engine.problem import Problem
from nntui.engine.results import BatchResult
from nntui.engine.schedule import NOTHING


class OptimizerState:
    """The memory of an optimizer: all that a checkpoint needs of it.

    `updates` counts finished updates; `slots` are vectors `(size,)` by name, `values` plain numbers by name. `epoch`
    is set by the trainer (fractional passes over the data, for schedules that want it).
    """

    def __init__(self, slots: dict[str, Array] | None = None, updates: int = 0, values: dict[str, float] | None = None) -> None:
        self.updates = updates
        self.epoch = 0.0
        self.slots: dict[str, Array] = slots or {}
        self.values: dict[str, float] = values or {}
        self.prepared: Any = None

    def slot(self, name: str, like: Array) -> Array:
        """Return the slot of that name, zeros when it is asked for first."""
        if name not in self.slots:
            self.slots[name] = np.zeros_like(like)
            self.prepared = None
        return self.slots[name]


class Optimizer(Component, frozen=True):
    """Moves the parameters of a problem; is given the problem and its state, and remembers nothing itself."""

    def slots(self) -> tuple[str, ...]:
        """Return the names of the vectors it keeps."""
        return ()

    def noisy(self) -> bool:
        """Say whether it draws random numbers (from `problem.generator`)."""
        return False

    def start(self, problem: Problem) -> OptimizerState:
        """Return the state before the first update."""
        state = OptimizerState()
        for name in self.slots():
            state.slots[name] = np.zeros_like(problem.parameters)
        return state

    def rate_at(self, updates_done: int, epoch: float = 0.0, values: Mapping[str, float] = NOTHING) -> float:
        """Return the learning rate of the next update; `values` are the state's, for schedules that watch the loss."""
        raise NotImplementedError

    def observe(self, loss: float, state: OptimizerState) -> None:
        """Be told the loss at the end of an epoch, that of the validation where there is one."""

    def averaged(self, parameters: Array, state: OptimizerState) -> Array:
        """Return the parameters to predict with `(size,)`: those given, or an average of those so far."""
        return parameters

    def predict_with(self, parameters: Array, state: OptimizerState) -> None:
        """Let `averaged` return these parameters `(size,)` until the next update, where it returns an average."""

    def placed(self, parameters: Array, state: OptimizerState, places: Array) -> None:
        """Be told that the parameters `(size,)` at `places` `(n,)` were set from outside; training goes on from there."""

    def update(self, problem: Problem, state: OptimizerState) -> BatchResult:
        """Do one update on the problem's current batch and return what the batch gave before it.

        Raises `Diverged`, with nothing moved, when the gradient or the loss is not finite.
        """
        return problem.workspace.quiet(self.step, problem, state)

    def step(self, problem: Problem, state: OptimizerState) -> BatchResult:
        """Do what `update` says; NumPy's warnings are off."""
        raise NotImplementedError
