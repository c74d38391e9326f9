"""Batch normalisation."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.initializers.ones import Ones
from nntui.engine.initializers.zeros import Zeros
from nntui.engine.layer import Context, Parameter
from nntui.engine.normalization import Normalization, Rows


@register("layer", "batch_normalization")
class BatchNormalization(Normalization, frozen=True):
    """Each feature of a batch: `y = gamma * (x - mean) / sqrt(variance + epsilon) + beta` (Ioffe and Szegedy 2015).

    Of images a channel is a feature, over all pixels of the batch. As in PyTorch: `momentum` is the share of the batch in
    the running values (Keras's is one minus it), and the running variance takes the unbiased one. Outside training the
    running values are used; so they are for a batch of one number a feature, which has no variance, and they stay as they
    are.
    """

    apart = True

    momentum: Annotated[float, Field("Share of a batch in the running mean and variance.", low=0, high=1, live=True)] = 0.1
    epsilon: Annotated[float, Field("Added to the variance.", low=1e-12, high=1, live=True)] = 1e-5

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of the input: a row of features, or an image."""
        return input_shape if len(input_shape) == 3 else super().output_shape(input_shape)

    def statistics(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """Return the running mean and variance `(features,)`, 0 and 1 at the start."""
        features = input_shape[-1:]
        return (Parameter("mean", features, Zeros()), Parameter("variance", features, Ones()))

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return the normalised batch in the shape of `x` `(batch, features)` or `(batch, height, width, channels)`."""
        if context.met is None:
            context.met = Rows(context)
        rows: Rows = context.met
        if context.training and len(rows.ones) > 1:
            self._normalise(rows.of(x), rows, context.statistics)
        else:
            statistics = context.statistics
            rows.inverse = 1 / np.sqrt(statistics.variance + x.dtype.type(self.epsilon))
            np.subtract(rows.of(x), statistics.mean, rows.normalised)
            np.multiply(rows.normalised, rows.inverse, rows.normalised)
        return self.stretched(parameters, context)

    def _normalise(self, x: Array, rows: Rows, statistics: Views) -> None:
        count, normalised = len(x), rows.normalised
        mean = np.dot(rows.ones, x) / count
        np.subtract(x, mean, normalised)
        variance = np.dot(rows.ones, np.multiply(normalised, normalised, rows.y)) / count
        rows.inverse = 1 / np.sqrt(variance + x.dtype.type(self.epsilon))
        np.multiply(normalised, rows.inverse, normalised)
        self._follow(statistics, mean, variance * (count / (count - 1)))

    def _follow(self, statistics: Views, mean: Array, variance: Array) -> None:
        for running, fresh in ((statistics.mean, mean), (statistics.variance, variance)):
            np.multiply(running, 1 - self.momentum, running)
            np.add(running, self.momentum * fresh, running)

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Return the gradient for the input, `inverse * (d - mean(d) - n * mean(d * n))` for the normalised n."""
        dy = self.learned(dy, parameters, gradients, context)
        if not context.needs_dx:
            return None
        rows: Rows = context.met
        along, count = rows.of(dy), len(rows.ones)
        if context.training and count > 1:
            share = np.dot(rows.ones, np.multiply(along, rows.normalised, rows.y)) / count
            np.subtract(along, np.dot(rows.ones, along) / count, along)
            np.multiply(rows.normalised, share, rows.normalised)
            np.subtract(along, rows.normalised, along)
        np.multiply(along, rows.inverse, along)
        return along.reshape(dy.shape)
