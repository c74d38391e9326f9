"""Normal start values."""

from __future__ import annotations

from typing import Annotated

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Generator, Shape
from nntui.engine.initializer import Initializer


@register("initializer", "normal")
class Normal(Initializer, frozen=True):
    """Normal numbers `N(mean, stddev**2)`; Keras calls it RandomNormal."""

    stddev: Annotated[float, Field("Standard deviation.", low=0, high=1e6)] = 0.05
    mean: Annotated[float, Field("Mean.", low=-1e6, high=1e6)] = 0.0

    def sample(self, shape: Shape, fan_in: int, fan_out: int, generator: Generator) -> Array:
        """Return normal numbers `shape` float64."""
        return generator.normal(self.mean, self.stddev, shape)
