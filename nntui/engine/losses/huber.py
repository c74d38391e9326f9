"""Huber's loss."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Buffer, Context
from nntui.engine.regression import RegressionLoss
from nntui.engine.weighing import weigh


@register("loss", "huber")
class Huber(RegressionLoss, frozen=True):
    """Huber's loss: `r**2 / 2 where |r| <= delta, else delta * (|r| - delta / 2)` for `r = y - t`.

    Mean over outputs, then over samples; far-off targets pull no harder than at a distance of delta.
    """

    delta: Annotated[float, Field("Where the parabola goes over into lines.", low=0, low_open=True, high=1e9, live=True)] = 1.0

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the differences, and the same cut off at delta."""
        return {"dy": output_shape, "cut": output_shape, "parts": output_shape, "losses": ()}

    def per_sample(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return the mean over outputs `(batch,)`, as `c * (r - c / 2)` with c the difference cut off at delta."""
        residual: Array = np.subtract(outputs, targets, context.dy)
        context.residual = residual
        cut: Array = context.cut
        np.minimum(residual, self.delta, out=cut)
        np.maximum(cut, -self.delta, out=cut)
        parts: Array = context.parts
        np.multiply(cut, -0.5, parts)
        np.add(parts, residual, parts)
        np.multiply(parts, cut, parts)
        losses: Array = context.losses
        np.add.reduce(parts, axis=1, out=losses)
        np.multiply(losses, 1 / outputs.shape[1], losses)
        return losses

    def gradient(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return `min(max(y - t, -delta), delta) / (n * outputs)`."""
        cut: Array = context.cut
        np.multiply(cut, 1 / cut.size, cut)
        return weigh(cut, context)

    def kink_distance(self, outputs: Array, targets: Array) -> float:
        """Return how close a difference comes to delta."""
        return float(np.abs(np.abs(outputs - targets) - self.delta).min(initial=np.inf))
