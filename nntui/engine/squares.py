"""What the losses made of squared differences share; they differ in the factor before the square."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Buffer, Context
from nntui.engine.regression import RegressionLoss
from nntui.engine.weighing import weigh


class SquareLoss(RegressionLoss, frozen=True):
    """`factor * (y - t)**2`, mean over outputs, then over samples."""

    factor: ClassVar[float] = 1.0

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the gradient, and the loss of each sample."""
        return {"dy": output_shape, "losses": ()}

    def value(self, outputs: Array, targets: Array, context: Context) -> float:
        """Return the mean of the squared differences, times the factor."""
        if context.weights is not None:
            return super().value(outputs, targets, context)
        context.residual = np.subtract(outputs, targets, context.dy)
        residual: Array = context.dy_flat
        return self.factor * float(residual.dot(residual)) / residual.size

    def per_sample(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return the mean over outputs of the squared differences, times the factor `(batch,)`."""
        residual: Array = np.subtract(outputs, targets, context.dy)
        context.residual = residual
        losses: Array = context.losses
        np.einsum("ij,ij->i", residual, residual, out=losses)
        np.divide(losses, outputs.shape[1] / self.factor, losses)
        return losses

    def gradient(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return `2 * factor * (y - t) / (n * outputs)` `(batch, outputs)`, from the differences that `value` left."""
        dy: Array = context.dy
        scale = context.met
        if scale is None:
            scale = context.met = np.asarray(2 * self.factor / dy.size, dy.dtype)
        np.multiply(dy, scale, dy)
        return weigh(dy, context)
