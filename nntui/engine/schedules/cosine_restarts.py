"""A rate that falls along a cosine again and again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated

from nntui.catalog import Field, register
from nntui.engine.schedule import NOTHING, Counting
from nntui.spec import limits


@register("schedule", "cosine_restarts")
class CosineRestarts(Counting, frozen=True):
    """Cosine with restarts: falls as cosine_decay does, then starts anew, each cycle `growth` times as long as the last.

    PyTorch calls it CosineAnnealingWarmRestarts (Loshchilov and Hutter 2017).
    """

    learning_rate: Annotated[float, Field("Rate of the first update.", low=0, high=1e30, live=True)] = 0.001
    steps: Annotated[int, Field("Length of the first cycle.", low=1, high=limits.EPOCHS)] = 1000
    growth: Annotated[int, Field("How many times longer each cycle is.", low=1, high=100)] = 2
    end: Annotated[float, Field("Rate at the end of a cycle.", low=0, high=1e30, live=True)] = 0.0

    def rate(self, updates_done: int, epoch: float = 0.0, values: Mapping[str, float] = NOTHING) -> float:
        """Return the rate within the present cycle."""
        start, length = self._cycle(self.place(updates_done, epoch))
        gone = (self.place(updates_done, epoch) - start) / length
        return self.end + (self.learning_rate - self.end) * (1 + math.cos(math.pi * gone)) / 2

    def _cycle(self, place: float) -> tuple[int, int]:
        """Return where the cycle of that place begins, and its length."""
        if self.growth == 1:
            return int(place // self.steps) * self.steps, self.steps
        start, length = 0, self.steps
        while place >= start + length:
            start, length = start + length, length * self.growth
        return start, length
