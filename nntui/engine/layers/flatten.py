"""Images as rows of numbers."""

from __future__ import annotations

import math

from nntui.catalog import register
from nntui.engine.arrays import Shape
from nntui.engine.reshaping import Reshaping


@register("layer", "flatten")
class Flatten(Reshaping, frozen=True):
    """All numbers of a sample in one row, `(height, width, channels)` to `(height * width * channels,)`: what dense takes.

    In reading order, the channels of a pixel side by side.
    """

    apart = True

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the number of numbers."""
        return (math.prod(input_shape),)
