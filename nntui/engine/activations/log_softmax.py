"""The logarithm of softmax."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.layer import Activation, Buffer, Context, OutputKind


@register("layer", "log_softmax")
class LogSoftmax(Activation, frozen=True):
    """The logarithm of softmax over the last axis: `y = x - max - log(sum(exp(x - max)))`.

    With categorical cross-entropy it trains as softmax does; predictions are then logarithms of probabilities.
    """

    apart: ClassVar[bool] = False
    gives: ClassVar[OutputKind] = "log_distribution"

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the output, room for the exponentials, and one number a row."""
        return {"y": input_shape, "powers": input_shape, "row": (*input_shape[:-1], 1)}

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return logarithms of probabilities in the shape of `x`."""
        y: Array = context.y
        row: Array = context.row
        np.maximum.reduce(x, -1, None, row, keepdims=True)
        np.subtract(x, row, y)
        np.exp(y, context.powers)
        np.add.reduce(context.powers, -1, None, row, keepdims=True)
        np.log(row, row)
        return np.subtract(y, row, y)

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Return `dy - exp(y) * sum(dy)`."""
        y: Array = context.y
        row: Array = context.row
        np.add.reduce(dy, -1, None, row, keepdims=True)
        np.exp(y, y)
        np.multiply(y, row, y)
        return np.subtract(dy, y, dy)
