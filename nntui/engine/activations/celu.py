"""The continuously differentiable exponential linear unit."""

from __future__ import annotations

from typing import Annotated

from nntui.catalog import Field, register
from nntui.engine.exponential_unit import ExponentialUnit


@register("layer", "celu")
class CELU(ExponentialUnit, frozen=True):
    """Exponential linear without a bend at 0: `y = x where x > 0, else alpha * (exp(x / alpha) - 1)` (Barron 2017).

    Its slope at 0 is 1 for every alpha, where elu's is alpha; with alpha 1 the two are the same.
    """

    alpha: Annotated[float, Field("The limit on the left is -alpha.", low=1e-3, high=1e3, live=True)] = 1.0

    def shape_numbers(self) -> tuple[float, float, float]:
        """Return scale, bend and width."""
        return (1.0, self.alpha, self.alpha)
