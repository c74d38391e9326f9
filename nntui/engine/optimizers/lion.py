"""Lion."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np

from nntui.catalog import Component, Field, register
from nntui.engine.arrays import Array
from nntui.engine.gradient_optimizer import GradientOptimizer
from nntui.engine.optimizers.base import OptimizerState
from nntui.engine.pieces import Piece


@register("optimizer", "lion")
class Lion(GradientOptimizer, frozen=True):
    """Lion: `p -= rate * sign(beta_1 * m + (1 - beta_1) * g)`, every step of the same size (Chen and others 2023).

    Then `m = beta_2 * m + (1 - beta_2) * g`. Weight decay is apart from the gradient, as in AdamW. Rates of a third to a
    tenth of Adam's suit it. The slot holds `m / (1 - beta_2)`, which saves a pass.
    """

    decoupled: ClassVar[bool] = True

    learning_rate: Annotated[
        float | Component, Field("Size of the steps: a number or a schedule.", low=0, high=1e30, kind="schedule", live=True)
    ] = 0.001
    beta_1: Annotated[
        float, Field("Share of the memory in the direction of a step.", low=0, high=1, high_open=True, live=True)
    ] = 0.9
    beta_2: Annotated[float, Field("Memory of the mean of the gradients.", low=0, high=1, high_open=True, live=True)] = 0.99

    def memory(self) -> tuple[str, ...]:
        """Return the mean of the gradients."""
        return ("mean",)

    def numbers(self, rate: float, state: OptimizerState) -> tuple[float, ...]:
        """Return the memory, the rate, and how much the scaled mean counts beside a gradient."""
        return (self.beta_2, rate, self.beta_1 * (1 - self.beta_2) / (1 - self.beta_1))

    def move(self, piece: Piece, *numbers: Array) -> None:
        """Step by the sign of mean and gradient together, then remember the gradient."""
        memory, rate, share = numbers
        mean = piece.slots[0]
        gradients, scratch = piece.gradients, piece.scratch
        np.multiply(mean, share, scratch)
        np.add(scratch, gradients, scratch)
        np.sign(scratch, scratch)
        np.multiply(scratch, rate, scratch)
        np.subtract(piece.parameters, scratch, piece.parameters)
        np.multiply(mean, memory, mean)
        np.add(mean, gradients, mean)
