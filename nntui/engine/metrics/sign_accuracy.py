"""Accuracy by sign."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Buffer, Context
from nntui.engine.metric import Metric, Task
from nntui.engine.weighing import sum_of_rows


@register("metric", "sign_accuracy")
class SignAccuracy(Metric, frozen=True):
    """Share of outputs whose sign is the label's: `(y > 0) == (t > 0)`, mean over all outputs; 0 counts as -1."""

    label: ClassVar[str] = "accuracy"
    tasks: ClassVar[tuple[Task, ...]] = ("sign",)

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return what is right, and what is wanted."""
        return {"sign_right": Buffer(output_shape, "bool"), "sign_wanted": Buffer(output_shape, "bool")}

    def sums(self, outputs: Array, targets: Array, reference: float, context: Context) -> tuple[float, ...]:
        """Return how many outputs are right, divided by the outputs of a sample."""
        right = np.greater(outputs, 0, context.sign_right)
        np.equal(right, np.greater(targets, 0, context.sign_wanted), right)
        if context.weights is None:
            return (float(np.count_nonzero(right)) / outputs.shape[1],)
        return (sum_of_rows(right, context) / outputs.shape[1],)
