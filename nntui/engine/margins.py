"""What losses for labels of +1 and -1 share: they look at `t * y`, the margin by which an output is right."""

from __future__ import annotations

import numpy as np

from nntui.engine.activations.linear import Linear
from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Activation, Buffer, Context
from nntui.engine.signed import SignedLoss


class MarginLoss(SignedLoss, frozen=True):
    """A loss for labels of +1 and -1, mean over outputs, then over samples; 0 and 1 are taken for -1 and 1."""

    @property
    def output_activation(self) -> Activation:
        """Linear."""
        return Linear()

    def buffers(self, output_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the gradient, the margins, and which outputs pay."""
        return {"dy": output_shape, "margin": output_shape, "pays": Buffer(output_shape, "bool"), "losses": ()}

    def mean_over_outputs(self, parts: Array, context: Context) -> Array:
        """Return the mean of each sample's parts `(batch,)`."""
        losses: Array = context.losses
        np.add.reduce(parts, axis=1, out=losses)
        np.multiply(losses, 1 / parts.shape[1], losses)
        return losses
