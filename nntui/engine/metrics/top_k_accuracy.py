"""Accuracy within the k largest outputs."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Shape
from nntui.engine.decisions import due_classes
from nntui.engine.layer import Buffer, Context
from nntui.engine.metric import Metric, Task
from nntui.engine.weighing import weighted_sum


@register("metric", "top_k_accuracy")
class TopKAccuracy(Metric, frozen=True):
    """Share of samples whose target class is among the `k` largest outputs: fewer than k are larger than its own."""

    label: ClassVar[str] = "top_k_accuracy"
    tasks: ClassVar[tuple[Task, ...]] = ("classification",)
    k: Annotated[int, Field("How many outputs count.", low=1, high=1000, unit="classes")] = 5

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return which class is due or which outputs are larger, the output of the class due, and who has a hit."""
        return {"top_k_flags": Buffer(output_shape, "bool"), "top_k_own": (1,), "top_k_hit": Buffer((), "bool")}

    def sums(self, outputs: Array, targets: Array, reference: float, context: Context) -> tuple[float, ...]:
        """Return how many samples have their target among the first."""
        flags, own, counts = context.top_k_flags, context.top_k_own, context.weighted
        due_classes(targets, own, flags)
        np.maximum.reduce(outputs, 1, None, own, keepdims=True, initial=-np.inf, where=flags)
        np.greater(outputs, own, flags)
        np.add.reduce(flags, axis=1, dtype=np.float64, out=counts)
        return (weighted_sum(np.less(counts, self.k, context.top_k_hit), context),)
