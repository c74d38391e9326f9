"""The identity."""

from __future__ import annotations

from nntui.catalog import register
from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.layer import Activation, Buffer, Context


@register("layer", "linear")
class Linear(Activation, frozen=True):
    """The identity, `y = x`: the usual last activation of a regression (book, chapter 17)."""

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return nothing: the input is the output."""
        return {}

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return `x`."""
        return x

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Return `dy`."""
        return dy
