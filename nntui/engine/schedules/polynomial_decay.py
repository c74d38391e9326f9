"""A rate that falls to its end along a power."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from nntui.catalog import Field, register
from nntui.engine.schedule import NOTHING, Counting
from nntui.spec import limits


@register("schedule", "polynomial_decay")
class PolynomialDecay(Counting, frozen=True):
    """Polynomial: `(learning_rate - end) * (1 - t / steps) ** power + end`, and `end` from t = steps on; a line at power 1."""

    learning_rate: Annotated[float, Field("Rate of the first update.", low=0, high=1e30, live=True)] = 0.001
    steps: Annotated[int, Field("When the end is reached.", low=1, high=limits.EPOCHS)] = 10_000
    end: Annotated[float, Field("Rate at the end.", low=0, high=1e30, live=True)] = 0.0
    power: Annotated[float, Field("1 is a line, more falls faster at first.", low=0, low_open=True, high=100, live=True)] = 1.0

    def rate(self, updates_done: int, epoch: float = 0.0, values: Mapping[str, float] = NOTHING) -> float:
        """Return the rate on the way to `end`."""
        left = max(0.0, 1 - self.place(updates_done, epoch) / self.steps)
        return (self.learning_rate - self.end) * float(left**self.power) + self.end
