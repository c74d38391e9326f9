"""Mean absolute error."""

from __future__ import annotations

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Buffer, Context
from nntui.engine.regression import RegressionLoss
from nntui.engine.weighing import weigh


@register("loss", "mean_absolute_error")
class MeanAbsoluteError(RegressionLoss, frozen=True):
    """Mean absolute error: `|y - t|`, mean over outputs, then over samples; derivative 0 at 0 (book, chapter 17)."""

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the gradient, the distances, and the loss of each sample."""
        return {"dy": output_shape, "distance": output_shape, "losses": ()}

    def per_sample(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return the mean over outputs of the absolute differences `(batch,)`."""
        residual: Array = np.subtract(outputs, targets, context.dy)
        context.residual = residual
        losses: Array = context.losses
        np.add.reduce(np.absolute(residual, context.distance), axis=1, out=losses)
        np.multiply(losses, 1 / outputs.shape[1], losses)
        return losses

    def gradient(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return `sign(y - t) / (n * outputs)` `(batch, outputs)`, from the differences that `per_sample` left."""
        dy: Array = context.dy
        np.sign(dy, out=dy)
        np.multiply(dy, 1 / dy.size, out=dy)
        return weigh(dy, context)

    def kink_distance(self, outputs: Array, targets: Array) -> float:
        """Return the smallest difference."""
        return float(np.abs(outputs - targets).min(initial=np.inf))
