"""Mish."""

from __future__ import annotations

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.layer import Activation, Buffer, Context


@register("layer", "mish")
class Mish(Activation, frozen=True):
    """Mish: `y = x * tanh(log(1 + exp(x)))` (Misra 2019).

    With `e = exp(x)`, the tanh is `n / (n + 2)` for `n = e * (e + 2)`, and its derivative `4 * e * (1 + e) / (n + 2)**2`.
    """

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the output, the tanh and the exponential."""
        return {"y": input_shape, "tanh": input_shape, "power": input_shape}

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return `x * tanh(log(1 + exp(x)))` in the shape of `x`."""
        context.x = x
        tanh: Array = context.tanh
        power: Array = context.power
        y: Array = context.y
        # Beyond 20 the tanh is 1 to the last digit, and the square of the exponential stays far from overflow.
        np.minimum(x, 20, out=power)
        np.exp(power, power)
        np.add(power, 2, tanh)
        np.multiply(tanh, power, tanh)
        np.add(tanh, 2, y)
        np.divide(tanh, y, tanh)
        return np.multiply(x, tanh, y)

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Return `dy * (tanh + x * 4 * e * (1 + e) / (n + 2)**2)`."""
        power: Array = context.power
        y: Array = context.y
        # n + 2 is (1 + e)**2 + 1.
        np.add(power, 1, y)
        np.multiply(power, y, power)
        np.multiply(y, y, y)
        np.add(y, 1, y)
        np.multiply(y, y, y)
        np.divide(power, y, power)
        np.multiply(power, 4, power)
        np.multiply(power, context.x, power)
        np.add(power, context.tanh, power)
        return np.multiply(dy, power, dy)
