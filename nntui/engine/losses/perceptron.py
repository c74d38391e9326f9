"""The perceptron's criterion."""

from __future__ import annotations

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Buffer, Context
from nntui.engine.margins import MarginLoss
from nntui.engine.weighing import weigh


@register("loss", "perceptron")
class Perceptron(MarginLoss, frozen=True):
    """The perceptron's criterion: `max(0, -t * y)` for labels t of +1 and -1; an output of 0 says -1.

    With SGD on one sample at a time it is Rosenblatt's rule: `w += rate * t * x` where the answer is wrong (1958).
    """

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return what every margin loss wants, and which outputs are to be above 0."""
        return super().buffers(output_shape) | {"due": Buffer(output_shape, "bool")}

    def per_sample(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return the mean over outputs `(batch,)`."""
        margin: Array = context.margin
        np.multiply(outputs, targets, margin)
        np.negative(margin, margin)
        np.maximum(margin, 0, out=margin)
        return self.mean_over_outputs(margin, context)

    def gradient(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return `-t / (n * outputs)` where the answer is wrong, 0 elsewhere."""
        dy: Array = context.dy
        pays: Array = context.pays
        # Wrong is: above 0 where -1 is due, or not above 0 where 1 is.
        np.greater(outputs, 0, out=pays)
        np.not_equal(pays, np.greater(targets, 0, out=context.due), out=pays)
        np.multiply(targets, pays, dy)
        np.multiply(dy, -1 / dy.size, dy)
        return weigh(dy, context)

    def kink_distance(self, outputs: Array, targets: Array) -> float:
        """Return how close an output comes to 0, where the answer changes."""
        return float(np.abs(outputs).min(initial=np.inf))
