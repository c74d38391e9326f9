"""Accuracy."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Shape
from nntui.engine.decisions import one_largest
from nntui.engine.layer import Buffer, Context
from nntui.engine.metric import Metric, Task
from nntui.engine.weighing import weighted_sum


@register("metric", "accuracy")
class Accuracy(Metric, frozen=True):
    """Share of samples whose largest output is that of the target class; the first of equals counts (book, chapter 5)."""

    label: ClassVar[str] = "accuracy"
    tasks: ClassVar[tuple[Task, ...]] = ("classification",)

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the largest output and share of each sample, which ones are as large, and whether they meet."""
        return {
            "accuracy_best": (1,),
            "accuracy_right": Buffer((), "bool"),
            "accuracy_equal": Buffer(output_shape, "bool"),
            "accuracy_most": (1,),
            "accuracy_due": Buffer(output_shape, "bool"),
        }

    def sums(self, outputs: Array, targets: Array, reference: float, context: Context) -> tuple[float, ...]:
        """Return how many samples are right."""
        right = self._right(outputs, targets, context)
        if context.weights is None:
            return (float(np.count_nonzero(right)),)
        return (weighted_sum(right, context),)

    def _right(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return whether each sample is right `(batch,)`; NumPy's argmax would copy outputs that lie along the batch."""
        if not one_largest(outputs, context.accuracy_best, context.accuracy_equal):
            return _by_position(outputs, targets)
        if targets.ndim == 2:
            return _by_shares(outputs, targets, context)
        picked = context.target_outputs
        if picked is None:
            return _by_position(outputs, targets)
        right: Array = context.accuracy_right
        np.equal(picked, context.accuracy_best_flat, right)
        return right


def _by_shares(outputs: Array, targets: Array, context: Context) -> Array:
    """Return whether the largest output of each sample, which has been found, is where the largest share is."""
    due: Array = context.accuracy_due
    if not one_largest(targets, context.accuracy_most, due):
        return _by_position(outputs, targets)
    np.logical_and(due, context.accuracy_equal, due)
    right: Array = context.accuracy_right
    np.logical_or.reduce(due, axis=1, out=right)
    return right


def _by_position(outputs: Array, targets: Array) -> Array:
    right: Array = outputs.argmax(axis=1) == (targets if targets.ndim == 1 else targets.argmax(axis=1))
    return right
