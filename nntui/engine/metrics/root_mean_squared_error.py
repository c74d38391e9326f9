"""Root mean squared error."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array
from nntui.engine.layer import Context
from nntui.engine.metric import Metric, Task


@register("metric", "root_mean_squared_error")
class RootMeanSquaredError(Metric, frozen=True):
    """Root mean squared error: `sqrt(mean((y - t)**2))` over all outputs of all samples."""

    label: ClassVar[str] = "rmse"
    tasks: ClassVar[tuple[Task, ...]] = ("regression",)

    def sums(self, outputs: Array, targets: Array, reference: float, context: Context) -> tuple[float, ...]:
        """Return the sum of the squares over samples."""
        squares = np.square(outputs - targets, dtype=np.float64).mean(axis=1)
        return (float(squares.sum() if context.weights is None else squares @ context.weights),)

    def value(self, sums: tuple[float, ...], samples: float) -> float:
        """Return the root of the mean."""
        return math.sqrt(sums[0] / samples)
