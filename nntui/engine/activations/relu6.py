"""The rectified linear unit that stops at 6."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.layer import Activation, Buffer, Context


@register("layer", "relu6")
class ReLU6(Activation, frozen=True):
    """Rectified linear up to 6: `y = min(max(0, x), 6)`, derivative 1 between and 0 at and beyond the edges."""

    lowest: ClassVar[float] = 0.0
    kinks: ClassVar[tuple[float, ...]] = (0.0, 6.0)

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the output, and whether it lies between the edges."""
        return {"y": input_shape, "above": Buffer(input_shape, "bool"), "below": Buffer(input_shape, "bool")}

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return values in [0, 6] in the shape of `x`."""
        y: Array = context.y
        np.maximum(x, 0, out=y)
        np.minimum(y, 6, out=y)
        return y

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Return `dy` where the output lies between 0 and 6, 0 elsewhere."""
        np.greater(context.y, 0, out=context.above)
        np.less(context.y, 6, out=context.below)
        np.logical_and(context.above, context.below, context.above)
        np.multiply(dy, context.above, dy)
        return dy
