"""LeCun's start, normal."""

from __future__ import annotations

import math

from nntui.catalog import register
from nntui.engine.arrays import Array, Generator, Shape
from nntui.engine.initializer import Initializer


@register("initializer", "lecun_normal")
class LecunNormal(Initializer, frozen=True):
    """Normal with variance `1 / fan_in`, not truncated as Keras's is (LeCun and others 1998); SELU's start."""

    def sample(self, shape: Shape, fan_in: int, fan_out: int, generator: Generator) -> Array:
        """Return normal numbers `shape` float64."""
        deviation = math.sqrt(1 / max(1, fan_in))
        return deviation * generator.standard_normal(shape)
