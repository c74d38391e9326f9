"""Binary accuracy."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Buffer, Context
from nntui.engine.metric import Metric, Task
from nntui.engine.weighing import sum_of_rows


@register("metric", "binary_accuracy")
class BinaryAccuracy(Metric, frozen=True):
    """Share of outputs on the right side of the threshold: `(p > threshold) == y`, mean over all outputs (book, chapter 16)."""

    label: ClassVar[str] = "accuracy"
    tasks: ClassVar[tuple[Task, ...]] = ("binary",)
    threshold: Annotated[float, Field("Above it an output means class 1.", low=0, high=1)] = 0.5

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return what is right, and what is wanted."""
        return {"binary_right": Buffer(output_shape, "bool"), "binary_wanted": Buffer(output_shape, "bool")}

    def sums(self, outputs: Array, targets: Array, reference: float, context: Context) -> tuple[float, ...]:
        """Return how many outputs are right, divided by the outputs of a sample."""
        right = np.greater(outputs, self.threshold, context.binary_right)
        np.equal(right, np.greater(targets, 0.5, context.binary_wanted), right)
        if context.weights is None:
            return (float(np.count_nonzero(right)) / outputs.shape[1],)
        return (sum_of_rows(right, context) / outputs.shape[1],)
