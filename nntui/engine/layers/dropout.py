"""Dropout."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.layer import Buffer, Context, Layer
from nntui.engine.noise import uniform


@register("layer", "dropout")
class Dropout(Layer, frozen=True):
    """While training, each number is dropped with probability `rate` and the others are divided by `1 - rate`.

    `rate` is the share dropped, as in the book (chapter 15), Keras and PyTorch. Outside training nothing is changed.
    """

    apart = True

    rate: Annotated[float, Field("Share of the numbers dropped while training.", low=0, high=1, high_open=True, live=True)] = (
        0.5
    )

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the output, the random numbers that become the factors, and the mask of those kept."""
        return {"y": input_shape, "factors": input_shape, "kept": Buffer(input_shape, "bool")}

    def noisy(self) -> bool:
        """Say that random numbers are drawn while training."""
        return True

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return `x * kept / (1 - rate)` in the shape of `x`; `x` itself outside training."""
        if not context.training or not self.rate:
            return x
        factors: Array = context.factors
        uniform(context.generator, factors)
        np.greater_equal(factors, self.rate, out=context.kept)
        np.multiply(context.kept, factors.dtype.type(1 / (1 - self.rate)), out=factors)
        return np.multiply(x, factors, out=context.y)  # type: ignore[no-any-return]

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Return `dy * kept / (1 - rate)`."""
        if context.training and self.rate:
            np.multiply(dy, context.factors, out=dy)
        return dy
