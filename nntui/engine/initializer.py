"""What every initializer is: start values of one array."""

from __future__ import annotations

from nntui.catalog import Component
from nntui.engine.arrays import Array, Generator, Shape


class Initializer(Component, frozen=True):
    """Start values of one array, drawn from the generator it is given."""

    def sample(self, shape: Shape, fan_in: int, fan_out: int, generator: Generator) -> Array:
        """Return start values `shape` float64; `fan_in` and `fan_out` count the inputs and outputs of one unit."""
        raise NotImplementedError
