"""Half the squared error."""

from __future__ import annotations

import numpy as np

from nntui.catalog import register
from nntui.engine.activations.linear import Linear
from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Activation, Buffer, Context
from nntui.engine.loss import Loss
from nntui.engine.metric import Metric
from nntui.engine.metrics.regression_accuracy import RegressionAccuracy
from nntui.engine.weighing import weigh


@register("loss", "half_squared_error")
class HalfSquaredError(Loss, frozen=True):
    """Half squared error: `(y - t)**2 / 2`, mean over outputs, then over samples; its gradient is `y - t`.

    Half of mean_squared_error; TensorFlow Playground's and scikit-learn's loss for numbers.
    """

    @property
    def default_metrics(self) -> tuple[Metric, ...]:
        """The book's regression accuracy."""
        return (RegressionAccuracy(),)

    @property
    def output_activation(self) -> Activation:
        """Linear."""
        return Linear()

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the gradient, and the loss of each sample."""
        return {"dy": output_shape, "losses": ()}

    def value(self, outputs: Array, targets: Array, context: Context) -> float:
        """Return half the mean of the squared differences."""
        if context.weights is not None:
            return super().value(outputs, targets, context)
        context.residual = np.subtract(outputs, targets, context.dy)
        residual: Array = context.dy_flat
        return float(residual.dot(residual)) / (2 * residual.size)

    def per_sample(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return half the mean over outputs of the squared differences `(batch,)`."""
        residual: Array = np.subtract(outputs, targets, context.dy)
        losses: Array = context.losses
        np.einsum("ij,ij->i", residual, residual, out=losses)
        np.divide(losses, 2 * outputs.shape[1], losses)
        return losses

    def gradient(self, outputs: Array, targets: Array, context: Context) -> Array:
        """Return `(y - t) / (n * outputs)` `(batch, outputs)`, from the differences that `value` left."""
        dy: Array = context.dy
        np.multiply(dy, 1 / dy.size, dy)
        return weigh(dy, context)
