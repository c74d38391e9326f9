"""The hard sigmoid."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.layer import Activation, Buffer, Context


@register("layer", "hard_sigmoid")
class HardSigmoid(Activation, frozen=True):
    """The line from 0 to 1 over -3 to 3, cut off: `y = min(max(x / 6 + 1 / 2, 0), 1)`, as in Keras 3 and PyTorch.

    Its outputs reach 0 and 1, so cross-entropies do not take them for probabilities.
    """

    lowest: ClassVar[float] = 0.0
    kinks: ClassVar[tuple[float, ...]] = (-3.0, 3.0)

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the output, and whether it lies between the edges."""
        return {"y": input_shape, "above": Buffer(input_shape, "bool"), "below": Buffer(input_shape, "bool")}

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return values in [0, 1] in the shape of `x`."""
        y: Array = context.y
        np.multiply(x, 1 / 6, y)
        np.add(y, 0.5, y)
        np.maximum(y, 0, out=y)
        np.minimum(y, 1, out=y)
        return y

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Return `dy / 6` where the output lies between 0 and 1, 0 elsewhere."""
        np.greater(context.y, 0, out=context.above)
        np.less(context.y, 1, out=context.below)
        np.logical_and(context.above, context.below, context.above)
        np.multiply(dy, context.above, dy)
        np.multiply(dy, 1 / 6, dy)
        return dy
