"""Glorot's start, normal."""

from __future__ import annotations

import math

from nntui.catalog import register
from nntui.engine.arrays import Array, Generator, Shape
from nntui.engine.initializer import Initializer


@register("initializer", "glorot_normal")
class GlorotNormal(Initializer, frozen=True):
    """Normal with variance `2 / (fan_in + fan_out)`, not truncated as Keras's is (Glorot and Bengio 2010)."""

    def sample(self, shape: Shape, fan_in: int, fan_out: int, generator: Generator) -> Array:
        """Return normal numbers `shape` float64."""
        deviation = math.sqrt(2 / max(1, fan_in + fan_out))
        return deviation * generator.standard_normal(shape)
