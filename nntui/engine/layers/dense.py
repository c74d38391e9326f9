"""The fully connected layer."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.layer import Buffer, Context, Parameter
from nntui.engine.layers.dense_products import NARROW, Ahead, Back
from nntui.engine.weighted import Weighted
from nntui.errors import StackError
from nntui.spec import limits


@register("layer", "dense")
class Dense(Weighted, frozen=True):
    """Fully connected: `y = x @ weights + biases`, weights `(inputs, units)`, biases `(units,)` (book, chapter 3).

    The penalties `l1 * sum(|w|) + l2 * sum(w**2)` are part of the loss, as in the book and Keras; PyTorch's
    weight_decay is `2 * l2`.
    """

    units: Annotated[int, Field("Number of outputs.", low=1, high=limits.UNITS, unit="units", start=64)]

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return `(units,)`; the input must be a row of numbers."""
        if len(input_shape) != 1:
            raise StackError(
                "dense needs a row of numbers for each sample",
                received=input_shape,
                allowed="a shape of one axis",
                advice="Put a flatten layer before it.",
            )
        return (self.units,)

    def parameters(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """Return weights `(inputs, units)` and, unless `use_bias` is false, biases `(units,)`."""
        return self.weights_and_biases((input_shape[0], self.units), input_shape[0], self.units)

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the output, the gradient for the input, and a place where a narrow input lies beside ones."""
        wanted: dict[str, Shape | Buffer] = {"y": (self.units,), "dx": input_shape}
        return wanted | {"beside_ones": input_shape} if input_shape[0] <= NARROW else wanted

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return `x @ weights + biases` `(batch, units)` for `x` `(batch, inputs)`."""
        met = context.met
        if met is None or met.x is not x or met.parameters is not parameters:
            met = context.met = Ahead(self, x, parameters, context)
        if met.copy is not None:
            met.copy[...] = x
        product, right, out = met.product
        product(right, out)
        y: Array = context.y
        if met.biases is not None:
            np.add(y, met.biases, y)
        return y

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Write `x.T @ dy` and `sum(dy)`; return `dy @ weights.T` `(batch, inputs)`."""
        met = context.met_back
        if met is None or met.dy is not dy or met.ahead is not context.met or met.gradients is not gradients:
            met = context.met_back = Back(self, dy, gradients, context)
        if met.weights is not None:
            product, right, out = met.weights
            product(right, out)
        if met.biases is not None:
            product, right, out = met.biases
            product(right, out)
        if met.down is not None:
            product, right, out = met.down
            product(right, out)
        dx: Array | None = met.dx
        return dx
