"""The convolution over images."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.columns import Batch, Columns
from nntui.engine.layer import Buffer, Context, Parameter
from nntui.engine.weighted import Weighted
from nntui.engine.windows import WORK, Windows, windows_over
from nntui.errors import StackError
from nntui.spec import limits


@register("layer", "conv2d")
class Conv2D(Weighted, frozen=True):
    """Convolution: each filter is one set of weights for the square around every pixel, `y = sum(x * weights) + bias`.

    Images are `(height, width, channels)`, weights `(kernel_size, kernel_size, channels, filters)` as in Keras (PyTorch:
    `(filters, channels, height, width)`); the kernel is not turned round, as nowhere in neural networks. `valid` keeps
    kernels inside the image, so that it shrinks by `kernel_size - 1`; `same` pads with zeros.
    """

    takes_images = True

    filters: Annotated[
        int, Field("Number of filters: the channels of the output.", low=1, high=limits.UNITS, unit="filters", start=16)
    ]
    kernel_size: Annotated[
        int,
        Field(
            "Height and width of the square that a filter looks at.",
            low=1,
            high=limits.WINDOW,
            unit="pixels",
            square=True,
            start=3,
        ),
    ]
    strides: Annotated[
        int, Field("How far the square moves each time.", low=1, high=limits.WINDOW, unit="pixels", square=True)
    ] = 1
    padding: Annotated[
        str, Field("At the edges: valid stays inside the image, same adds zeros around it.", choices=("valid", "same"))
    ] = "valid"

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return `(down, across, filters)`; raises `StackError` where the kernel does not fit into the image."""
        ahead, back = self._columns(input_shape)
        row = max(columns.windows.least(columns.width) for columns in (ahead, back))
        if row > WORK:
            raise StackError(
                "one row of the image needs too much memory, once it is laid out for the kernel",
                received=f"{row:,} numbers",
                allowed=f"at most {WORK:,}",
                advice="Make kernel_size smaller, or take fewer filters.",
            )
        return (*ahead.windows.places, self.filters)

    def _windows(self, input_shape: Shape) -> Windows:
        return windows_over(
            self.catalog_name,
            input_shape,
            size=self.kernel_size,
            stride=self.strides,
            padding=self.padding,
            field="kernel_size",
        )

    def _columns(self, input_shape: Shape) -> tuple[Columns, Columns]:
        """Return how images become matrices, and the gradients for the output on the way back."""
        windows = self._windows(input_shape)
        return Columns(windows, self.use_bias), Columns(windows.backwards(self.filters))

    def parameters(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """Return weights `(kernel_size, kernel_size, channels, filters)` and biases `(filters,)`, unless there are none."""
        area, channels = self.kernel_size**2, input_shape[2]
        shape = (self.kernel_size, self.kernel_size, channels, self.filters)
        return self.weights_and_biases(shape, area * channels, area * self.filters)

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return output, gradient for the input, the matrix of one stretch, padded images, and the kernel turned round."""
        ahead, back = self._columns(input_shape)
        room = max(ahead.matrix_shape, back.matrix_shape)
        turned = (self.kernel_size, self.kernel_size, self.filters, input_shape[2])
        return {
            "y": self.output_shape(input_shape),
            "dx": input_shape,
            "matrix": Buffer(room, single=True, shared=True),
            "padded": Buffer(ahead.padded_shape, single=True),
            "padded_back": Buffer(back.padded_shape, single=True),
            "turned": Buffer(turned, single=True),
            "share": Buffer((ahead.width, self.filters), single=True),
        }

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return `(batch, down, across, filters)` for `x` `(batch, height, width, channels)`."""
        if context.met is None:
            context.met, context.met_back = (Batch(columns, len(x)) for columns in self._columns(x.shape[1:]))
        y: Array = context.y
        weights, places = parameters.together.reshape(-1, self.filters), y.reshape(-1, self.filters)
        for place, matrix in context.met.matrices(x, context.matrix, context.padded):
            matrix.dot(weights, places[place])
        context.x = x
        return y

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Write the gradients, `matrix.T @ dy`, and return that for the input `(batch, height, width, channels)`."""
        dy = np.ascontiguousarray(dy)
        if self.trainable:
            self._learn(dy, gradients, context)
        return self._down(dy, parameters, context) if context.needs_dx else None

    def _learn(self, dy: Array, gradients: Views, context: Context) -> None:
        """Write the gradients of weights and biases: the sum of what each part of the batch gives."""
        whole, places = gradients.together.reshape(-1, self.filters), dy.reshape(-1, self.filters)
        for place, matrix in context.met.matrices(context.x, context.matrix, context.padded):
            matrix.T.dot(places[place], context.share if place.start else whole)
            if place.start:
                np.add(whole, context.share, whole)

    def _down(self, dy: Array, parameters: Views, context: Context) -> Array:
        """Return the gradient for the input: a convolution of `dy` with the kernel turned round.

        To spread `dy @ weights.T` over the pixels under each window and add it up took from the same time (8 channels) to
        twice as long (16 and more).
        """
        dx: Array = context.dx
        places, kernel = dx.reshape(-1, dx.shape[-1]), parameters.weights[::-1, ::-1].transpose(0, 1, 3, 2)
        np.copyto(context.turned, kernel)
        turned = context.turned.reshape(-1, dx.shape[-1])
        for place, matrix in context.met_back.matrices(dy, context.matrix, context.padded_back):
            matrix.dot(turned, places[place])
        return dx
