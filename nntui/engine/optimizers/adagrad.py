"""Adagrad."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nntui.catalog import Component, Field, register
from nntui.engine.arrays import Array
from nntui.engine.gradient_optimizer import GradientOptimizer
from nntui.engine.optimizers.base import OptimizerState
from nntui.engine.pieces import Piece


@register("optimizer", "adagrad")
class Adagrad(GradientOptimizer, frozen=True):
    """Adagrad: `s += g**2; p -= rate * g / (sqrt(s) + epsilon)` (book, chapter 10; Duchi and others 2011).

    `s` starts at `initial_accumulator_value`, 0 in the book and PyTorch, 0.1 in Keras.
    """

    learning_rate: Annotated[
        float | Component, Field("Size of the steps: a number or a schedule.", low=0, high=1e30, kind="schedule", live=True)
    ] = 1.0
    epsilon: Annotated[float, Field("Keeps the division from zero.", low=1e-16, high=1, live=True)] = 1e-7
    initial_accumulator_value: Annotated[float, Field("What the sum of squares starts at.", low=0, high=1e6)] = 0.0

    def memory(self) -> tuple[str, ...]:
        """Return the sum of the squares so far, without what it starts at."""
        return ("squares",)

    def numbers(self, rate: float, state: OptimizerState) -> tuple[float, ...]:
        """Return the rate, epsilon and the start."""
        return (rate, self.epsilon, self.initial_accumulator_value)

    def move(self, piece: Piece, *numbers: Array) -> None:
        """Step along the gradients over the root of their squares so far."""
        rate, epsilon, start = numbers
        squares = piece.slots[0]
        scratch = piece.scratch
        np.multiply(piece.gradients, piece.gradients, scratch)
        np.add(squares, scratch, squares)
        np.add(squares, start, scratch)
        np.sqrt(scratch, scratch)
        np.add(scratch, epsilon, scratch)
        np.divide(piece.gradients, scratch, scratch)
        np.multiply(scratch, rate, scratch)
        np.subtract(piece.parameters, scratch, piece.parameters)
