"""The book's start: a narrow normal distribution."""

from __future__ import annotations

from typing import Annotated

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Generator, Shape
from nntui.engine.initializer import Initializer


@register("initializer", "book_normal")
class BookNormal(Initializer, frozen=True):
    """The book's start: `scale * N(0, 1)`, with 0.01 as scale (chapter 3)."""

    scale: Annotated[float, Field("Factor of the standard normal numbers.", low=0, high=1e6)] = 0.01

    def sample(self, shape: Shape, fan_in: int, fan_out: int, generator: Generator) -> Array:
        """Return `scale * N(0, 1)` `shape` float64."""
        return self.scale * generator.standard_normal(shape)
