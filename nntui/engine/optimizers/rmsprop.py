"""RMSprop."""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np

from nntui.catalog import Component, Field, register
from nntui.engine.arrays import Array
from nntui.engine.gradient_optimizer import GradientOptimizer
from nntui.engine.optimizers.base import OptimizerState
from nntui.engine.pieces import Piece


@register("optimizer", "rmsprop")
class RMSprop(GradientOptimizer, frozen=True):
    """RMSprop: `s = rho * s + (1 - rho) * g**2; p -= rate * g / (sqrt(s) + epsilon)` (book, chapter 10).

    `centered` takes the square of the mean gradient off s. With `momentum` the quotient q goes into a buffer first,
    `b = momentum * b + q; p -= rate * b`, as in PyTorch. The slots hold `s / (1 - rho)`, which saves a pass.
    """

    learning_rate: Annotated[
        float | Component, Field("Size of the steps: a number or a schedule.", low=0, high=1e30, kind="schedule", live=True)
    ] = 0.001
    rho: Annotated[float, Field("Memory of the mean square of the gradients.", low=0, high=1, high_open=True, live=True)] = 0.9
    epsilon: Annotated[float, Field("Keeps the division from zero.", low=1e-16, high=1, live=True)] = 1e-7
    momentum: Annotated[float, Field("Share of the last step that is kept.", low=0, high=1, live=True)] = 0.0
    centered: Annotated[bool, Field("Take the variance instead of the mean square.")] = False

    def memory(self) -> tuple[str, ...]:
        """Return the mean square, and what momentum and the variance need."""
        wanted = (("buffer", self.momentum > 0), ("mean", self.centered))
        return ("square", *(name for name, needed in wanted if needed))

    def numbers(self, rate: float, state: OptimizerState) -> tuple[float, ...]:
        """Return rho, epsilon, the rate, the momentum, and the factors of the scaled slots."""
        root = math.sqrt(1 - self.rho)
        return (self.rho, self.epsilon / root, rate / root, self.momentum, 1 - self.rho)

    def move(self, piece: Piece, *numbers: Array) -> None:
        """Step along the gradients over the root of their mean square."""
        rho, epsilon, rate, momentum, fresh = numbers
        square, scratch = piece.slots[0], piece.scratch
        np.multiply(square, rho, square)
        np.multiply(piece.gradients, piece.gradients, scratch)
        np.add(square, scratch, square)
        self._root(piece, rho, fresh)
        np.add(scratch, epsilon, scratch)
        np.divide(piece.gradients, scratch, scratch)
        if self.momentum:
            buffer = piece.slots[1]
            np.multiply(buffer, momentum, buffer)
            np.add(buffer, scratch, buffer)
            np.multiply(buffer, rate, scratch)
        else:
            np.multiply(scratch, rate, scratch)
        np.subtract(piece.parameters, scratch, piece.parameters)

    def _root(self, piece: Piece, rho: Array, fresh: Array) -> None:
        scratch = piece.scratch
        if not self.centered:
            np.sqrt(piece.slots[0], scratch)
            return
        mean = piece.slots[2 if self.momentum else 1]
        np.multiply(mean, rho, mean)
        np.add(mean, piece.gradients, mean)
        np.multiply(mean, mean, scratch)
        np.multiply(scratch, fresh, scratch)
        np.subtract(piece.slots[0], scratch, scratch)
        # Rounding may leave a variance of 0 a little below it.
        np.maximum(scratch, 0, out=scratch)
        np.sqrt(scratch, scratch)
