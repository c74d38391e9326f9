"""Mean absolute error."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Buffer, Context
from nntui.engine.metric import Metric, Task
from nntui.engine.weighing import sum_of_rows


@register("metric", "mean_absolute_error")
class MeanAbsoluteError(Metric, frozen=True):
    """Mean absolute error: `|y - t|`, mean over outputs, then over samples."""

    label: ClassVar[str] = "mae"
    tasks: ClassVar[tuple[Task, ...]] = ("regression",)

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the distances."""
        return {"mae_distance": output_shape}

    def sums(self, outputs: Array, targets: Array, reference: float, context: Context) -> tuple[float, ...]:
        """Return the sum over samples."""
        distances: Array = np.subtract(outputs, targets, context.mae_distance)
        np.absolute(distances, distances)
        return (sum_of_rows(distances, context) / outputs.shape[1],)
