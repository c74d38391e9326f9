"""What losses for shares of classes share: they compare distributions, whose entries sum to 1."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from nntui.engine.activations.log_softmax import LogSoftmax
from nntui.engine.activations.softmax import Softmax
from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Activation, Layer
from nntui.engine.loss import Loss
from nntui.engine.metric import Metric, Task
from nntui.engine.metrics.accuracy import Accuracy
from nntui.engine.targets import classes
from nntui.errors import StackError


class DistributionLoss(Loss, frozen=True):
    """A loss behind softmax; targets are class indices `(samples,)`, one-hot rows or shares `(samples, classes)`."""

    task: ClassVar[Task] = "classification"

    @property
    def default_metrics(self) -> tuple[Metric, ...]:
        """Accuracy."""
        return (Accuracy(),)

    @property
    def output_activation(self) -> Activation:
        """Softmax."""
        return Softmax()

    def check(self, last: Layer | None, output_shape: Shape) -> None:
        """Raise unless the last layer gives a distribution over at least two classes."""
        super().check(last, output_shape)
        if last is None or last.gives not in {"distribution", "log_distribution"}:
            raise StackError(
                f"{self.catalog_name} needs probabilities that sum to 1, and the last layer does not give them",
                advice="Add softmax as the last layer, or choose another loss.",
            )
        if output_shape[0] < 2:
            raise StackError(
                "one output cannot tell classes apart: softmax over it is always 1",
                received=output_shape,
                allowed="an output for each class, at least 2",
                advice="Give the last dense layer one unit for each class, or use sigmoid and binary_crossentropy.",
            )

    def encode(self, targets: Array, output_shape: Shape, dtype: np.dtype[Any], *, where: str = "y") -> Array:
        """Return class indices `(samples,)`, or shares `(samples, classes)`."""
        return classes(targets, output_shape, dtype, where=where)

    def fuses(self, last: Layer | None) -> bool:
        """Say yes to softmax and its logarithm."""
        return isinstance(last, (Softmax, LogSoftmax))
