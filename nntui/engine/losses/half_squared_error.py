"""Half the squared error."""

from __future__ import annotations

from typing import ClassVar

from nntui.catalog import register
from nntui.engine.squares import SquareLoss


@register("loss", "half_squared_error")
class HalfSquaredError(SquareLoss, frozen=True):
    """Half squared error: `(y - t)**2 / 2`, mean over outputs, then over samples; its gradient is `y - t`.

    Half of mean_squared_error; TensorFlow Playground's and scikit-learn's loss for numbers.
    """

    factor: ClassVar[float] = 0.5
