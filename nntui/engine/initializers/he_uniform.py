"""He's start, uniform."""

from __future__ import annotations

import math

from nntui.catalog import register
from nntui.engine.arrays import Array, Generator, Shape
from nntui.engine.initializer import Initializer


@register("initializer", "he_uniform")
class HeUniform(Initializer, frozen=True):
    """Uniform in `+-sqrt(6 / fan_in)`: keeps the variance of ReLU layers (He and others 2015)."""

    def sample(self, shape: Shape, fan_in: int, fan_out: int, generator: Generator) -> Array:
        """Return uniform numbers `shape` float64."""
        bound = math.sqrt(6 / max(1, fan_in))
        return generator.uniform(-bound, bound, shape)
