"""The scaled exponential linear unit."""

from __future__ import annotations

from nntui.catalog import register
from nntui.engine.exponential_unit import ExponentialUnit

ALPHA = 1.6732632423543772
SCALE = 1.0507009873554805


@register("layer", "selu")
class SELU(ExponentialUnit, frozen=True):
    """Scaled exponential linear: `y = scale * elu(x)` with alpha 1.6733 and scale 1.0507 (Klambauer and others 2017).

    With LeCun's normal start, means and variances of a deep stack stay near 0 and 1.
    """

    def shape_numbers(self) -> tuple[float, float, float]:
        """Return scale, bend and width."""
        return (SCALE, ALPHA, 1.0)
