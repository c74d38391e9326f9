"""NAdam."""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np

from nntui.catalog import Component, Field, register
from nntui.engine.arrays import Array
from nntui.engine.gradient_optimizer import GradientOptimizer
from nntui.engine.optimizers.base import OptimizerState
from nntui.engine.pieces import Piece


@register("optimizer", "nadam")
class NAdam(GradientOptimizer, frozen=True):
    """NAdam: Adam that looks ahead along its momentum (Dozat 2016), as PyTorch computes it.

    `mu_t = beta_1 * (1 - 0.96**(t * momentum_decay) / 2)`, and with P the product of all mu so far
    `p -= rate * ((1 - mu_t) / (1 - P) * g + mu_(t+1) / (1 - P * mu_(t+1)) * m) / (sqrt(v^) + epsilon)`.
    """

    learning_rate: Annotated[
        float | Component, Field("Size of the steps: a number or a schedule.", low=0, high=1e30, kind="schedule", live=True)
    ] = 0.002
    beta_1: Annotated[float, Field("Memory of the mean of the gradients.", low=0, high=1, high_open=True, live=True)] = 0.9
    beta_2: Annotated[float, Field("Memory of their mean square.", low=0, high=1, high_open=True, live=True)] = 0.999
    epsilon: Annotated[float, Field("Keeps the division from zero.", low=1e-16, high=1, live=True)] = 1e-7
    momentum_decay: Annotated[float, Field("How fast the momentum comes up.", low=0, high=1e3, live=True)] = 0.004

    def memory(self) -> tuple[str, ...]:
        """Return both moments, without their factors of `1 - beta`."""
        return ("mean", "square")

    def numbers(self, rate: float, state: OptimizerState) -> tuple[float, ...]:
        """Return both betas, epsilon, and the factors of the gradient and of the mean."""
        done = state.updates + 1
        now, ahead = self._momentum(done), self._momentum(done + 1)
        product = state.values["mu_product"] = state.values.get("mu_product", 1.0) * now
        root = math.sqrt((1 - self.beta_2) / (1 - self.beta_2**done))
        of_gradient = rate * (1 - now) / (1 - product) / root
        of_mean = rate * ahead * (1 - self.beta_1) / (1 - product * ahead) / root
        return (self.beta_1, self.beta_2, self.epsilon / root, of_gradient, of_mean)

    def _momentum(self, update: int) -> float:
        return self.beta_1 * (1 - 0.5 * math.pow(0.96, update * self.momentum_decay))

    def move(self, piece: Piece, *numbers: Array) -> None:
        """Step along gradient and mean over the root of the mean square."""
        beta_1, beta_2, epsilon, of_gradient, of_mean = numbers
        mean, square = piece.slots
        scratch, spare = piece.scratch, piece.spare
        np.multiply(mean, beta_1, mean)
        np.add(mean, piece.gradients, mean)
        np.multiply(square, beta_2, square)
        np.multiply(piece.gradients, piece.gradients, scratch)
        np.add(square, scratch, square)
        np.multiply(piece.gradients, of_gradient, spare)
        np.multiply(mean, of_mean, scratch)
        np.add(spare, scratch, spare)
        np.sqrt(square, scratch)
        np.add(scratch, epsilon, scratch)
        np.divide(spare, scratch, scratch)
        np.subtract(piece.parameters, scratch, piece.parameters)
