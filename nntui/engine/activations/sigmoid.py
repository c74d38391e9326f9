"""The logistic function."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Views
from nntui.engine.layer import Activation, Context, OutputKind


@register("layer", "sigmoid")
class Sigmoid(Activation, frozen=True):
    """Logistic: `y = 1 / (1 + exp(-x))`, derivative `y * (1 - y)` (book, chapter 16)."""

    gives: ClassVar[OutputKind] = "probabilities"

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return values in (0, 1) in the shape of `x`."""
        y: Array = context.y
        np.negative(x, out=y)
        np.exp(y, out=y)
        np.add(y, 1, out=y)
        return np.reciprocal(y, out=y)

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Return `dy * y * (1 - y)`."""
        y: Array = context.y
        np.multiply(dy, y, out=dy)
        np.subtract(1, y, out=y)
        return np.multiply(dy, y, out=dy)
