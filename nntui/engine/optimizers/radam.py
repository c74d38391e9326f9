"""RAdam."""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np

from nntui.catalog import Component, Field, register
from nntui.engine.arrays import Array
from nntui.engine.gradient_optimizer import GradientOptimizer
from nntui.engine.optimizers.base import OptimizerState
from nntui.engine.pieces import Piece

# The variance of the root is trusted from that many gradients on (Liu and others 2020, algorithm 2; PyTorch as well).
ENOUGH = 5


@register("optimizer", "radam")
class RAdam(GradientOptimizer, frozen=True):
    """Rectified Adam: Adam times `r`, which grows from 0 to 1 as its root becomes sure (Liu and others 2020).

    With `n = 2 / (1 - beta_2) - 1` and `k = n - 2 * t * beta_2**t / (1 - beta_2**t)` gradients in the mean square at
    update t, `r**2 = (k - 4) * (k - 2) * n / ((n - 4) * (n - 2) * k)`. Up to `k = 5` the step is `rate * m^`, without a
    root. As PyTorch computes it: epsilon is added before the root is corrected.
    """

    learning_rate: Annotated[
        float | Component, Field("Size of the steps: a number or a schedule.", low=0, high=1e30, kind="schedule", live=True)
    ] = 0.001
    beta_1: Annotated[float, Field("Memory of the mean of the gradients.", low=0, high=1, high_open=True, live=True)] = 0.9
    beta_2: Annotated[float, Field("Memory of their mean square.", low=0, high=1, high_open=True, live=True)] = 0.999
    epsilon: Annotated[float, Field("Keeps the division from zero.", low=1e-16, high=1, live=True)] = 1e-7

    def memory(self) -> tuple[str, ...]:
        """Return both moments, without their factors of `1 - beta`."""
        return ("mean", "square")

    def numbers(self, rate: float, state: OptimizerState) -> tuple[float, ...]:
        """Return both betas, epsilon, the factor of the mean, and that of the mean over the root (0: no root yet)."""
        done = state.updates + 1
        forgotten = self.beta_2**done
        factor = rate * (1 - self.beta_1) / (1 - self.beta_1**done)
        rectified = self._rectification(done) * math.sqrt((1 - forgotten) / (1 - self.beta_2))
        return (self.beta_1, self.beta_2, self.epsilon / math.sqrt(1 - self.beta_2), factor, factor * rectified)

    def _rectification(self, update: int) -> float:
        most = 2 / (1 - self.beta_2) - 1
        forgotten = self.beta_2**update
        now = most - 2 * update * forgotten / (1 - forgotten)
        if now <= ENOUGH:
            return 0.0
        return math.sqrt((now - 4) * (now - 2) * most / ((most - 4) * (most - 2) * now))

    def move(self, piece: Piece, *numbers: Array) -> None:
        """Step along the corrected mean, over the root of the mean square once that is sure."""
        beta_1, beta_2, epsilon, factor, rectified = numbers
        mean, square = piece.slots
        gradients, scratch = piece.gradients, piece.scratch
        np.multiply(mean, beta_1, mean)
        np.add(mean, gradients, mean)
        np.multiply(square, beta_2, square)
        np.multiply(gradients, gradients, scratch)
        np.add(square, scratch, square)
        if rectified:
            np.sqrt(square, scratch)
            np.add(scratch, epsilon, scratch)
            np.divide(mean, scratch, scratch)
            np.multiply(scratch, rectified, scratch)
        else:
            np.multiply(mean, factor, scratch)
        np.subtract(piece.parameters, scratch, piece.parameters)
