"""Batch normalisation."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.initializers.ones import Ones
from nntui.engine.initializers.zeros import Zeros
from nntui.engine.layer import Buffer, Context, Parameter
from nntui.engine.normalization import Normalization


@register("layer", "batch_normalization")
class BatchNormalization(Normalization, frozen=True):
    """Each feature of a batch: `y = gamma * (x - mean) / sqrt(variance + epsilon) + beta` (Ioffe and Szegedy 2015).

    As in PyTorch: `momentum` is the share of the batch in the running values (Keras's is one minus it), and the running
    variance takes the unbiased one. Outside training the running values are used; so they are for a batch of one
    sample, which has no variance, and they stay as they are.
    """

    momentum: Annotated[float, Field("Share of a batch in the running mean and variance.", low=0, high=1, live=True)] = 0.1
    epsilon: Annotated[float, Field("Added to the variance.", low=1e-12, high=1, live=True)] = 1e-5

    def statistics(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """Return the running mean and variance, 0 and 1 at the start."""
        return (Parameter("mean", input_shape, Zeros()), Parameter("variance", input_shape, Ones()))

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the output, what was normalised, and room for squares."""
        return {"y": input_shape, "normalised": input_shape}

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return the normalised batch in the shape of `x` `(batch, features)`."""
        if context.training and len(x) > 1:
            self._normalise(x, context)
        else:
            statistics = context.statistics
            context.met = 1 / np.sqrt(statistics.variance + x.dtype.type(self.epsilon))
            np.subtract(x, statistics.mean, context.normalised)
            np.multiply(context.normalised, context.met, context.normalised)
        return self.stretched(parameters, context)

    def _normalise(self, x: Array, context: Context) -> None:
        samples = len(x)
        normalised: Array = context.normalised
        mean = np.dot(context.ones, x) / samples
        np.subtract(x, mean, normalised)
        variance = np.dot(context.ones, np.multiply(normalised, normalised, context.y)) / samples
        context.met = 1 / np.sqrt(variance + x.dtype.type(self.epsilon))
        np.multiply(normalised, context.met, normalised)
        self._follow(context.statistics, mean, variance * (samples / (samples - 1)))

    def _follow(self, statistics: Views, mean: Array, variance: Array) -> None:
        for running, fresh in ((statistics.mean, mean), (statistics.variance, variance)):
            np.multiply(running, 1 - self.momentum, running)
            np.add(running, self.momentum * fresh, running)

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Return the gradient for the input, `inverse * (d - mean(d) - n * mean(d * n))` for the normalised n."""
        dy = self.learned(dy, parameters, gradients, context)
        if not context.needs_dx:
            return None
        samples = len(dy)
        if context.training and samples > 1:
            normalised: Array = context.normalised
            product = np.multiply(dy, normalised, context.y)
            along = np.dot(context.ones, product) / samples
            np.subtract(dy, np.dot(context.ones, dy) / samples, dy)
            np.multiply(normalised, along, normalised)
            np.subtract(dy, normalised, dy)
        np.multiply(dy, context.met, dy)
        return dy
