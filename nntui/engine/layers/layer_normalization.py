"""Layer normalisation."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.layer import Buffer, Context
from nntui.engine.normalization import Normalization, Rows


@register("layer", "layer_normalization")
class LayerNormalization(Normalization, frozen=True):
    """Each sample by itself: `y = gamma * (x - mean) / sqrt(variance + epsilon) + beta` over its features (Ba and others 2016).

    As in PyTorch, epsilon 1e-5 included (Keras: 1e-3).
    """

    epsilon: Annotated[float, Field("Added to the variance.", low=1e-12, high=1, live=True)] = 1e-5

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the output, what was normalised, and numbers a sample."""
        return {**super().buffers(input_shape), "mean": (1,), "inverse": (1,)}

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return the normalised samples in the shape of `x` `(batch, features)`."""
        if context.met is None:
            context.met = Rows(context)
        normalised: Array = context.normalised
        inverse: Array = context.inverse
        _mean(x, context.mean)
        np.subtract(x, context.mean, normalised)
        _mean(np.multiply(normalised, normalised, context.y), inverse)
        np.add(inverse, self.epsilon, inverse)
        np.sqrt(inverse, inverse)
        np.reciprocal(inverse, inverse)
        np.multiply(normalised, inverse, normalised)
        return self.stretched(parameters, context)

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Return the gradient for the input, `inverse * (d - mean(d) - n * mean(d * n))` for the normalised n."""
        dy = self.learned(dy, parameters, gradients, context)
        if not context.needs_dx:
            return None
        normalised: Array = context.normalised
        _mean(np.multiply(dy, normalised, context.y), context.mean)
        np.multiply(normalised, context.mean, normalised)
        _mean(dy, context.mean)
        np.subtract(dy, context.mean, dy)
        np.subtract(dy, normalised, dy)
        np.multiply(dy, context.inverse, dy)
        return dy


def _mean(array: Array, out: Array) -> None:
    np.add.reduce(array, axis=-1, out=out, keepdims=True)
    np.multiply(out, 1 / array.shape[-1], out)
