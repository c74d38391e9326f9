"""Glorot's start, uniform."""

from __future__ import annotations

import math

from nntui.catalog import register
from nntui.engine.arrays import Array, Generator, Shape
from nntui.engine.initializer import Initializer


@register("initializer", "glorot_uniform")
class GlorotUniform(Initializer, frozen=True):
    """Uniform in `+-sqrt(6 / (fan_in + fan_out))`: keeps the variance of tanh-like layers (Glorot and Bengio 2010)."""

    def sample(self, shape: Shape, fan_in: int, fan_out: int, generator: Generator) -> Array:
        """Return uniform numbers `shape` float64."""
        bound = math.sqrt(6 / max(1, fan_in + fan_out))
        return generator.uniform(-bound, bound, shape)
