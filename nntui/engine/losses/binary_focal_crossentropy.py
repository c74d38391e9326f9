"""Binary focal cross-entropy."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Buffer, Context
from nntui.engine.probabilities import CLIP, ProbabilityLoss, log_likelihood
from nntui.engine.weighing import weigh

TINY = 1e-30


@register("loss", "binary_focal_crossentropy")
class BinaryFocalCrossentropy(ProbabilityLoss, frozen=True):
    """Binary focal cross-entropy: `-(1 - q)**gamma * log(q)`, q the probability of what is true (Lin and others 2017).

    Binary cross-entropy times `(1 - q)**gamma` with `q = y * p + (1 - y) * (1 - p)`, mean over outputs, then over
    samples; with `apply_class_balancing` also times alpha where y is 1 and `1 - alpha` where it is 0, as in Keras. The
    reported value clips p to `[1e-7, 1 - 1e-7]`; gradients are not clipped.
    """

    gamma: Annotated[float, Field("How much less the easy ones count; at 0 not at all.", low=0, high=100, live=True)] = 2.0
    alpha: Annotated[float, Field("Weight of the targets of 1, where classes are balanced.", low=0, high=1, live=True)] = 0.25
    apply_class_balancing: Annotated[bool, Field("Weigh the two classes by alpha and 1 - alpha.", live=True)] = False

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the gradient and arrays for logarithms, misses and powers."""
        logarithms: dict[str, Shape | Buffer] = {"clipped": output_shape, "other": output_shape}
        return logarithms | {"dy": output_shape, "miss": output_shape, "balance": output_shape, "losses": ()}

    def per_sample(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return the mean over outputs of the clipped loss `(batch,)`."""
        scratch: Array = context.dy
        np.maximum(outputs, CLIP, out=scratch)
        np.minimum(scratch, 1 - CLIP, out=scratch)
        miss = _miss(scratch, targets, context)
        np.power(miss, self.gamma, miss)
        parts = log_likelihood(outputs, targets, context)
        np.multiply(parts, miss, parts)
        return self.mean_over_outputs(self._balanced(parts, targets, context), context)

    def gradient(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return the gradient with respect to the logits over `p * (1 - p)` `(batch, outputs)`."""
        dy = self.fused_gradient(outputs, targets, context)
        slopes: Array = np.subtract(1, outputs, context.other)
        np.multiply(slopes, outputs, slopes)
        return np.divide(dy, slopes, dy)

    def fused_gradient(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return `m**(gamma - 1) * (m * (p - y) + gamma * (2 * y - 1) * p * (1 - p) * l) / (n * outputs)`.

        That is the gradient with respect to the logits, with `m = 1 - q` and `l = y * log(p) + (1 - y) * log(1 - p)`.
        """
        dy: Array = context.dy
        scratch: Array = context.other
        miss = _miss(outputs, targets, context)
        slopes = _weighted_logarithms(outputs, targets, context)
        np.subtract(targets, 0.5, scratch)
        np.multiply(slopes, scratch, slopes)
        np.multiply(slopes, 2 * self.gamma, slopes)
        np.subtract(outputs, targets, dy)
        np.multiply(dy, miss, dy)
        np.add(dy, slopes, dy)
        np.maximum(miss, TINY, out=miss)
        np.multiply(dy, np.power(miss, self.gamma - 1, miss), dy)
        self._balanced(dy, targets, context)
        np.multiply(dy, 1 / outputs.size, dy)
        return weigh(dy, context)

    def _balanced(self, parts: Array, targets: Array, context: Context) -> Array:
        """Multiply by `y * alpha + (1 - y) * (1 - alpha)` in place, where that is wanted."""
        if not self.apply_class_balancing:
            return parts
        balance: Array = context.balance
        np.multiply(targets, 2 * self.alpha - 1, balance)
        np.add(balance, 1 - self.alpha, balance)
        return np.multiply(parts, balance, parts)


def _miss(probabilities: Array, targets: Array, context: Context) -> Array:
    """Return `1 - q = y + (1 - 2 * y) * p` `(batch, outputs)`, in buffer `miss`."""
    miss: Array = context.miss
    np.multiply(targets, -2, miss)
    np.add(miss, 1, miss)
    np.multiply(miss, probabilities, miss)
    return np.add(miss, targets, miss)


def _weighted_logarithms(outputs: Array, targets: Array, context: Context) -> Array:
    """Return `p * (1 - p) * (y * log(p) + (1 - y) * log(1 - p))`, 0 for p of 0 and 1, in buffer `clipped`."""
    found: Array = context.clipped
    other: Array = context.other
    np.subtract(1, outputs, other)
    np.maximum(other, TINY, out=other)
    np.log(other, other)
    np.maximum(outputs, TINY, out=found)
    np.log(found, found)
    np.subtract(found, other, found)
    np.multiply(found, targets, found)
    np.add(found, other, found)
    np.multiply(found, outputs, found)
    np.subtract(1, outputs, other)
    return np.multiply(found, other, found)
