"""Root mean squared error."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Buffer, Context
from nntui.engine.metric import Metric, Task
from nntui.engine.weighing import sum_of_rows


@register("metric", "root_mean_squared_error")
class RootMeanSquaredError(Metric, frozen=True):
    """Root mean squared error: `sqrt(mean((y - t)**2))` over all outputs of all samples."""

    label: ClassVar[str] = "rmse"
    tasks: ClassVar[tuple[Task, ...]] = ("regression",)

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the squares."""
        return {"rmse_squares": Buffer(output_shape, "float64")}

    def sums(self, outputs: Array, targets: Array, reference: float, context: Context) -> tuple[float, ...]:
        """Return the sum of the squares over samples."""
        squares: Array = np.subtract(outputs, targets, context.rmse_squares)
        np.square(squares, squares)
        return (sum_of_rows(squares, context) / outputs.shape[1],)

    def value(self, sums: tuple[float, ...], samples: float) -> float:
        """Return the root of the mean."""
        return math.sqrt(sums[0] / samples)
