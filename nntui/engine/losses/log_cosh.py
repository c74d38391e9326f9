"""The logarithm of the hyperbolic cosine."""

from __future__ import annotations

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Buffer, Context
from nntui.engine.regression import RegressionLoss
from nntui.engine.weighing import weigh


@register("loss", "log_cosh")
class LogCosh(RegressionLoss, frozen=True):
    """Log-cosh: `log(cosh(y - t))`, near 0 half the square and far off the distance less `log(2)`, without a bend.

    Mean over outputs, then over samples, as in Keras; the gradient is `tanh(y - t)`.
    """

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the differences, their sizes and their losses."""
        return {"dy": output_shape, "sizes": output_shape, "parts": output_shape, "losses": ()}

    def per_sample(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return the mean over outputs `(batch,)`, with `log(cosh(r)) = |r| + log(1 + (exp(-2 * |r|) - 1) / 2)`.

        That form has no large exponential, and keeps the digits of small differences.
        """
        residual: Array = np.subtract(outputs, targets, context.dy)
        context.residual = residual
        sizes: Array = context.sizes
        parts: Array = context.parts
        np.absolute(residual, sizes)
        np.multiply(sizes, -2, parts)
        np.expm1(parts, parts)
        np.multiply(parts, 0.5, parts)
        np.log1p(parts, parts)
        np.add(parts, sizes, parts)
        losses: Array = context.losses
        np.add.reduce(parts, axis=1, out=losses)
        np.multiply(losses, 1 / outputs.shape[1], losses)
        return losses

    def gradient(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return `tanh(y - t) / (n * outputs)`, from the differences that `value` left."""
        dy: Array = context.dy
        np.tanh(dy, dy)
        np.multiply(dy, 1 / dy.size, dy)
        return weigh(dy, context)
