"""A learning rate that stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from nntui.catalog import Field, register
from nntui.engine.schedule import NOTHING, Schedule


@register("schedule", "constant")
class Constant(Schedule, frozen=True):
    """The same rate for every update."""

    learning_rate: Annotated[float, Field("The rate.", low=0, high=1e30, live=True)] = 0.001

    def rate(self, updates_done: int, epoch: float = 0.0, values: Mapping[str, float] = NOTHING) -> float:
        """Return `learning_rate`."""
        return self.learning_rate
