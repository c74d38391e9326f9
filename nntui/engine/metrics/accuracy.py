"""Accuracy."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Buffer, Context
from nntui.engine.metric import Metric, Task


@register("metric", "accuracy")
class Accuracy(Metric, frozen=True):
    """Share of samples whose largest output is that of the target class; the first of equals counts (book, chapter 5)."""

    label: ClassVar[str] = "accuracy"
    tasks: ClassVar[tuple[Task, ...]] = ("classification",)

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the largest output of each sample, whether the target has it, and which outputs are as large."""
        return {
            "accuracy_best": (1,),
            "accuracy_right": Buffer((), "bool"),
            "accuracy_equal": Buffer(output_shape, "bool"),
        }

    def sums(self, outputs: Array, targets: Array, reference: float, context: Context) -> tuple[float, ...]:
        """Return how many samples are right."""
        right = self._right(outputs, targets, context)
        if context.weights is None:
            return (float(np.count_nonzero(right)),)
        return (float(np.dot(right, context.weights)),)

    def _right(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return whether each sample is right `(batch,)`; NumPy's argmax would copy outputs that lie along the batch."""
        picked = context.target_outputs
        if picked is None or targets.ndim != 1 or context.logarithms:
            return _by_position(outputs, targets)
        best: Array = context.accuracy_best
        np.maximum.reduce(outputs, -1, None, best, keepdims=True)
        np.equal(outputs, best, context.accuracy_equal)
        if np.count_nonzero(context.accuracy_equal) != len(outputs):
            return _by_position(outputs, targets)
        right: Array = context.accuracy_right
        np.equal(picked, context.accuracy_best_flat, right)
        return right


def _by_position(outputs: Array, targets: Array) -> Array:
    right: Array = outputs.argmax(axis=1) == (targets if targets.ndim == 1 else targets.argmax(axis=1))
    return right
