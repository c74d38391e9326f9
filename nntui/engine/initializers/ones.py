"""Ones as start values."""

from __future__ import annotations

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Generator, Shape
from nntui.engine.initializer import Initializer


@register("initializer", "ones")
class Ones(Initializer, frozen=True):
    """All ones: the start of the factors of normalising layers."""

    def sample(self, shape: Shape, fan_in: int, fan_out: int, generator: Generator) -> Array:
        """Return ones `shape` float64."""
        return np.ones(shape)
