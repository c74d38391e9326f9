"""Softsign."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Views
from nntui.engine.layer import Activation, Context


@register("layer", "softsign")
class Softsign(Activation, frozen=True):
    """Softsign: `y = x / (1 + |x|)`, derivative `(1 - |y|)**2`."""

    kinks: ClassVar[tuple[float, ...]] = (0.0,)

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return values in (-1, 1) in the shape of `x`."""
        y: Array = context.y
        np.absolute(x, y)
        np.add(y, 1, y)
        return np.divide(x, y, y)

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Return `dy * (1 - |y|)**2`."""
        y: Array = context.y
        np.absolute(y, y)
        np.subtract(1, y, y)
        np.multiply(dy, y, dy)
        return np.multiply(dy, y, dy)
