"""The largest of each window."""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.layer import Buffer, Context, Layer
from nntui.engine.windows import Windows, windows_over
from nntui.spec import limits


@register("layer", "max_pool2d")
class MaxPool2D(Layer, frozen=True):
    """The largest number of each square of pixels, channel by channel: `y = max(x in the window)`.

    The gradient goes to the pixel that was the largest, to the first in reading order where several are equal. Windows of
    `same` may reach beyond the image, where nothing is the largest. As in Keras and PyTorch.
    """

    takes_images = True
    apart = True

    pool_size: Annotated[
        int, Field("Height and width of the square.", low=1, high=limits.WINDOW, unit="pixels", square=True)
    ] = 2
    strides: Annotated[
        int | None,
        Field(
            "How far the square moves each time.",
            low=1,
            high=limits.WINDOW,
            unit="pixels",
            square=True,
            none="as far as it is wide, so that squares do not overlap",
        ),
    ] = None
    padding: Annotated[
        str,
        Field("At the edges: valid leaves out what fills no square, same takes what there is.", choices=("valid", "same")),
    ] = "valid"

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return `(down, across, channels)`; raises `StackError` where no window fits into the image."""
        return (*self._windows(input_shape).places, input_shape[2])

    def _windows(self, input_shape: Shape) -> Windows:
        return windows_over(
            self.catalog_name,
            input_shape,
            size=self.pool_size,
            stride=self.strides or self.pool_size,
            padding=self.padding,
            field="pool_size",
        )

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return output, gradient for the input, and where a window's pixel is its largest and none was before."""
        shape = self.output_shape(input_shape)
        wanted: dict[str, Shape | Buffer] = {"y": shape, "dx": input_shape}
        wanted |= {"largest": Buffer(shape, "bool"), "open": Buffer(shape, "bool")}
        return wanted | {"share": shape} if self._windows(input_shape).overlapping else wanted

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return `(batch, down, across, channels)` for `x` `(batch, height, width, channels)`."""
        if context.met is None:
            windows = self._windows(x.shape[1:])
            context.met = windows, windows.pixels
        y: Array = context.y
        y.fill(-math.inf)
        for places, pixels in context.met[1]:
            np.maximum(y[places], x[pixels], out=y[places])
        context.x = x
        return y

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Return the gradient for the input: `dy` where a pixel was the first largest of its window, else 0."""
        if not context.needs_dx:
            return None
        x, y, dx, still_open = context.x, context.y, context.dx, context.open
        windows, each_pixel = context.met
        still_open.fill(True)
        if windows.overlapping or windows.leaves_out:
            dx.fill(0)
        for places, pixels in each_pixel:
            largest, free = context.largest[places], still_open[places]
            np.equal(x[pixels], y[places], out=largest)
            np.logical_and(largest, free, out=largest)
            np.logical_xor(free, largest, out=free)
            if windows.overlapping:
                share = np.multiply(dy[places], largest, out=context.share[places])
                np.add(dx[pixels], share, out=dx[pixels])
            else:
                np.multiply(dy[places], largest, out=dx[pixels])
        found: Array = dx
        return found

    def kink_distances(self, x: Array) -> Array:
        """Return how far the largest of each window is above the next, the least of a sample `(batch,)`.

        Equal ones are left out: they are zeros of a relu or the same pixels seen twice, as a rule, and move together.
        """
        windows = self._windows(x.shape[1:])
        best, below = (np.full((len(x), *windows.places, x.shape[-1]), -math.inf, x.dtype) for _ in range(2))
        for places, pixels in windows.pixels:
            np.maximum(best[places], x[pixels], out=best[places])
        for places, pixels in windows.pixels:
            smaller = np.where(x[pixels] < best[places], x[pixels], -math.inf)
            np.maximum(below[places], smaller, out=below[places])
        nearest: Array = (best - below).reshape(len(x), -1).min(axis=1)
        return nearest
