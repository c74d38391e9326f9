"""The Gaussian error linear unit."""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.layer import Activation, Buffer, Context
from nntui.engine.normal_tail import tail

CUBIC = 0.044715
ROOT = math.sqrt(2 / math.pi)


@register("layer", "gelu")
class GELU(Activation, frozen=True):
    """Gaussian error linear: `y = x * P(N(0, 1) < x)` (Hendrycks and Gimpel 2016).

    `approximate` takes `0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x**3)))` instead, as in Keras and PyTorch.
    """

    approximate: Annotated[bool, Field("Take the form with tanh.")] = False

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the output and four arrays for its parts."""
        return dict.fromkeys(("y", "tail", "bell", "place", "depth"), input_shape)

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return the input times the share of normal numbers below it, in the shape of `x`."""
        context.x = x
        return self._forward_tanh(x, context) if self.approximate else self._forward_exact(x, context)

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Return `dy` times the derivative at the input."""
        return self._backward_tanh(dy, context) if self.approximate else self._backward_exact(dy, context)

    def _forward_exact(self, x: Array, context: Context) -> Array:
        below: Array = context.tail
        y: Array = context.y
        tail(x, below, context.bell, context.place, context.depth)
        depth: Array = context.depth
        np.maximum(x, 0, out=y)
        np.absolute(x, depth)
        np.multiply(depth, below, depth)
        return np.subtract(y, depth, y)

    def _backward_exact(self, dy: Array, context: Context) -> Array:
        share: Array = context.tail
        bell: Array = context.bell
        # The share below x is 1/2 and the rest of a half, on the side of x.
        np.subtract(0.5, share, share)
        np.copysign(share, context.x, share)
        np.add(share, 0.5, share)
        np.multiply(bell, 1 / math.sqrt(2 * math.pi), bell)
        np.multiply(bell, context.x, bell)
        np.add(share, bell, share)
        return np.multiply(dy, share, dy)

    def _forward_tanh(self, x: Array, context: Context) -> Array:
        """Use that `0.5 * (1 + tanh(u))` is the logistic of 2u, which does not cancel where the tanh is near -1."""
        square: Array = context.tail
        share: Array = context.bell
        np.multiply(x, x, square)
        np.multiply(square, -2 * ROOT * CUBIC, share)
        np.subtract(share, 2 * ROOT, share)
        np.multiply(share, x, share)
        np.exp(share, share)
        np.add(share, 1, share)
        np.reciprocal(share, share)
        y: Array = context.y
        return np.multiply(x, share, y)

    def _backward_tanh(self, dy: Array, context: Context) -> Array:
        slope: Array = context.tail
        share: Array = context.bell
        np.multiply(slope, 6 * ROOT * CUBIC, slope)
        np.add(slope, 2 * ROOT, slope)
        np.multiply(slope, context.x, slope)
        rest: Array = context.place
        np.subtract(1, share, rest)
        np.multiply(slope, rest, slope)
        np.add(slope, 1, slope)
        np.multiply(slope, share, slope)
        return np.multiply(dy, slope, dy)
