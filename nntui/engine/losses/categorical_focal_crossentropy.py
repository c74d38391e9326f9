"""Categorical focal cross-entropy."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Shape
from nntui.engine.distributions import DistributionLoss
from nntui.engine.layer import Buffer, Context
from nntui.engine.losses.categorical_crossentropy import CLIP, CategoricalCrossentropy
from nntui.engine.targets import smoothed
from nntui.engine.weighing import weigh

CROSS_ENTROPY = CategoricalCrossentropy()
TINY = 1e-30


@register("loss", "categorical_focal_crossentropy")
class CategoricalFocalCrossentropy(DistributionLoss, frozen=True):
    """Categorical focal cross-entropy: `-alpha * (1 - p[target])**gamma * log(p[target])` (Lin and others 2017).

    What is right already counts for little, so that the rare and the hard are learned; with gamma 0 and alpha 1 it is
    categorical_crossentropy, whose gradient it has times `alpha * ((1 - p)**gamma - gamma * p * (1 - p)**(gamma - 1) *
    log(p))`. Targets that are shares count class by class, as in Keras, whose alpha may also be a list: `class_weight` of
    `fit` does that here. The reported value clips p to `[1e-7, 1 - 1e-7]`; gradients are not clipped.
    """

    gamma: Annotated[float, Field("How much less the easy ones count; at 0 not at all.", low=0, high=100, live=True)] = 2.0
    alpha: Annotated[float, Field("Factor of the whole loss.", low=0, high=1e6, live=True)] = 0.25
    label_smoothing: Annotated[
        float, Field("Share of each target that is spread evenly over all classes.", low=0, high=1, high_open=True, live=True)
    ] = 0.0

    def encode(self, targets: Array, output_shape: Shape, dtype: np.dtype[Any], *, where: str = "y") -> Array:
        """Return class indices `(samples,)`, or shares `(samples, classes)`."""
        return smoothed(super().encode(targets, output_shape, dtype, where=where), self.label_smoothing, output_shape[0], dtype)

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return those of the cross-entropy, the factors of rows and of single outputs, and room for both."""
        rows: dict[str, Shape | Buffer] = {"row_factors": (), "row_scratch": (), "row_sums": (1,)}
        singles: dict[str, Shape | Buffer] = {"factors": output_shape, "scratch": output_shape, "powers": output_shape}
        return CROSS_ENTROPY.buffers(output_shape) | rows | singles

    def per_sample(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return the loss of each sample `(batch,)`, with p clipped."""
        if targets.ndim == 2:
            return self._of_shares(outputs, targets, context)
        losses = CROSS_ENTROPY.per_sample(outputs, targets, context)
        return np.multiply(losses, self._fading(context.picked, context.row_factors), losses)

    def _of_shares(self, outputs: Array, targets: Array, context: Context) -> Array:
        probabilities = _probabilities(outputs, context)
        parts: Array = context.scratch
        np.maximum(probabilities, CLIP, out=parts)
        np.minimum(parts, 1 - CLIP, out=parts)
        np.log(parts, parts)
        np.multiply(parts, self._fading(probabilities, context.factors), parts)
        np.multiply(parts, targets, parts)
        losses: Array = context.losses
        np.add.reduce(parts, axis=1, out=losses)
        return np.negative(losses, losses)

    def _fading(self, probabilities: Array, out: Array) -> Array:
        """Return `alpha * (1 - p)**gamma`, with p clipped."""
        np.maximum(probabilities, CLIP, out=out)
        np.minimum(out, 1 - CLIP, out=out)
        np.subtract(1, out, out)
        np.power(out, self.gamma, out)
        return np.multiply(out, self.alpha, out)

    def gradient(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return the cross-entropy's `-y / p / n` times the factors `(batch, classes)`."""
        if targets.ndim == 2:
            factors = self._factors(outputs, context.factors, context.scratch)
        else:
            factors = self._factors(context.picked, context.row_factors, context.row_scratch)[:, np.newaxis]
        dy = CROSS_ENTROPY.gradient(outputs, targets, context)
        return np.multiply(dy, factors, dy)

    def fused_gradient(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return the gradient with respect to the logits: `(p - y) * factor / n`, or for shares s `(p * sum(s) - s) / n`.

        There s are the shares of the target times the factor of their class.
        """
        if targets.ndim == 2:
            return self._fused_of_shares(outputs, targets, context)
        factors = self._factors(context.picked, context.row_factors, context.row_scratch)
        dy = CROSS_ENTROPY.fused_gradient(outputs, targets, context)
        return np.multiply(dy, factors[:, np.newaxis], dy)

    def _fused_of_shares(self, outputs: Array, targets: Array, context: Context) -> Array:
        probabilities = _probabilities(outputs, context)
        shares = self._factors(probabilities, context.factors, context.scratch)
        np.multiply(shares, targets, shares)
        np.add.reduce(shares, axis=1, out=context.row_sums, keepdims=True)
        dy: Array = context.dy
        np.multiply(probabilities, context.row_sums, dy)
        np.subtract(dy, shares, dy)
        np.multiply(dy, 1 / len(outputs), dy)
        return weigh(dy, context)

    def _factors(self, probabilities: Array, out: Array, scratch: Array) -> Array:
        """Return by how much the gradient of the cross-entropy is multiplied, finite for p of 0 and 1."""
        np.maximum(probabilities, TINY, out=out)
        np.log(out, out)
        np.multiply(out, probabilities, out)
        np.multiply(out, -self.gamma, out)
        np.subtract(1, probabilities, scratch)
        np.maximum(scratch, TINY, out=scratch)
        np.add(out, scratch, out)
        np.power(scratch, self.gamma - 1, scratch)
        np.multiply(out, scratch, out)
        return np.multiply(out, self.alpha, out)


def _probabilities(outputs: Array, context: Context) -> Array:
    """Return the outputs as probabilities, those that are logarithms in a buffer."""
    powers: Array = context.powers
    return np.exp(outputs, powers) if context.logarithms else outputs
