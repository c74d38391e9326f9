"""The area under the ROC curve."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array
from nntui.engine.decisions import due_classes
from nntui.engine.layer import Context
from nntui.engine.metric import Metric, Task


@register("metric", "roc_auc")
class RocAuc(Metric, frozen=True):
    """Share of pairs, one sample of a class and one of another, in which the first has the larger output; ties count half.

    Class by class (one against the rest), then the mean over the classes of which there are both kinds. It needs all
    samples at once: it is computed in evaluations, and is NaN for the batches of training.
    """

    label: ClassVar[str] = "roc_auc"
    tasks: ClassVar[tuple[Task, ...]] = ("classification", "binary", "sign")

    whole: ClassVar[bool] = True

    def sums(self, outputs: Array, targets: Array, reference: float, context: Context) -> tuple[float, ...]:
        """Return nothing: batches do not add up to it."""
        return ()

    def value(self, sums: tuple[float, ...], samples: float) -> float:
        """Return NaN."""
        return math.nan

    def of_all(self, outputs: Array, targets: Array, weights: Array | None, task: Task) -> float:
        """Return the mean area over the classes."""
        due = _due(outputs, targets, task)
        counts = np.ones(len(outputs)) if weights is None else weights
        areas = [_area(outputs[:, one], due[:, one], counts) for one in range(outputs.shape[1])]
        known = [area for area in areas if not math.isnan(area)]
        return sum(known) / len(known) if known else math.nan


def _due(outputs: Array, targets: Array, task: Task) -> Array:
    """Return where each class is due `(samples, classes)` bool."""
    if task != "classification":
        due: Array = targets > (0.0 if task == "sign" else 0.5)
        return due
    largest = np.empty((len(outputs), 1), targets.dtype)
    return due_classes(targets, largest, np.empty(outputs.shape, bool))


def _area(scores: Array, due: Array, weights: Array) -> float:
    """Return the area for one class, NaN where all samples are of one kind; scores of equal value are one place."""
    _, places = np.unique(scores, return_inverse=True)
    yes = np.bincount(places, weights * due)
    no = np.bincount(places, weights * ~due)
    pairs = float(yes.sum() * no.sum())
    below = np.cumsum(no) - no / 2
    return float(yes @ below) / pairs if pairs else math.nan
