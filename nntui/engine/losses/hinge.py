"""The hinge loss."""

from __future__ import annotations

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array
from nntui.engine.layer import Context
from nntui.engine.margins import MarginLoss
from nntui.engine.weighing import weigh


@register("loss", "hinge")
class Hinge(MarginLoss, frozen=True):
    """Hinge: `max(0, 1 - t * y)` for labels t of +1 and -1: outputs are to be right by a margin of 1.

    Mean over outputs, then over samples, as in Keras; the loss of support vector machines.
    """

    def per_sample(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return the mean over outputs `(batch,)`."""
        margin: Array = context.margin
        np.multiply(outputs, targets, margin)
        np.subtract(1, margin, margin)
        np.maximum(margin, 0, out=margin)
        return self.mean_over_outputs(margin, context)

    def gradient(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return `-t / (n * outputs)` where the margin is below 1, 0 elsewhere."""
        dy: Array = context.dy
        np.greater(context.margin, 0, out=context.pays)
        np.multiply(targets, context.pays, dy)
        np.multiply(dy, -1 / dy.size, dy)
        return weigh(dy, context)

    def kink_distance(self, outputs: Array, targets: Array) -> float:
        """Return how close an output comes to the bend."""
        return float(np.abs(1 - targets * outputs).min(initial=np.inf))
