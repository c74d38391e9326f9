"""Adam."""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np

from nntui.catalog import Component, Field, register
from nntui.engine.arrays import Array
from nntui.engine.gradient_optimizer import GradientOptimizer
from nntui.engine.optimizers.base import OptimizerState
from nntui.engine.pieces import Piece


@register("optimizer", "adam")
class Adam(GradientOptimizer, frozen=True):
    """Adam: `p -= rate * m^ / (sqrt(v^) + epsilon)` with corrected moments, epsilon outside the root (book, chapter 10).

    The slots hold `m / (1 - beta_1)` and `v / (1 - beta_2)`, which saves two passes and gives the same numbers.
    Keras folds the correction into the rate, which makes its epsilon act differently (Kingma and Ba 2015).
    """

    learning_rate: Annotated[
        float | Component, Field("Size of the steps: a number or a schedule.", low=0, high=1e30, kind="schedule", live=True)
    ] = 0.001
    beta_1: Annotated[float, Field("Memory of the mean of the gradients.", low=0, high=1, high_open=True, live=True)] = 0.9
    beta_2: Annotated[float, Field("Memory of their mean square.", low=0, high=1, high_open=True, live=True)] = 0.999
    epsilon: Annotated[float, Field("Keeps the division from zero.", low=1e-16, high=1, live=True)] = 1e-7
    amsgrad: Annotated[bool, Field("Divide by the largest mean square so far.")] = False

    def memory(self) -> tuple[str, ...]:
        """Return both moments, and the largest second one where it is asked for."""
        return ("mean", "square", "largest") if self.amsgrad else ("mean", "square")

    def numbers(self, rate: float, state: OptimizerState) -> tuple[float, ...]:
        """Return both betas, and epsilon and rate with what corrects the moments."""
        done = state.updates + 1
        root = math.sqrt((1 - self.beta_2) / (1 - self.beta_2**done))
        factor = rate * (1 - self.beta_1) / (1 - self.beta_1**done) / root
        return (self.beta_1, self.beta_2, self.epsilon / root, factor)

    def move(self, piece: Piece, *numbers: Array) -> None:
        """Step along the corrected mean over the root of the corrected mean square."""
        beta_1, beta_2, epsilon, factor = numbers
        mean, square = piece.slots[:2]
        gradients, scratch = piece.gradients, piece.scratch
        np.multiply(mean, beta_1, mean)
        np.add(mean, gradients, mean)
        np.multiply(square, beta_2, square)
        np.multiply(gradients, gradients, scratch)
        np.add(square, scratch, square)
        if self.amsgrad:
            square = np.maximum(piece.slots[2], square, out=piece.slots[2])
        np.sqrt(square, scratch)
        np.add(scratch, epsilon, scratch)
        np.divide(mean, scratch, scratch)
        np.multiply(scratch, factor, scratch)
        np.subtract(piece.parameters, scratch, piece.parameters)
