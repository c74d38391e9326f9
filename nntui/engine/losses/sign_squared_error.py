"""Half the squared error to labels of +1 and -1."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from nntui.catalog import register
from nntui.engine.activations.tanh import Tanh
from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Activation, Layer
from nntui.engine.losses.half_squared_error import HalfSquaredError
from nntui.engine.metric import Metric, Task
from nntui.engine.metrics.sign_accuracy import SignAccuracy
from nntui.engine.targets import signs
from nntui.errors import StackError


@register("loss", "sign_squared_error")
class SignSquaredError(HalfSquaredError, frozen=True):
    """Half squared error to labels of +1 and -1: `(y - t)**2 / 2`, mean over outputs, then over samples.

    TensorFlow Playground's loss for two classes, behind tanh. Targets are -1 and 1, or classes 0 and 1, which become
    -1 and 1; an output above 0 says class 1. It punishes an output beyond its label, too, and behind tanh it lets
    hardly any gradient through where the network is surely wrong: cross-entropy learns faster there.
    """

    task: ClassVar[Task] = "sign"

    @property
    def default_metrics(self) -> tuple[Metric, ...]:
        """Accuracy by sign."""
        return (SignAccuracy(),)

    @property
    def output_activation(self) -> Activation:
        """Tanh."""
        return Tanh()

    def check(self, last: Layer | None, output_shape: Shape) -> None:
        """Raise when the last layer cannot give numbers on both sides of 0."""
        super().check(last, output_shape)
        if last is not None and (last.gives != "numbers" or last.lowest >= 0):
            raise StackError(
                f"{self.catalog_name} needs outputs on both sides of 0, which {last.catalog_name} does not give",
                received=last.catalog_name,
                allowed="tanh or linear",
                advice="Change it to tanh, or change the loss to binary_crossentropy.",
            )

    def encode(self, targets: Array, output_shape: Shape, dtype: np.dtype[Any], *, where: str = "y") -> Array:
        """Return targets of -1 and 1 `(samples, outputs)`."""
        return signs(targets, output_shape, dtype, where=where)
