"""Softplus."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.layer import Activation, Buffer, Context


@register("layer", "softplus")
class Softplus(Activation, frozen=True):
    """A smooth rectifier: `y = log(1 + exp(beta * x)) / beta`, derivative `1 / (1 + exp(-beta * x))`."""

    lowest: ClassVar[float] = 0.0
    beta: Annotated[float, Field("The larger, the sharper the bend.", low=1e-3, high=1e3, live=True)] = 1.0

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the output, and room for the part above 0."""
        return {"y": input_shape, "above": input_shape}

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return positive values in the shape of `x`, as `max(x, 0) + log(1 + exp(-|beta * x|)) / beta`."""
        y: Array = context.y
        above: Array = context.above
        np.maximum(x, 0, out=above)
        np.absolute(x, y)
        np.multiply(y, -self.beta, y)
        np.exp(y, y)
        np.log1p(y, y)
        np.multiply(y, 1 / self.beta, y)
        return np.add(y, above, y)

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Return `dy * (1 - exp(-beta * y))`."""
        y: Array = context.y
        np.multiply(y, -self.beta, y)
        np.expm1(y, y)
        np.multiply(dy, y, dy)
        return np.negative(dy, dy)
