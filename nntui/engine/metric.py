"""What every metric is: sums that add up over batches, and a value made of them."""

from __future__ import annotations

from typing import ClassVar

from nntui.catalog import Component
from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Buffer, Context, Task

__all__ = ["Metric", "Task"]


class Metric(Component, frozen=True):
    """A figure reported beside the loss. Batches give sums, sums are added, and `value` turns them into the figure.

    `label` is its name in the history, `tasks` are those of the losses it goes with: the kinds of targets it can read.
    Samples may have weights (`context.weights`), which the sums then contain. A metric that is `whole` has no sums, and is
    computed in evaluations only.
    """

    label: ClassVar[str] = ""
    tasks: ClassVar[tuple[Task, ...]] = ()
    whole: ClassVar[bool] = False

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the arrays wanted in the loss's workspace, as name -> shape of one sample; names begin with the metric's."""
        return {}

    def reference(self, targets: Array) -> float:
        """Return a number that is fixed once for a whole set of targets, such as a precision."""
        return 0.0

    def sums(self, outputs: Array, targets: Array, reference: float, context: Context) -> tuple[float, ...]:
        """Return the sums of one batch; outputs `(batch, *output_shape)`, targets as the loss encodes them."""
        raise NotImplementedError

    def of_all(self, outputs: Array, targets: Array, weights: Array | None, task: Task) -> float:
        """Return the figure of all samples at once, for a metric that is `whole`."""
        raise NotImplementedError

    def value(self, sums: tuple[float, ...], samples: float) -> float:
        """Return the figure from added sums and the number (or weight) of samples."""
        return sums[0] / samples
