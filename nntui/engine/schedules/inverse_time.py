"""The book's decay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from nntui.catalog import Field, register
from nntui.engine.schedule import NOTHING, Schedule


@register("schedule", "inverse_time")
class InverseTime(Schedule, frozen=True):
    """The book's decay: `learning_rate / (1 + decay * updates_done)`, per update (chapter 10)."""

    learning_rate: Annotated[float, Field("Rate of the first update.", low=0, high=1e30, live=True)] = 0.001
    decay: Annotated[float, Field("How fast the rate falls, per update.", low=0, high=1e6, live=True)] = 0.0

    def rate(self, updates_done: int, epoch: float = 0.0, values: Mapping[str, float] = NOTHING) -> float:
        """Return `learning_rate / (1 + decay * updates_done)`."""
        return self.learning_rate / (1 + self.decay * updates_done)
