"""Accuracy within the k largest outputs."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.arrays import Array
from nntui.engine.layer import Context
from nntui.engine.metric import Metric, Task


@register("metric", "top_k_accuracy")
class TopKAccuracy(Metric, frozen=True):
    """Share of samples whose target class is among the `k` largest outputs: fewer than k are larger than its own."""

    label: ClassVar[str] = "top_k_accuracy"
    tasks: ClassVar[tuple[Task, ...]] = ("classification",)
    k: Annotated[int, Field("How many outputs count.", low=1, high=1000, unit="classes")] = 5

    def sums(self, outputs: Array, targets: Array, reference: float, context: Context) -> tuple[float, ...]:
        """Return how many samples have their target among the first."""
        wanted = targets if targets.ndim == 1 else targets.argmax(axis=1)
        own = np.take_along_axis(outputs, wanted[:, np.newaxis], axis=1)
        hit = np.count_nonzero(outputs > own, axis=1) < self.k
        if context.weights is None:
            return (float(np.count_nonzero(hit)),)
        return (float(np.dot(hit, context.weights)),)
