"""The book's regression accuracy."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Buffer, Context
from nntui.engine.metric import Metric, Task
from nntui.engine.weighing import sum_of_rows


@register("metric", "regression_accuracy")
class RegressionAccuracy(Metric, frozen=True):
    """Share of outputs closer to the target than `std(targets) / divisor`, with 250 as in the book (chapter 17)."""

    label: ClassVar[str] = "accuracy"
    tasks: ClassVar[tuple[Task, ...]] = ("regression",)
    divisor: Annotated[float, Field("The larger, the stricter.", low=0, low_open=True, high=1e9)] = 250.0

    def reference(self, targets: Array) -> float:
        """Return the precision, `std(targets) / divisor`."""
        return float(np.std(targets, dtype=np.float64)) / self.divisor if targets.size else 0.0

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the distance to the target, and whether it is near."""
        return {"regression_distance": output_shape, "regression_near": Buffer(output_shape, "bool")}

    def sums(self, outputs: Array, targets: Array, reference: float, context: Context) -> tuple[float, ...]:
        """Return how many outputs are within the precision, divided by the outputs of a sample."""
        distance: Array = context.regression_distance
        residual = context.residual
        np.absolute(np.subtract(outputs, targets, distance) if residual is None else residual, distance)
        near = np.less(distance, reference, context.regression_near)
        if context.weights is None:
            return (float(np.count_nonzero(near)) / outputs.shape[1],)
        return (sum_of_rows(near, context) / outputs.shape[1],)
