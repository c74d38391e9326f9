"""What the batches of the running epoch gave, added up."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from nntui.engine.metric import Metric
from nntui.engine.network import Network
from nntui.engine.results import BatchResult


def figures_of(network: Network) -> Callable[[BatchResult], tuple[float, ...]]:
    """Return a function from a batch's result to its loss (penalties included) and metrics.

    The usual case, one metric that is a plain mean, is written out: it is computed at every step.
    """
    metrics = network.metrics
    if len(metrics) == 1 and type(metrics[0]).value is Metric.value:
        return lambda result: (result.loss + result.penalty, result.sums[0][0] / result.samples)

    def figures(result: BatchResult) -> tuple[float, ...]:
        pairs = zip(metrics, result.sums, strict=True)
        return (result.loss + result.penalty, *[metric.value(sums, result.samples) for metric, sums in pairs])

    return figures


class EpochSums:
    """Loss (penalties included) weighted by samples, and the sums of each metric; plain numbers throughout."""

    __slots__ = ("loss", "metrics", "samples")

    def __init__(self) -> None:
        self.samples = 0.0
        self.loss = 0.0
        self.metrics: list[list[float]] = []

    def clear(self) -> None:
        """Start the next epoch."""
        self.samples = self.loss = 0.0
        self.metrics = []

    def add(self, result: BatchResult) -> None:
        """Add a batch."""
        samples, metrics = result.samples, self.metrics
        self.samples += samples
        self.loss += (result.loss + result.penalty) * samples
        if not metrics:
            self.metrics = [list(sums) for sums in result.sums]
            return
        if len(metrics) == 1 == len(metrics[0]):
            metrics[0][0] += result.sums[0][0]
            return
        for mine, sums in zip(metrics, result.sums, strict=True):
            mine[:] = [a + b for a, b in zip(mine, sums, strict=True)]

    def figures(self, network: Network) -> tuple[float, ...]:
        """Return the epoch's loss and metrics, in the order of the network's metric names."""
        if not self.samples:
            return (math.nan,) * (1 + len(network.metrics))
        pairs = zip(network.metrics, self.metrics, strict=True)
        return (self.loss / self.samples, *(metric.value(tuple(sums), self.samples) for metric, sums in pairs))

    def to_plain(self) -> dict[str, Any]:
        """Return plain values."""
        return {"samples": self.samples, "loss": self.loss, "metrics": [list(sums) for sums in self.metrics]}

    @classmethod
    def from_plain(cls, values: dict[str, Any]) -> EpochSums:
        """Return the sums that gave these values."""
        sums = cls()
        sums.samples, sums.loss = float(values["samples"]), float(values["loss"])
        sums.metrics = [[float(value) for value in metric] for metric in values["metrics"]]
        return sums
