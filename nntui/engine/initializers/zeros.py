"""Zeros as start values."""

from __future__ import annotations

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Generator, Shape
from nntui.engine.initializer import Initializer


@register("initializer", "zeros")
class Zeros(Initializer, frozen=True):
    """All zeros: the usual start of biases."""

    def sample(self, shape: Shape, fan_in: int, fan_out: int, generator: Generator) -> Array:
        """Return zeros `shape` float64."""
        return np.zeros(shape)
