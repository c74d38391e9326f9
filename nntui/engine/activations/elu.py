"""The exponential linear unit."""

from __future__ import annotations

from typing import Annotated

from nntui.catalog import Field, register
from nntui.engine.exponential_unit import ExponentialUnit


@register("layer", "elu")
class ELU(ExponentialUnit, frozen=True):
    """Exponential linear: `y = x where x > 0, else alpha * (exp(x) - 1)` (Clevert and others 2015)."""

    alpha: Annotated[float, Field("The limit on the left is -alpha.", low=0, high=1e3, live=True)] = 1.0

    def shape_numbers(self) -> tuple[float, float, float]:
        """Return scale, bend and width."""
        return (1.0, self.alpha, 1.0)
