"""What losses for probabilities share: they look at each output by itself, a number between 0 and 1."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from nntui.engine.activations.sigmoid import Sigmoid
from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Activation, Context, Layer
from nntui.engine.loss import Loss
from nntui.engine.metric import Metric, Task
from nntui.engine.metrics.binary_accuracy import BinaryAccuracy
from nntui.engine.targets import between, numbers
from nntui.errors import StackError

CLIP = 1e-7


class ProbabilityLoss(Loss, frozen=True):
    """A loss behind sigmoid, mean over outputs, then over samples; targets are from 0 to 1."""

    task: ClassVar[Task] = "binary"

    @property
    def default_metrics(self) -> tuple[Metric, ...]:
        """Binary accuracy."""
        return (BinaryAccuracy(),)

    @property
    def output_activation(self) -> Activation:
        """Sigmoid."""
        return Sigmoid()

    def check(self, last: Layer | None, output_shape: Shape) -> None:
        """Raise unless the last layer gives a probability for each output."""
        super().check(last, output_shape)
        if last is None or last.gives != "probabilities":
            raise StackError(
                f"{self.catalog_name} needs a probability from each output by itself, and the last layer does not give them",
                advice="Make sigmoid the last layer, or use categorical_crossentropy with softmax.",
            )

    def encode(self, targets: Array, output_shape: Shape, dtype: np.dtype[Any], *, where: str = "y") -> Array:
        """Return targets from 0 to 1, `(samples, outputs)`."""
        return between(numbers(targets, output_shape, dtype, where=where), 0, 1, where=where)

    def mean_over_outputs(self, parts: Array, context: Context) -> Array:
        """Return the mean of each sample's parts with the sign turned `(batch,)`, in buffer `losses`."""
        losses: Array = context.losses
        np.add.reduce(parts, axis=1, out=losses)
        np.multiply(losses, -1 / parts.shape[1], losses)
        return losses

    def fuses(self, last: Layer | None) -> bool:
        """Say yes to sigmoid."""
        return isinstance(last, Sigmoid)


def log_likelihood(outputs: Array, targets: Array, context: Context, factor: float = 1.0) -> Array:
    """Return `factor * y * log(p) + (1 - y) * log(1 - p)` `(batch, outputs)`, p clipped as in the book, in `clipped`."""
    clipped: Array = context.clipped
    other: Array = context.other
    np.maximum(outputs, CLIP, out=clipped)
    np.minimum(clipped, 1 - CLIP, out=clipped)
    np.subtract(1, clipped, out=other)
    np.log(clipped, clipped)
    np.log(other, other)
    np.multiply(clipped, factor, clipped)
    np.subtract(clipped, other, out=clipped)
    np.multiply(clipped, targets, out=clipped)
    np.add(clipped, other, out=clipped)
    return clipped
