"""Accuracy by sign."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array
from nntui.engine.layer import Context
from nntui.engine.metric import Metric, Task


@register("metric", "sign_accuracy")
class SignAccuracy(Metric, frozen=True):
    """Share of outputs whose sign is the label's: `(y > 0) == (t > 0)`, mean over all outputs; 0 counts as -1."""

    label: ClassVar[str] = "accuracy"
    tasks: ClassVar[tuple[Task, ...]] = ("sign",)

    def sums(self, outputs: Array, targets: Array, reference: float, context: Context) -> tuple[float, ...]:
        """Return how many outputs are right, divided by the outputs of a sample."""
        right = (outputs > 0) == (targets > 0)
        if context.weights is None:
            return (float(np.count_nonzero(right)) / outputs.shape[1],)
        return (float(np.dot(np.count_nonzero(right, axis=1), context.weights)) / outputs.shape[1],)
