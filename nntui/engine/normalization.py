"""What the normalising layers share: a learned factor and shift for each feature."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nntui.catalog import Field
from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.initializers.ones import Ones
from nntui.engine.initializers.zeros import Zeros
from nntui.engine.layer import Buffer, Context, Layer, Parameter
from nntui.errors import StackError


class Rows:
    """The buffers of a normalising layer as rows of features: of images a pixel is a row and a channel a feature."""

    def __init__(self, context: Context) -> None:
        self._features = context.y.shape[-1]
        self.y = self.of(context.y)
        self.normalised = self.of(context.normalised)
        self.ones: Array = context.one_a_row_flat
        self.inverse: Array

    def of(self, array: Array) -> Array:
        """Return `(batch, ..., features)` as `(rows, features)`."""
        return array if array.ndim == 2 else array.reshape(-1, self._features)


class Normalization(Layer, frozen=True, kw_only=True):
    """`y = gamma * normalised + beta`, gamma and beta `(features,)`, 1 and 0 at the start, not decayed.

    What is normalised lies in buffer `normalised`, the output in `y`; `context.met` is the `Rows` of both.
    """

    center: Annotated[bool, Field("Learn a shift, beta.")] = True
    scale: Annotated[bool, Field("Learn a factor, gamma.")] = True
    trainable: Annotated[bool, Field("Whether training moves gamma and beta; no is frozen.", live=True)] = True

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of the input, which must be a row of numbers."""
        if len(input_shape) != 1:
            raise StackError(
                f"{self.catalog_name} needs a row of numbers for each sample",
                received=input_shape,
                allowed="a shape of one axis",
                advice="Put a flatten layer before it.",
            )
        return input_shape

    def parameters(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """Return gamma and beta, as far as they are wanted."""
        features = input_shape[-1:]
        gamma = Parameter("gamma", features, Ones(), trainable=self.trainable, decayed=False)
        beta = Parameter("beta", features, Zeros(), trainable=self.trainable, decayed=False)
        return (gamma,) * self.scale + (beta,) * self.center

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the output, what was normalised, and ones for sums over rows."""
        return {"y": input_shape, "normalised": input_shape, "one_a_row": Buffer(input_shape[:-1], constant=1.0)}

    def stretched(self, parameters: Views, context: Context) -> Array:
        """Return `gamma * normalised + beta` in buffer `y`."""
        y: Array = context.y
        if self.scale:
            np.multiply(context.normalised, parameters.gamma, y)
        else:
            np.copyto(y, context.normalised)
        if self.center:
            np.add(y, parameters.beta, y)
        return y

    def learned(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array:
        """Write the gradients of gamma and beta, and turn `dy` into the gradient of what was normalised."""
        rows: Rows = context.met
        if self.center and self.trainable:
            np.dot(rows.ones, rows.of(dy), gradients.beta)
        if self.scale:
            if self.trainable:
                np.multiply(dy, context.normalised, context.y)
                np.dot(rows.ones, rows.y, gradients.gamma)
            np.multiply(dy, parameters.gamma, dy)
        return dy
