"""Random search: no gradients at all."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.arrays import Array
from nntui.engine.optimizers.base import Optimizer, OptimizerState
from nntui.engine.problem import Problem
from nntui.engine.results import BatchResult
from nntui.engine.schedule import NOTHING

# So many random numbers are drawn at once: whatever the network's size, they stay in the cache.
STRETCH = 4096


@register("optimizer", "random_search")
class RandomSearch(Optimizer, frozen=True):
    """The book's chapter 6: add `scale * N(0, 1)` to every parameter, keep it if the loss falls, otherwise go back.

    Without `revert` the parameters wander on and only the lowest loss is remembered, one notebook's slip. The loss is
    that of the current batch, so it belongs to full batches. A trial whose loss is not finite is taken back. Where
    parameters were set from outside, the search begins anew from there: the lowest loss so far was that of others.
    """

    scale: Annotated[float, Field("Size of the jitter.", low=0, high=1e6, live=True)] = 0.05
    revert: Annotated[bool, Field("Go back after a trial that did not lower the loss.", live=True)] = True

    def slots(self) -> tuple[str, ...]:
        """Return the parameters that gave the lowest loss."""
        return ("best",)

    def noisy(self) -> bool:
        """Say that random numbers are drawn."""
        return True

    def rate_at(self, updates_done: int, epoch: float = 0.0, values: Mapping[str, float] = NOTHING) -> float:
        """Return the size of the jitter."""
        return self.scale

    def step(self, problem: Problem, state: OptimizerState) -> BatchResult:
        """Try one jitter; return what the parameters give that are kept."""
        best, held = state.slot("best", problem.parameters), problem.held
        if held is not None and (best[held] != problem.parameters[held]).any():
            state.values = {}
        if "loss" not in state.values:
            best[:] = problem.parameters
        for span in problem.spans:
            for start in range(span.start, span.stop, STRETCH):
                self._jitter(problem, slice(start, min(start + STRETCH, span.stop)))
        if held is not None:
            problem.parameters[held] = best[held]
        result = self._judge(problem.loss(state.updates + 1), problem.parameters, best, state)
        state.updates += 1
        return result

    def placed(self, parameters: Array, state: OptimizerState, places: Array) -> None:
        """Begin anew from there."""
        state.values = {}

    def _jitter(self, problem: Problem, place: slice) -> None:
        parameters = problem.parameters[place]
        drawn: Array = problem.generator.standard_normal(len(parameters)).astype(parameters.dtype)
        np.multiply(drawn, self.scale, drawn)
        np.add(parameters, drawn, parameters)

    def _judge(self, trial: BatchResult, parameters: Array, best: Array, state: OptimizerState) -> BatchResult:
        if trial.loss + trial.penalty < state.values.get("loss", math.inf) + state.values.get("penalty", 0.0):
            state.values = _written(trial)
            best[:] = parameters
        elif self.revert or not math.isfinite(trial.loss):
            parameters[:] = best
            return _read(state.values, trial)
        return trial


def _written(result: BatchResult) -> dict[str, float]:
    sums = {f"{metric} {place}": value for metric, sums in enumerate(result.sums) for place, value in enumerate(sums)}
    return {"loss": result.loss, "penalty": result.penalty, "samples": result.samples, **sums}


def _read(values: dict[str, float], trial: BatchResult) -> BatchResult:
    if "loss" not in values:
        return trial
    sums = tuple(
        tuple(values.get(f"{metric} {place}", math.nan) for place in range(len(sums))) for metric, sums in enumerate(trial.sums)
    )
    return BatchResult(values["loss"], values["penalty"], sums, values["samples"])
