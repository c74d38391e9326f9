"""The leaky rectified linear unit."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.layer import Activation, Buffer, Context


@register("layer", "leaky_relu")
class LeakyReLU(Activation, frozen=True):
    """Rectified linear with a slope below 0: `y = x where x > 0, else negative_slope * x`.

    PyTorch starts with 0.01 as here, Keras with 0.3.
    """

    kinks: ClassVar[tuple[float, ...]] = (0.0,)
    negative_slope: Annotated[float, Field("Slope below 0.", low=0, high=1, live=True)] = 0.01

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the output, the slopes, and whether each input is above 0."""
        return {"y": input_shape, "slopes": input_shape, "above": Buffer(input_shape, "bool")}

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return `max(x, negative_slope * x)` in the shape of `x`."""
        context.x = x
        y: Array = context.y
        np.multiply(x, self.negative_slope, y)
        np.maximum(x, y, out=y)
        return y

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Return `dy` where the input was positive, `negative_slope * dy` elsewhere."""
        slopes: Array = context.slopes
        np.greater(context.x, 0, out=context.above)
        np.multiply(context.above, 1 - self.negative_slope, slopes)
        np.add(slopes, self.negative_slope, slopes)
        np.multiply(dy, slopes, dy)
        return dy
