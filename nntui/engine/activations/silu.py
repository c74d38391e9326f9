"""The sigmoid linear unit."""

from __future__ import annotations

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.layer import Activation, Buffer, Context


@register("layer", "silu")
class SiLU(Activation, frozen=True):
    """Sigmoid-weighted linear, also called swish: `y = x * s` with the logistic s of x, derivative `s * (1 + x * (1 - s))`."""

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the output and the sigmoid."""
        return {"y": input_shape, "sigmoid": input_shape}

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return `x / (1 + exp(-x))` in the shape of `x`."""
        context.x = x
        sigmoid: Array = context.sigmoid
        np.negative(x, sigmoid)
        np.exp(sigmoid, sigmoid)
        np.add(sigmoid, 1, sigmoid)
        np.reciprocal(sigmoid, sigmoid)
        y: Array = context.y
        return np.multiply(x, sigmoid, y)

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Return `dy * s * (1 + x * (1 - s))`."""
        sigmoid: Array = context.sigmoid
        y: Array = context.y
        np.multiply(dy, sigmoid, dy)
        np.subtract(1, sigmoid, y)
        np.multiply(y, context.x, y)
        np.add(y, 1, y)
        return np.multiply(dy, y, dy)
