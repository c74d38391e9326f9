"""What losses for labels of +1 and -1 share: the labels, the accuracy by sign, and what the last layer must be able to say."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Layer
from nntui.engine.loss import Loss
from nntui.engine.metric import Metric, Task
from nntui.engine.metrics.sign_accuracy import SignAccuracy
from nntui.engine.targets import signs
from nntui.errors import StackError


class SignedLoss(Loss, frozen=True):
    """A loss for labels of +1 and -1; 0 and 1 are taken for -1 and 1. `activations` are those advised, the first most."""

    task: ClassVar[Task] = "sign"
    activations: ClassVar[tuple[str, str]] = ("linear", "tanh")
    other_loss: ClassVar[str] = "a cross-entropy"

    @property
    def default_metrics(self) -> tuple[Metric, ...]:
        """Accuracy by sign."""
        return (SignAccuracy(),)

    def check(self, last: Layer | None, output_shape: Shape) -> None:
        """Raise when the last layer cannot give numbers on both sides of 0."""
        super().check(last, output_shape)
        if last is not None and (last.gives != "numbers" or last.lowest >= 0):
            raise StackError(
                f"{self.catalog_name} needs outputs on both sides of 0, which {last.catalog_name} does not give",
                received=last.catalog_name,
                allowed=" or ".join(self.activations),
                advice=f"Change it to {self.activations[0]}, or change the loss to {self.other_loss}.",
            )

    def encode(self, targets: Array, output_shape: Shape, dtype: np.dtype[Any], *, where: str = "y") -> Array:
        """Return targets of -1 and 1 `(samples, outputs)`."""
        return signs(targets, output_shape, dtype, where=where)
