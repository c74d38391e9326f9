"""LeCun's start, uniform."""

from __future__ import annotations

import math

from nntui.catalog import register
from nntui.engine.arrays import Array, Generator, Shape
from nntui.engine.initializer import Initializer


@register("initializer", "lecun_uniform")
class LecunUniform(Initializer, frozen=True):
    """Uniform in `+-sqrt(3 / fan_in)`: keeps the variance of SELU layers (LeCun and others 1998)."""

    def sample(self, shape: Shape, fan_in: int, fan_out: int, generator: Generator) -> Array:
        """Return uniform numbers `shape` float64."""
        bound = math.sqrt(3 / max(1, fan_in))
        return generator.uniform(-bound, bound, shape)
