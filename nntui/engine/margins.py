"""What losses for labels of +1 and -1 share: they look at `t * y`, the margin by which an output is right."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from nntui.engine.activations.linear import Linear
from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Activation, Buffer, Context, Layer
from nntui.engine.loss import Loss
from nntui.engine.metric import Metric, Task
from nntui.engine.metrics.sign_accuracy import SignAccuracy
from nntui.engine.targets import signs
from nntui.errors import StackError


class MarginLoss(Loss, frozen=True):
    """A loss for labels of +1 and -1, mean over outputs, then over samples; 0 and 1 are taken for -1 and 1."""

    task: ClassVar[Task] = "sign"

    @property
    def default_metrics(self) -> tuple[Metric, ...]:
        """Accuracy by sign."""
        return (SignAccuracy(),)

    @property
    def output_activation(self) -> Activation:
        """Linear."""
        return Linear()

    def check(self, last: Layer | None, output_shape: Shape) -> None:
        """Raise when the last layer cannot give numbers on both sides of 0."""
        super().check(last, output_shape)
        if last is not None and (last.gives != "numbers" or last.lowest >= 0):
            raise StackError(
                f"{self.catalog_name} needs outputs on both sides of 0, which {last.catalog_name} does not give",
                received=last.catalog_name,
                allowed="linear or tanh",
                advice="Change it to linear, or change the loss to a cross-entropy.",
            )

    def encode(self, targets: Array, output_shape: Shape, dtype: np.dtype[Any], *, where: str = "y") -> Array:
        """Return targets of -1 and 1 `(samples, outputs)`."""
        return signs(targets, output_shape, dtype, where=where)

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the gradient, the margins, and which outputs pay."""
        return {"dy": output_shape, "margin": output_shape, "pays": Buffer(output_shape, "bool"), "losses": ()}

    def mean_over_outputs(self, parts: Array, context: Context) -> Array:
        """Return the mean of each sample's parts `(batch,)`."""
        losses: Array = context.losses
        np.add.reduce(parts, axis=1, out=losses)
        np.multiply(losses, 1 / parts.shape[1], losses)
        return losses
