"""How often each class was due, was said, and both: what precision, recall and their kin are made of."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nntui.engine.arrays import Array
from nntui.engine.layer import Context
from nntui.engine.metric import Metric, Task


class Decisions(Metric, frozen=True):
    """A figure of decisions, the mean over the classes; with one output it is that of class 1, with more of each output.

    For classes, the largest output decides; for binary targets, whether it is above 0.5; for signs, above 0. The sums
    are, class by class, how many samples were rightly said to be of it, how many were said to be, and how many are.
    """

    tasks: ClassVar[tuple[Task, ...]] = ("classification", "binary", "sign")

    def sums(self, outputs: Array, targets: Array, reference: float, context: Context) -> tuple[float, ...]:
        """Return the three counts of each class."""
        said, due = said_and_due(outputs, targets, context.task)
        weights = np.ones(len(outputs)) if context.weights is None else context.weights
        counts = [weights @ part for part in (said & due, said, due)]
        return tuple(float(count) for one in zip(*counts, strict=True) for count in one)

    def value(self, sums: tuple[float, ...], samples: float) -> float:
        """Return the mean of the classes' figures."""
        counts = [sums[start : start + 3] for start in range(0, len(sums), 3)]
        return sum(self.figure(*three) for three in counts) / len(counts)

    def figure(self, right: float, said: float, due: float) -> float:
        """Return the figure of one class."""
        raise NotImplementedError


def said_and_due(outputs: Array, targets: Array, task: Task) -> tuple[Array, Array]:
    """Return whether each class was said and whether it is due, both `(samples, classes)` bool."""
    if task == "classification":
        classes = np.arange(outputs.shape[1])
        due = targets if targets.ndim == 1 else targets.argmax(axis=1)
        return outputs.argmax(axis=1)[:, np.newaxis] == classes, due[:, np.newaxis] == classes
    middle = 0.0 if task == "sign" else 0.5
    return outputs > middle, targets > middle


def share(part: float, whole: float) -> float:
    """Return `part / whole`, and 0 where there is nothing."""
    return part / whole if whole else 0.0
