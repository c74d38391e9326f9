"""The confusion matrix."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array
from nntui.engine.decisions import said_and_due
from nntui.engine.layer import Context
from nntui.engine.metric import Metric, Task


@register("metric", "confusion_matrix")
class ConfusionMatrix(Metric, frozen=True):
    """Counts of samples by target class and predicted class; as one number, the share of samples beside the diagonal.

    `matrix` turns the sums into the table. With binary or sign targets it has two classes, over all outputs.
    """

    label: ClassVar[str] = "error"
    tasks: ClassVar[tuple[Task, ...]] = ("classification", "binary", "sign")

    def sums(self, outputs: Array, targets: Array, reference: float, context: Context) -> tuple[float, ...]:
        """Return the counts, target class by target class."""
        due, said, classes = _classes(outputs, targets, context.task)
        weights = None if context.weights is None else np.repeat(context.weights, len(due) // len(outputs))
        counts = np.bincount(due * classes + said, weights, classes * classes)
        return tuple(counts.astype(float).tolist())

    def value(self, sums: tuple[float, ...], samples: float) -> float:
        """Return the share of what was said wrongly."""
        table = self.matrix(sums)
        return float(1 - np.trace(table) / table.sum())

    def matrix(self, sums: tuple[float, ...]) -> Array:
        """Return the counts `(target classes, predicted classes)` float64."""
        classes = math.isqrt(len(sums))
        return np.asarray(sums).reshape(classes, classes)


def _classes(outputs: Array, targets: Array, task: Task) -> tuple[Array, Array, int]:
    """Return target and predicted classes, one after the other, and how many classes there are."""
    said, due = said_and_due(outputs, targets, task)
    if task == "classification":
        return due.argmax(axis=1), said.argmax(axis=1), outputs.shape[1]
    return due.ravel().astype(np.intp), said.ravel().astype(np.intp), 2
