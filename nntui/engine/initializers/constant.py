"""One number as start value."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Generator, Shape
from nntui.engine.initializer import Initializer


@register("initializer", "constant")
class Constant(Initializer, frozen=True):
    """All `value`: biases of 0.1 keep ReLUs alive at the start, and are TensorFlow Playground's."""

    value: Annotated[float, Field("The number.", low=-1e6, high=1e6)] = 0.1

    def sample(self, shape: Shape, fan_in: int, fan_out: int, generator: Generator) -> Array:
        """Return the number `shape` float64."""
        return np.full(shape, self.value)
