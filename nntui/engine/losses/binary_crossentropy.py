"""Binary cross-entropy."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.activations.sigmoid import Sigmoid
from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Activation, Buffer, Context, Layer
from nntui.engine.loss import Loss, weigh
from nntui.engine.metric import Metric, Task
from nntui.engine.metrics.binary_accuracy import BinaryAccuracy
from nntui.engine.targets import between, numbers
from nntui.errors import StackError

CLIP = 1e-7


@register("loss", "binary_crossentropy")
class BinaryCrossentropy(Loss, frozen=True):
    """Binary cross-entropy: `-(y * log(p) + (1 - y) * log(1 - p))`, mean over outputs, then over samples.

    The first term is multiplied by `positive_weight`. Targets are 0 or 1, `(samples,)` or `(samples, outputs)`. The
    reported value clips probabilities to `[1e-7, 1 - 1e-7]` as the book does (chapter 16); gradients are not clipped.
    """

    task: ClassVar[Task] = "binary"
    positive_weight: Annotated[
        float,
        Field("Factor of the targets that are 1: above 1, misses cost more.", low=0, high=1e6, live=True),
    ] = 1.0

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
                "binary cross-entropy needs a probability from each output by itself, and the last layer does not give them",
                advice="Make sigmoid the last layer, or use categorical_crossentropy with softmax.",
            )

    def encode(self, targets: Array, output_shape: Shape, dtype: np.dtype[Any], *, where: str = "y") -> Array:
        """Return targets from 0 to 1, `(samples, outputs)`."""
        return between(numbers(targets, output_shape, dtype, where=where), 0, 1, where=where)

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the gradient and two arrays for the logarithms."""
        return {"dy": output_shape, "clipped": output_shape, "other": output_shape, "losses": ()}

    def per_sample(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return the mean over outputs of the clipped cross-entropy `(batch,)`."""
        clipped: Array = context.clipped
        other: Array = context.other
        np.maximum(outputs, CLIP, out=clipped)
        np.minimum(clipped, 1 - CLIP, out=clipped)
        np.subtract(1, clipped, out=other)
        np.log(clipped, clipped)
        np.log(other, other)
        np.multiply(clipped, self.positive_weight, clipped)
        np.subtract(clipped, other, out=clipped)
        np.multiply(clipped, targets, out=clipped)
        np.add(clipped, other, out=clipped)
        losses: Array = context.losses
        np.add.reduce(clipped, axis=1, out=losses)
        np.multiply(losses, -1 / outputs.shape[1], losses)
        return losses

    def gradient(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return `((1 - y) / (1 - p) - weight * y / p) / (n * outputs)` `(batch, outputs)`."""
        dy: Array = context.dy
        self._through_sigmoid(outputs, targets, dy, context.clipped)
        other = np.subtract(1, outputs, context.other)
        np.divide(dy, np.multiply(other, outputs, other), dy)
        np.multiply(dy, 1 / outputs.size, dy)
        return weigh(dy, context)

    def fuses(self, last: Layer | None) -> bool:
        """Say yes to sigmoid."""
        return isinstance(last, Sigmoid)

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
