"""The coefficient of determination."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Buffer, Context
from nntui.engine.metric import Metric, Task
from nntui.engine.weighing import sum_by_output


@register("metric", "r2")
class R2(Metric, frozen=True):
    """R2: `1 - sum((y - t)**2) / sum((t - mean(t))**2)`, output by output, then the mean; 1 is perfect, 0 is the mean's.

    An output whose targets are all the same gives 0, or 1 where every one is met, as in scikit-learn.
    """

    label: ClassVar[str] = "r2"
    tasks: ClassVar[tuple[Task, ...]] = ("regression",)

    def reference(self, targets: Array) -> float:
        """Return the mean of the targets: sums of squares from there do not lose digits."""
        return float(np.mean(targets, dtype=np.float64)) if targets.size else 0.0

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return room for differences and their squares."""
        return {"r2_numbers": Buffer(output_shape, "float64")}

    def sums(self, outputs: Array, targets: Array, reference: float, context: Context) -> tuple[float, ...]:
        """Return, output by output, the sums of targets, of their squares, and of squared differences."""
        numbers: Array = context.r2_numbers
        np.subtract(targets, float(reference), numbers, dtype=np.float64)
        totals = sum_by_output(numbers, context)
        squares = sum_by_output(np.square(numbers, numbers), context)
        np.subtract(outputs, targets, numbers, dtype=np.float64)
        columns = (totals, squares, sum_by_output(np.square(numbers, numbers), context))
        return tuple(float(value) for one in zip(*columns, strict=True) for value in one)

    def value(self, sums: tuple[float, ...], samples: float) -> float:
        """Return the mean over outputs."""
        figures = [_determination(sums[start : start + 3], samples) for start in range(0, len(sums), 3)]
        return sum(figures) / len(figures)


def _determination(sums: tuple[float, ...], samples: float) -> float:
    total, squares, left = sums
    spread = squares - total * total / samples
    if spread > 1e-12 * squares:
        return 1 - left / spread
    return 1.0 if left == 0 else 0.0
