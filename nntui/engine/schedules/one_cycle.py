"""Up to a peak and down again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated

from nntui.catalog import Field, register
from nntui.engine.schedule import NOTHING, Counting
from nntui.spec import limits


@register("schedule", "one_cycle")
class OneCycle(Counting, frozen=True):
    """One cycle: from `peak / start_divisor` up to the peak over `rise` of the steps, then down to `start / end_divisor`.

    Both ways along half a cosine, as PyTorch's OneCycleLR (Smith and Topin 2018); the last rate stays.
    """

    peak: Annotated[float, Field("Highest rate.", low=0, high=1e30, live=True)] = 0.01
    steps: Annotated[int, Field("Length of the cycle.", low=4, high=limits.EPOCHS)] = 10_000
    rise: Annotated[float, Field("Share of the cycle that goes up.", low=0, low_open=True, high=1, high_open=True)] = 0.3
    start_divisor: Annotated[float, Field("How far below the peak it starts.", low=1, high=1e12)] = 25.0
    end_divisor: Annotated[float, Field("How far below its start it ends.", low=1, high=1e12)] = 1e4

    def rate(self, updates_done: int, epoch: float = 0.0, values: Mapping[str, float] = NOTHING) -> float:
        """Return the rate within the cycle."""
        place = min(self.place(updates_done, epoch), self.steps - 1)
        start = self.peak / self.start_divisor
        top = max(self.rise * self.steps - 1, 1e-9)
        if place <= top:
            return _along(start, self.peak, place / top)
        return _along(self.peak, start / self.end_divisor, (place - top) / (self.steps - 1 - top))


def _along(first: float, last: float, gone: float) -> float:
    return last + (first - last) * (1 + math.cos(math.pi * min(1.0, gone))) / 2
