"""A rate that falls by the same share all the time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from nntui.catalog import Field, register
from nntui.engine.schedule import NOTHING, Counting
from nntui.spec import limits


@register("schedule", "exponential_decay")
class ExponentialDecay(Counting, frozen=True):
    """Exponential: `learning_rate * factor ** (t / every)` after t updates (or epochs), without steps."""

    learning_rate: Annotated[float, Field("Rate of the first update.", low=0, high=1e30, live=True)] = 0.001
    factor: Annotated[float, Field("What becomes of the rate over each length.", low=0, low_open=True, high=1, live=True)] = 0.9
    every: Annotated[int, Field("The length.", low=1, high=limits.EPOCHS)] = 1

    def rate(self, updates_done: int, epoch: float = 0.0, values: Mapping[str, float] = NOTHING) -> float:
        """Return `learning_rate * factor ** (t / every)`."""
        return self.learning_rate * float(self.factor ** (self.place(updates_done, epoch) / self.every))
