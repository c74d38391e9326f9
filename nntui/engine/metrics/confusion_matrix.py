"""The confusion matrix."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Shape
from nntui.engine.decisions import decision_buffers, decisions
from nntui.engine.layer import Buffer, Context
from nntui.engine.metric import Metric, Task
from nntui.engine.weighing import sum_of_rows


@register("metric", "confusion_matrix")
class ConfusionMatrix(Metric, frozen=True):
    """Counts of samples by target class and predicted class; as one number, the share of samples beside the diagonal.

    `matrix` turns the sums into the table. With binary or sign targets it has two classes, over all outputs.
    """

    label: ClassVar[str] = "error"
    tasks: ClassVar[tuple[Task, ...]] = ("classification", "binary", "sign")

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return what was said and is due, and the place of each sample in the table."""
        places = {name: Buffer((), "intp") for name in ("confusion_places", "confusion_said")}
        return decision_buffers(output_shape) | places

    def sums(self, outputs: Array, targets: Array, reference: float, context: Context) -> tuple[float, ...]:
        """Return the counts, target class by target class."""
        both, said, due = decisions(outputs, targets, context)
        if context.task != "classification":
            rightly, told, true = (sum_of_rows(part, context) for part in (both, said, due))
            whole = context.weight_total * outputs.shape[1]
            return (whole - told - true + rightly, told - rightly, true - rightly, rightly)
        classes = outputs.shape[1]
        places: Array = context.confusion_places
        numbers = np.arange(classes)
        np.einsum("ij,j->i", due, numbers * classes, out=places)
        np.add(places, np.einsum("ij,j->i", said, numbers, out=context.confusion_said), places)
        return tuple(np.bincount(places, context.weights, classes * classes).astype(float).tolist())

    def value(self, sums: tuple[float, ...], samples: float) -> float:
        """Return the share of what was said wrongly."""
        table = self.matrix(sums)
        return float(1 - np.trace(table) / table.sum())

    def matrix(self, sums: tuple[float, ...]) -> Array:
        """Return the counts `(target classes, predicted classes)` float64."""
        classes = math.isqrt(len(sums))
        return np.asarray(sums).reshape(classes, classes)
