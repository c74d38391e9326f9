"""Gradient descent with TensorFlow Playground's penalties."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nntui.catalog import Component, Field, register
from nntui.engine.arrays import Array
from nntui.engine.gradient_optimizer import GradientOptimizer
from nntui.engine.holding import Holding
from nntui.engine.optimizers.base import OptimizerState
from nntui.engine.pieces import Piece
from nntui.engine.problem import Problem
from nntui.engine.results import BatchResult


@register("optimizer", "playground_sgd")
class PlaygroundSGD(GradientOptimizer, frozen=True):
    """Gradient descent, then a penalty step that is no part of the loss: `w -= rate * g; w -= rate * strength * d(w)`.

    `d` is `sign(w)` for l1 and `w` for l2, of the weight before the gradient's step; biases are not penalised. Where
    the penalty of l1 would carry a weight across 0, it becomes 0 and stays there for the rest of the run: the link is
    dead. Source: tensorflow/playground, src/nn.ts (Apache-2.0). The book's and Keras's penalties are those of the
    layers: `weight_l1` counts in the loss and kills nothing, and `weight_l2` pulls twice as hard at the same strength.
    """

    learning_rate: Annotated[
        float | Component, Field("Size of the steps: a number or a schedule.", low=0, high=1e30, kind="schedule", live=True)
    ] = 0.03
    regularization: Annotated[
        str, Field("The penalty on the weights: l1 kills links, l2 shrinks.", choices=("none", "l1", "l2"), live=True)
    ] = "none"
    regularization_rate: Annotated[float, Field("Strength of the penalty.", low=0, high=1e6, live=True)] = 0.0

    def memory(self) -> tuple[str, ...]:
        """Return which links are dead (1), when a penalty can kill them."""
        return ("dead",) if self.regularization == "l1" else ()

    def step(self, problem: Problem, state: OptimizerState) -> BatchResult:
        """Follow the gradient, then the penalty; links that are dead stay at 0 whatever is changed later."""
        for name in self.memory():
            state.slot(name, problem.parameters)
        dead = state.slots.get("dead")
        if self.regularization == "none" and dead is None:
            return super().step(problem, state)
        vectors = [problem.parameters] if dead is None else [problem.parameters, dead]
        holding = None if problem.held is None else Holding(problem.held, vectors)
        if holding is not None:
            holding.take()
        before = problem.parameters.copy()
        pull = self.rate_at(state.updates, state.epoch) * self.regularization_rate
        result = super().step(problem, state)
        for span in problem.decayed_spans:
            self._penalise(problem.parameters[span], before[span], pull, None if dead is None else dead[span])
        if holding is not None:
            holding.put_back()
        return result

    def placed(self, parameters: Array, state: OptimizerState, places: Array) -> None:
        """Let a dead link live again that was given another value than 0."""
        super().placed(parameters, state, places)
        dead = state.slots.get("dead")
        if dead is not None:
            dead[places] *= parameters[places] == 0

    def _penalise(self, weights: Array, before: Array, pull: float, dead: Array | None) -> None:
        if self.regularization == "l2":
            weights -= pull * before
        elif self.regularization == "l1" and dead is not None:
            shrunk = weights - pull * np.sign(before)
            dead[weights * shrunk < 0] = 1
            weights[:] = shrunk
        if dead is not None:
            weights[dead != 0] = 0

    def move(self, piece: Piece, *numbers: Array) -> None:
        """Step along the gradients."""
        np.subtract(piece.parameters, np.multiply(piece.gradients, numbers[0], piece.scratch), piece.parameters)
