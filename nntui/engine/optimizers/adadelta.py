"""Adadelta."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nntui.catalog import Component, Field, register
from nntui.engine.arrays import Array
from nntui.engine.gradient_optimizer import GradientOptimizer
from nntui.engine.optimizers.base import OptimizerState
from nntui.engine.pieces import Piece


@register("optimizer", "adadelta")
class Adadelta(GradientOptimizer, frozen=True):
    """Adadelta: `d = sqrt(a + epsilon) / sqrt(s + epsilon) * g; p -= rate * d` (Zeiler 2012).

    `s` and `a` are running mean squares of the gradients and of the steps d, with memory rho; epsilon stands inside the
    roots, and is 1e-6 unless told otherwise, as in PyTorch: the first steps are as small as its root.
    """

    learning_rate: Annotated[
        float | Component, Field("Size of the steps: a number or a schedule.", low=0, high=1e30, kind="schedule", live=True)
    ] = 1.0
    rho: Annotated[float, Field("Memory of the mean square of the gradients.", low=0, high=1, high_open=True, live=True)] = 0.9
    epsilon: Annotated[float, Field("Keeps the division from zero.", low=1e-16, high=1, live=True)] = 1e-6

    def memory(self) -> tuple[str, ...]:
        """Return both running sums, without their factor of `1 - rho`."""
        return ("square", "steps")

    def numbers(self, rate: float, state: OptimizerState) -> tuple[float, ...]:
        """Return rho, epsilon and the rate."""
        return (self.rho, self.epsilon / (1 - self.rho), rate)

    def move(self, piece: Piece, *numbers: Array) -> None:
        """Step along the gradients, scaled by the steps so far over the gradients so far."""
        rho, epsilon, rate = numbers
        square, steps = piece.slots
        scratch, spare = piece.scratch, piece.spare
        np.multiply(square, rho, square)
        np.multiply(piece.gradients, piece.gradients, scratch)
        np.add(square, scratch, square)
        np.add(square, epsilon, scratch)
        np.add(steps, epsilon, spare)
        np.divide(spare, scratch, scratch)
        np.sqrt(scratch, scratch)
        np.multiply(scratch, piece.gradients, scratch)
        np.multiply(steps, rho, steps)
        np.multiply(scratch, scratch, spare)
        np.add(steps, spare, steps)
        np.multiply(scratch, rate, scratch)
        np.subtract(piece.parameters, scratch, piece.parameters)
