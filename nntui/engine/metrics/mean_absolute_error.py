"""Mean absolute error."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array
from nntui.engine.layer import Context
from nntui.engine.metric import Metric, Task


@register("metric", "mean_absolute_error")
class MeanAbsoluteError(Metric, frozen=True):
    """Mean absolute error: `|y - t|`, mean over outputs, then over samples."""

    label: ClassVar[str] = "mae"
    tasks: ClassVar[tuple[Task, ...]] = ("regression",)

    def sums(self, outputs: Array, targets: Array, reference: float, context: Context) -> tuple[float, ...]:
        """Return the sum over samples."""
        distances = np.abs(outputs - targets).mean(axis=1, dtype=np.float64)
        return (float(distances.sum() if context.weights is None else distances @ context.weights),)
