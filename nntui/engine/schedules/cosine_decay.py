"""A rate that falls along half a cosine."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated

from nntui.catalog import Field, register
from nntui.engine.schedule import NOTHING, Counting
from nntui.spec import limits


@register("schedule", "cosine_decay")
class CosineDecay(Counting, frozen=True):
    """Cosine: `end + (learning_rate - end) * (1 + cos(pi * t / steps)) / 2`, and `end` from t = steps on."""

    learning_rate: Annotated[float, Field("Rate of the first update.", low=0, high=1e30, live=True)] = 0.001
    steps: Annotated[int, Field("When the end is reached.", low=1, high=limits.EPOCHS)] = 10_000
    end: Annotated[float, Field("Rate at the end.", low=0, high=1e30, live=True)] = 0.0

    def rate(self, updates_done: int, epoch: float = 0.0, values: Mapping[str, float] = NOTHING) -> float:
        """Return the rate on the way to `end`."""
        gone = min(1.0, self.place(updates_done, epoch) / self.steps)
        return self.end + (self.learning_rate - self.end) * (1 + math.cos(math.pi * gone)) / 2
