"""How often each class was due, was said, and both: what precision, recall and their kin are made of."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Buffer, Context
from nntui.engine.metric import Metric, Task
from nntui.engine.weighing import sum_by_output


class Decisions(Metric, frozen=True):
    """A figure of decisions, the mean over the classes; with one output it is that of class 1, with more of each output.

    For classes, the largest output decides; for binary targets, whether it is above 0.5; for signs, above 0. The sums
    are, class by class, how many samples were rightly said to be of it, how many were said to be, and how many are.
    """

    tasks: ClassVar[tuple[Task, ...]] = ("classification", "binary", "sign")

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return what was said, what is due, and both."""
        return decision_buffers(output_shape)

    def sums(self, outputs: Array, targets: Array, reference: float, context: Context) -> tuple[float, ...]:
        """Return the three counts of each class."""
        counts = [sum_by_output(part, context) for part in decisions(outputs, targets, context)]
        return tuple(float(count) for one in zip(*counts, strict=True) for count in one)

    def value(self, sums: tuple[float, ...], samples: float) -> float:
        """Return the mean of the classes' figures."""
        counts = [sums[start : start + 3] for start in range(0, len(sums), 3)]
        return sum(self.figure(*three) for three in counts) / len(counts)

    def figure(self, right: float, said: float, due: float) -> float:
        """Return the figure of one class."""
        raise NotImplementedError


def decision_buffers(output_shape: Shape) -> dict[str, Shape | Buffer]:
    """Return the arrays that `decisions` writes to; metrics may share them."""
    flags = {f"decisions_{name}": Buffer(output_shape, "bool") for name in ("both", "said", "due")}
    return {"decisions_largest": (1,), **flags}


def decisions(outputs: Array, targets: Array, context: Context) -> tuple[Array, Array, Array]:
    """Return where a class was said and is due, where it was said, and where it is due, `(samples, classes)` bool."""
    said, due = context.decisions_said, context.decisions_due
    if context.task == "classification":
        first_largest(outputs, context.decisions_largest, said)
        due_classes(targets, context.decisions_largest, due)
    else:
        middle = 0.0 if context.task == "sign" else 0.5
        np.greater(outputs, middle, said)
        np.greater(targets, middle, due)
    return np.logical_and(said, due, context.decisions_both), said, due


def due_classes(targets: Array, largest: Array, out: Array) -> Array:
    """Write where the class of each target is, an index or the largest share, into `out` `(samples, classes)` bool."""
    if targets.ndim == 2:
        return first_largest(targets, largest, out)
    return np.equal(targets[:, np.newaxis], np.arange(out.shape[1]), out)


def first_largest(values: Array, largest: Array, out: Array) -> Array:
    """Write where the largest value of each sample is, the first of equals, into `out` `(samples, classes)` bool.

    NumPy's argmax copies values that lie along the batch: it is asked where there are equals alone.
    """
    if not one_largest(values, largest, out):
        np.equal(values.argmax(axis=1)[:, np.newaxis], np.arange(values.shape[1]), out)
    return out


def one_largest(values: Array, largest: Array, out: Array) -> bool:
    """Write the largest value of each sample `(samples, 1)` and where it is; say whether that is one place in each."""
    np.maximum.reduce(values, -1, None, largest, keepdims=True)
    np.equal(values, largest, out)
    return bool(np.count_nonzero(out) == len(values))


def share(part: float, whole: float) -> float:
    """Return `part / whole`, and 0 where there is nothing."""
    return part / whole if whole else 0.0
