"""What losses for numbers share: the accuracy of the book beside them, and a last layer without an activation."""

from __future__ import annotations

from nntui.engine.activations.linear import Linear
from nntui.engine.layer import Activation
from nntui.engine.loss import Loss
from nntui.engine.metric import Metric
from nntui.engine.metrics.regression_accuracy import RegressionAccuracy


class RegressionLoss(Loss, frozen=True):
    """A loss for targets that are any numbers."""

    @property
    def default_metrics(self) -> tuple[Metric, ...]:
        """The book's regression accuracy."""
        return (RegressionAccuracy(),)

    @property
    def output_activation(self) -> Activation:
        """Linear."""
        return Linear()
