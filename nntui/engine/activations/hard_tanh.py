"""The hard tanh."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.layer import Activation, Buffer, Context


@register("layer", "hard_tanh")
class HardTanh(Activation, frozen=True):
    """The line from -1 to 1, cut off: `y = min(max(x, -1), 1)`, derivative 0 at and beyond the edges."""

    kinks: ClassVar[tuple[float, ...]] = (-1.0, 1.0)

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the output, and whether it lies between the edges."""
        return {"y": input_shape, "above": Buffer(input_shape, "bool"), "below": Buffer(input_shape, "bool")}

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return values in [-1, 1] in the shape of `x`."""
        y: Array = context.y
        np.maximum(x, -1, out=y)
        np.minimum(y, 1, out=y)
        return y

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Return `dy` where the output lies between -1 and 1, 0 elsewhere."""
        np.greater(context.y, -1, out=context.above)
        np.less(context.y, 1, out=context.below)
        np.logical_and(context.above, context.below, context.above)
        np.multiply(dy, context.above, dy)
        return dy
