"""Mean squared error."""

from __future__ import annotations

from nntui.catalog import register
from nntui.engine.squares import SquareLoss


@register("loss", "mean_squared_error")
class MeanSquaredError(SquareLoss, frozen=True):
    """Mean squared error: `(y - t)**2`, mean over outputs, then over samples (book, chapter 17)."""
