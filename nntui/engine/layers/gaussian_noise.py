"""Gaussian noise."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.layer import Buffer, Context, Layer
from nntui.engine.noise import normal


@register("layer", "gaussian_noise")
class GaussianNoise(Layer, frozen=True):
    """While training, adds normal noise: `y = x + stddev * N(0, 1)`; outside training nothing is changed."""

    apart = True

    stddev: Annotated[float, Field("Standard deviation of the noise.", low=0, high=1e6, live=True)] = 0.1

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the output."""
        return {"y": input_shape}

    def noisy(self) -> bool:
        """Say that random numbers are drawn while training."""
        return True

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return `x` and noise in the shape of `x`; `x` itself outside training."""
        if not context.training or not self.stddev:
            return x
        y: Array = context.y
        normal(context.generator, y)
        np.multiply(y, self.stddev, y)
        return np.add(y, x, y)

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Return `dy`."""
        return dy
