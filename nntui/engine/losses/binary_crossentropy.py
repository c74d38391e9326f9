"""Binary cross-entropy."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Buffer, Context
from nntui.engine.probabilities import ProbabilityLoss, log_likelihood
from nntui.engine.weighing import weigh


@register("loss", "binary_crossentropy")
class BinaryCrossentropy(ProbabilityLoss, frozen=True):
    """Binary cross-entropy: `-(y * log(p) + (1 - y) * log(1 - p))`, mean over outputs, then over samples.

    The first term is multiplied by `positive_weight`. Targets are 0 or 1, `(samples,)` or `(samples, outputs)`. The
    reported value clips probabilities to `[1e-7, 1 - 1e-7]` as the book does (chapter 16); gradients are not clipped.
    """

    positive_weight: Annotated[
        float,
        Field("Factor of the targets that are 1: above 1, misses cost more.", low=0, high=1e6, live=True),
    ] = 1.0

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the gradient and two arrays for the logarithms."""
        return {"dy": output_shape, "clipped": output_shape, "other": output_shape, "losses": ()}

    def per_sample(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return the mean over outputs of the clipped cross-entropy `(batch,)`."""
        return self.mean_over_outputs(log_likelihood(outputs, targets, context, self.positive_weight), context)

    def gradient(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return `((1 - y) / (1 - p) - weight * y / p) / (n * outputs)` `(batch, outputs)`."""
        dy: Array = context.dy
        self._through_sigmoid(outputs, targets, dy, context.clipped)
        other = np.subtract(1, outputs, context.other)
        np.divide(dy, np.multiply(other, outputs, other), dy)
        np.multiply(dy, 1 / outputs.size, dy)
        return weigh(dy, context)

    def fused_gradient(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return `(p * (1 - y) - weight * y * (1 - p)) / (n * outputs)`, the gradient with respect to the logits."""
        dy: Array = context.dy
        self._through_sigmoid(outputs, targets, dy, context.clipped)
        np.multiply(dy, 1 / outputs.size, dy)
        return weigh(dy, context)

    def _through_sigmoid(self, outputs: Array, targets: Array, out: Array, scratch: Array) -> None:
        """Write `p - y`, plus `(weight - 1) * y * (p - 1)` where there is a weight."""
        np.subtract(outputs, targets, out)
        if self.positive_weight != 1:
            np.subtract(outputs, 1, scratch)
            np.multiply(scratch, targets, scratch)
            np.multiply(scratch, self.positive_weight - 1, scratch)
            np.add(out, scratch, out)
