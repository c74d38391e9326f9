"""The Kullback-Leibler divergence."""

from __future__ import annotations

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Shape
from nntui.engine.distributions import DistributionLoss
from nntui.engine.layer import Buffer, Context
from nntui.engine.losses.categorical_crossentropy import CategoricalCrossentropy

CROSS_ENTROPY = CategoricalCrossentropy()
TINY = 1e-30


@register("loss", "kl_divergence")
class KLDivergence(DistributionLoss, frozen=True):
    """Kullback-Leibler divergence: `y * log(y / p)`, sum over classes, mean over samples (Kullback and Leibler 1951).

    Categorical cross-entropy less the entropy of the targets: it is 0 where the outputs are the targets, and has the same
    gradient. The reported value clips p to `[1e-7, 1 - 1e-7]`, as there; PyTorch's `kl_div` wants logarithms and
    `reduction="batchmean"` for the same numbers.
    """

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return those of the cross-entropy, and the entropy of each target."""
        return CROSS_ENTROPY.buffers(output_shape) | {"entropy": ()}

    def per_sample(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return `sum(y * log(y)) - sum(y * log(clip(p)))` `(batch,)`; the first is 0 for a class."""
        losses = CROSS_ENTROPY.per_sample(outputs, targets, context)
        if targets.ndim == 1:
            return losses
        scratch: Array = context.dy
        np.maximum(targets, TINY, out=scratch)
        np.log(scratch, scratch)
        np.multiply(scratch, targets, scratch)
        np.add.reduce(scratch, axis=1, out=context.entropy)
        np.add(losses, context.entropy, losses)
        return losses

    def gradient(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return `-y / p / n` `(batch, classes)`."""
        return CROSS_ENTROPY.gradient(outputs, targets, context)

    def fused_gradient(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return `(p - y) / n` `(batch, classes)`, the gradient with respect to the logits."""
        return CROSS_ENTROPY.fused_gradient(outputs, targets, context)
