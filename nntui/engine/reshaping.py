"""What flatten and reshape do: the same numbers in the same order, in another shape."""

from __future__ import annotations

import math

from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.layer import Buffer, Context, Layer


class Reshaping(Layer, frozen=True):
    """The numbers of a sample, in reading order, in the shape that `output_shape` says.

    No number is moved, except where they do not lie in reading order: rows of numbers may lie along the batch.
    """

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return room for both ways, which is touched only where the numbers have to be moved."""
        shape = (math.prod(input_shape),)
        return {"laid": shape, "laid_back": shape}

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return `x` `(batch, *input_shape)` as `(batch, *output_shape)`."""
        if context.met is None or context.met.given is not x:
            context.met = _Laid(x, self.output_shape(x.shape[1:]), context.laid_flat)
        found: Array = context.met.now()
        return found

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Return `dy` in the shape of the input."""
        if context.met_back is None or context.met_back.given is not dy:
            context.met_back = _Laid(dy, context.met.given.shape[1:], context.laid_back_flat)
        found: Array = context.met_back.now()
        return found


class _Laid:
    """One array and its reshaped view; the same arrays come with every step, and the layers behind know the view again."""

    __slots__ = ("given", "ordered", "view")

    def __init__(self, given: Array, shape: Shape, room: Array) -> None:
        self.given = given
        self.ordered = given if given.flags.c_contiguous else room.reshape(given.shape)
        self.view = self.ordered.reshape(len(given), *shape)

    def now(self) -> Array:
        if self.ordered is not self.given:
            self.ordered[...] = self.given
        return self.view
