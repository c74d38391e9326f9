"""What batches give, and how it adds up."""

from __future__ import annotations

import math
from collections.abc import Generator as Slices
from collections.abc import Sequence
from typing import Any

import msgspec

from nntui.engine.metric import Metric


class BatchResult(msgspec.Struct, frozen=True, gc=False):
    """What one batch gave, before the update: all plain floats.

    `loss` is the mean data loss, `penalty` what L1 and L2 add to it, `sums` the metrics' sums (see `Totals`),
    `samples` the number of samples, or the sum of their weights.
    """

    loss: float
    penalty: float
    sums: tuple[tuple[float, ...], ...]
    samples: float


def together(results: Sequence[BatchResult]) -> BatchResult:
    """Return what the parts of a batch give as a whole; the penalty is that of the parameters, which all of them had."""
    samples = sum([result.samples for result in results])
    loss = sum([result.loss * result.samples for result in results]) / samples
    metrics = zip(*[result.sums for result in results], strict=True)
    sums = tuple([tuple([sum(values) for values in zip(*one, strict=True)]) for one in metrics])
    return BatchResult(loss, results[0].penalty, sums, samples)


class Totals:
    """Batch results added up: means weighted by samples, metrics from their sums."""

    def __init__(self, names: Sequence[str], metrics: Sequence[Metric]) -> None:
        self._metrics = tuple(zip(names, metrics, strict=True))
        self.clear()

    def clear(self) -> None:
        """Forget everything added."""
        self.samples = 0.0
        self._loss = 0.0
        self._sums: tuple[tuple[float, ...], ...] | None = None

    def add(self, result: BatchResult) -> None:
        """Add one batch."""
        self.samples += result.samples
        self._loss += (result.loss + result.penalty) * result.samples
        if self._sums is None:
            self._sums = result.sums
        else:
            self._sums = tuple(
                [
                    tuple([a + b for a, b in zip(old, new, strict=True)])
                    for old, new in zip(self._sums, result.sums, strict=True)
                ]
            )

    def values(self) -> dict[str, float]:
        """Return `{"loss": ..., <metric>: ...}`; NaN for everything when nothing was added."""
        if self._sums is None or not self.samples:
            return {"loss": math.nan, **{name: math.nan for name, _ in self._metrics}}
        values = {"loss": self._loss / self.samples}
        for (name, metric), sums in zip(self._metrics, self._sums, strict=True):
            values[name] = metric.value(sums, self.samples)
        return values


def drain(slices: Slices[Any, None, Any]) -> Any:
    """Run a job that yields between slices to its end and return what it returns."""
    while True:
        try:
            next(slices)
        except StopIteration as end:
            return end.value
