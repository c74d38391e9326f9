"""Uniform start values."""

from __future__ import annotations

from typing import Annotated

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Generator, Shape
from nntui.engine.initializer import Initializer
from nntui.errors import OutOfRange


@register("initializer", "uniform")
class Uniform(Initializer, frozen=True):
    """Uniform numbers in `[low, high)`; Keras calls it RandomUniform. TensorFlow Playground uses -0.5 to 0.5."""

    low: Annotated[float, Field("Lower bound.", low=-1e6, high=1e6)] = -0.05
    high: Annotated[float, Field("Upper bound.", low=-1e6, high=1e6)] = 0.05

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.high < self.low:
            raise OutOfRange(
                "the upper bound is below the lower one",
                where="uniform.high",
                received=self.high,
                allowed=f"at least {self.low:g}",
            )

    def sample(self, shape: Shape, fan_in: int, fan_out: int, generator: Generator) -> Array:
        """Return uniform numbers `shape` float64."""
        return generator.uniform(self.low, self.high, shape)
