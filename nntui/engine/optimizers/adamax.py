"""Adamax."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nntui.catalog import Component, Field, register
from nntui.engine.arrays import Array
from nntui.engine.gradient_optimizer import GradientOptimizer
from nntui.engine.optimizers.base import OptimizerState
from nntui.engine.pieces import Piece


@register("optimizer", "adamax")
class Adamax(GradientOptimizer, frozen=True):
    """Adamax: `u = max(beta_2 * u, |g| + epsilon); p -= rate * m^ / u`, Adam by the largest gradient (Kingma and Ba 2015).

    The mean m is corrected as in Adam. The slot holds `m / (1 - beta_1)`.
    """

    learning_rate: Annotated[
        float | Component, Field("Size of the steps: a number or a schedule.", low=0, high=1e30, kind="schedule", live=True)
    ] = 0.001
    beta_1: Annotated[float, Field("Memory of the mean of the gradients.", low=0, high=1, high_open=True, live=True)] = 0.9
    beta_2: Annotated[float, Field("Memory of their largest size.", low=0, high=1, high_open=True, live=True)] = 0.999
    epsilon: Annotated[float, Field("Keeps the division from zero.", low=1e-16, high=1, live=True)] = 1e-7

    def memory(self) -> tuple[str, ...]:
        """Return the mean and the largest size."""
        return ("mean", "largest")

    def numbers(self, rate: float, state: OptimizerState) -> tuple[float, ...]:
        """Return both betas, epsilon, and the rate with what corrects the mean."""
        factor = rate * (1 - self.beta_1) / (1 - self.beta_1 ** (state.updates + 1))
        return (self.beta_1, self.beta_2, self.epsilon, factor)

    def move(self, piece: Piece, *numbers: Array) -> None:
        """Step along the corrected mean over the largest size."""
        beta_1, beta_2, epsilon, factor = numbers
        mean, largest = piece.slots
        scratch = piece.scratch
        np.multiply(mean, beta_1, mean)
        np.add(mean, piece.gradients, mean)
        np.multiply(largest, beta_2, largest)
        np.absolute(piece.gradients, scratch)
        np.add(scratch, epsilon, scratch)
        np.maximum(largest, scratch, out=largest)
        np.divide(mean, largest, scratch)
        np.multiply(scratch, factor, scratch)
        np.subtract(piece.parameters, scratch, piece.parameters)
