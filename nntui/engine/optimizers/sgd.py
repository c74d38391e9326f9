"""Stochastic gradient descent."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nntui.catalog import Component, Field, register
from nntui.engine.arrays import Array
from nntui.engine.gradient_optimizer import GradientOptimizer
from nntui.engine.optimizers.base import OptimizerState
from nntui.engine.pieces import Piece


@register("optimizer", "sgd")
class SGD(GradientOptimizer, frozen=True):
    """Gradient descent: `v = momentum * v - rate * g; p += v`, the rate inside the buffer (book, chapter 10).

    PyTorch keeps the rate outside (`p -= rate * buffer`): the same while the rate is constant.
    """

    learning_rate: Annotated[
        float | Component, Field("Size of the steps: a number or a schedule.", low=0, high=1e30, kind="schedule", live=True)
    ] = 1.0
    momentum: Annotated[float, Field("Share of the last step that is kept.", low=0, high=1, live=True)] = 0.0
    dampening: Annotated[float, Field("Share of the gradient kept from the momentum.", low=0, high=1, live=True)] = 0.0
    nesterov: Annotated[bool, Field("Look ahead along the momentum.", live=True)] = False

    def memory(self) -> tuple[str, ...]:
        """Return the velocity, when there is momentum."""
        return ("velocity",) if self.momentum else ()

    def numbers(self, rate: float, state: OptimizerState) -> tuple[float, ...]:
        """Return the rate and the momentum; the first step is not dampened, as in PyTorch."""
        dampened = rate * (1 - self.dampening) if self.dampening and self.momentum and state.updates else rate
        return (dampened, self.momentum)

    def move(self, piece: Piece, *numbers: Array) -> None:
        """Step along the gradients."""
        rate, momentum = numbers
        parameters, scratch = piece.parameters, piece.scratch
        np.multiply(piece.gradients, rate, scratch)
        if not piece.slots:
            np.subtract(parameters, scratch, parameters)
            return
        velocity = piece.slots[0]
        np.multiply(velocity, momentum, velocity)
        np.subtract(velocity, scratch, velocity)
        if self.nesterov:
            np.subtract(parameters, scratch, parameters)
            np.add(parameters, np.multiply(velocity, momentum, scratch), parameters)
        else:
            np.add(parameters, velocity, parameters)
