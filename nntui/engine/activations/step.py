"""The step function."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.layer import Activation, Buffer, Context


@register("layer", "step")
class Step(Activation, frozen=True):
    """The step function: `y = 1 where x > 0, else 0` (book, chapter 4). Its derivative is 0, so nothing below it learns."""

    lowest: ClassVar[float] = 0.0
    kinks: ClassVar[tuple[float, ...]] = (0.0,)

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return 0 or 1 in the shape of `x`."""
        y: Array = context.y
        np.greater(x, 0, out=context.above)
        np.copyto(y, context.above)
        return y

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Return 0."""
        dy.fill(0)
        return dy

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the output, and whether each input is above 0."""
        return {"y": input_shape, "above": Buffer(input_shape, "bool")}
