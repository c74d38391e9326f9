"""The hyperbolic tangent."""

from __future__ import annotations

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Views
from nntui.engine.layer import Activation, Context


@register("layer", "tanh")
class Tanh(Activation, frozen=True):
    """Hyperbolic tangent: `y = tanh(x)`, derivative `1 - y**2`."""

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return values in (-1, 1) in the shape of `x`."""
        return np.tanh(x, context.y)

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Return `dy * (1 - y**2)`, as `dy - (dy * y) * y`."""
        y: Array = context.y
        np.multiply(y, y, y)
        np.multiply(dy, y, y)
        return np.subtract(dy, y, dy)
