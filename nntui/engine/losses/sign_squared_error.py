"""Half the squared error to labels of +1 and -1."""

from __future__ import annotations

from typing import ClassVar

from nntui.catalog import register
from nntui.engine.activations.tanh import Tanh
from nntui.engine.layer import Activation
from nntui.engine.signed import SignedLoss
from nntui.engine.squares import SquareLoss


@register("loss", "sign_squared_error")
class SignSquaredError(SignedLoss, SquareLoss, frozen=True):
    """Half squared error to labels of +1 and -1: `(y - t)**2 / 2`, mean over outputs, then over samples.

    TensorFlow Playground's loss for two classes, behind tanh. Targets are -1 and 1, or classes 0 and 1, which become
    -1 and 1; an output above 0 says class 1. It punishes an output beyond its label, too, and behind tanh it lets
    hardly any gradient through where the network is surely wrong: cross-entropy learns faster there.
    """

    activations: ClassVar[tuple[str, str]] = ("tanh", "linear")
    other_loss: ClassVar[str] = "binary_crossentropy"
    factor: ClassVar[float] = 0.5

    @property
    def output_activation(self) -> Activation:
        """Tanh."""
        return Tanh()
