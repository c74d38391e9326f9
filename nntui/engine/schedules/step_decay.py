"""A rate that falls in steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from nntui.catalog import Field, register
from nntui.engine.schedule import NOTHING, Counting
from nntui.spec import limits


@register("schedule", "step_decay")
class StepDecay(Counting, frozen=True):
    """In steps: `learning_rate * factor ** floor(t / every)` after t updates (or epochs); PyTorch's StepLR."""

    learning_rate: Annotated[float, Field("Rate of the first update.", low=0, high=1e30, live=True)] = 0.001
    every: Annotated[int, Field("Length of a step.", low=1, high=limits.EPOCHS)] = 1000
    factor: Annotated[float, Field("What the rate is multiplied by after each.", low=0, high=1, live=True)] = 0.5

    def rate(self, updates_done: int, epoch: float = 0.0, values: Mapping[str, float] = NOTHING) -> float:
        """Return `learning_rate * factor ** floor(t / every)`."""
        return self.learning_rate * float(self.factor ** (self.place(updates_done, epoch) // self.every))
