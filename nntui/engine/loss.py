"""What every loss is: a number for a batch, and its gradient with respect to the outputs."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from nntui.catalog import Component
from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Activation, Buffer, Context, Layer
from nntui.engine.metric import Metric, Task
from nntui.engine.targets import numbers
from nntui.engine.weighing import weighted_sum
from nntui.errors import StackError


class Loss(Component, frozen=True):
    """A loss over a batch: the mean over samples, or `sum(w * l) / sum(w)` when samples have weights.

    `outputs` are `(batch, *output_shape)` in the network's dtype, `targets` as `encode` returns them. `value` is
    called first, then the metrics, then one of the two gradients; what `value` computed may be kept in the context.
    `task` says what targets it takes; `default_metrics` and `output_activation` what goes with it.
    """

    task: ClassVar[Task] = "regression"

    @property
    def default_metrics(self) -> tuple[Metric, ...]:
        """The metrics that suit the loss."""
        raise NotImplementedError

    @property
    def output_activation(self) -> Activation:
        """The activation that usually ends a network with this loss."""
        raise NotImplementedError

    def check(self, last: Layer | None, output_shape: Shape) -> None:
        """Raise `StackError` when the loss cannot follow the `last` layer with this shape of outputs."""
        if len(output_shape) != 1:
            raise StackError(
                f"{self.catalog_name} needs a row of outputs for each sample",
                received=output_shape,
                allowed="a shape of one axis",
                advice="Put a flatten layer before the last dense layer.",
            )

    def encode(self, targets: Array, output_shape: Shape, dtype: np.dtype[Any], *, where: str = "y") -> Array:
        """Return targets as `value` takes them, or raise `DataError`; here numbers `(samples, outputs)`."""
        return numbers(targets, output_shape, dtype, where=where)

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the workspace arrays wanted, as name -> shape of one sample."""
        return {"dy": output_shape}

    def sample_weights(self, targets: Array, context: Context) -> Array | None:
        """Return weights `(batch,)` float64 that the loss itself gives to samples, in a buffer of the context, or None."""
        return None

    def value(self, outputs: Array, targets: Array, context: Context) -> float:
        """Return the data loss of the batch, weighted by `context.weights` when there are any."""
        losses = self.per_sample(outputs, targets, context)
        if context.weights is None:
            return float(np.add.reduce(losses)) / len(losses)
        return weighted_sum(losses, context) / context.weight_total

    def per_sample(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return the loss of each sample `(batch,)`."""
        raise NotImplementedError

    def gradient(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return the gradient of the unweighted mean with respect to the outputs, in a buffer of the context."""
        raise NotImplementedError

    def kink_distance(self, outputs: Array, targets: Array) -> float:
        """Return how far the outputs are from where the derivative of the loss jumps (for gradient checks)."""
        return math.inf

    def fuses(self, last: Layer | None) -> bool:
        """Say whether `fused_gradient` gives the gradient with respect to the input of the `last` layer."""
        return False

    def fused_gradient(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return the gradient with respect to the input of the last activation, in a buffer of the context."""
        raise NotImplementedError
