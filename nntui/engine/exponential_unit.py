"""What the exponential linear units share."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.layer import Activation, Buffer, Context


class ExponentialUnit(Activation, frozen=True):
    """`y = scale * x where x > 0, else scale * bend * (exp(x / width) - 1)`."""

    kinks: ClassVar[tuple[float, ...]] = (0.0,)

    def shape_numbers(self) -> tuple[float, float, float]:
        """Return scale, bend and width."""
        raise NotImplementedError

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the output, the exponentials, and whether each input is above 0."""
        return {"y": input_shape, "powers": input_shape, "above": Buffer(input_shape, "bool")}

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return the unit's values in the shape of `x`."""
        scale, bend, width = self.shape_numbers()
        context.x = x
        y: Array = context.y
        powers: Array = context.powers
        np.minimum(x, 0, out=powers)
        np.multiply(powers, 1 / width, powers)
        np.expm1(powers, powers)
        np.multiply(powers, bend, powers)
        np.maximum(x, 0, out=y)
        np.add(y, powers, y)
        return np.multiply(y, scale, y) if scale != 1 else y

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Return `dy * scale` above 0, `dy * scale * bend / width * exp(x / width)` elsewhere."""
        scale, bend, width = self.shape_numbers()
        slopes: Array = context.powers
        np.add(slopes, bend, slopes)
        np.multiply(slopes, scale / width, slopes)
        if bend != width:
            # Above 0 the line before gave scale * bend / width, and scale is due.
            np.greater(context.x, 0, out=context.above)
            y: Array = context.y
            np.multiply(context.above, scale * (1 - bend / width), y)
            np.add(slopes, y, slopes)
        return np.multiply(dy, slopes, dy)
