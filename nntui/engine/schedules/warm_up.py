"""A start with small rates, before any other schedule."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Annotated

from nntui.catalog import Component, Field, register
from nntui.engine.schedule import NOTHING, Counting, Schedule
from nntui.spec import limits


@register("schedule", "warm_up")
class WarmUp(Counting, frozen=True):
    """A warm-up: a line from `start * r` to `r`, the first rate of the schedule `then`, which goes on after `steps`.

    A schedule that counts what the warm-up counts begins at its own 0 when the warm-up ends.
    """

    then: Annotated[
        float | Component, Field("What comes after: a rate or a schedule.", low=0, high=1e30, kind="schedule", live=True)
    ] = 0.001
    steps: Annotated[int, Field("Length of the warm-up.", low=1, high=limits.EPOCHS)] = 100
    start: Annotated[float, Field("Share of the rate at the start.", low=0, high=1)] = 0.1

    def rate(self, updates_done: int, epoch: float = 0.0, values: Mapping[str, float] = NOTHING) -> float:
        """Return the rate on the line, or that of what comes after."""
        place = self.place(updates_done, epoch)
        if place < self.steps:
            return self._after(0, 0.0, values) * (self.start + (1 - self.start) * place / self.steps)
        if self.counts == "updates":
            return self._after(updates_done - self.steps, epoch, values)
        return self._after(updates_done, epoch - self.steps, values)

    def _after(self, updates_done: int, epoch: float, values: Mapping[str, float]) -> float:
        if isinstance(self.then, Schedule):
            return self.then.rate(updates_done, epoch, values)
        if isinstance(self.then, float):
            return self.then
        raise TypeError(f"not a schedule: {self.then!r}")

    def observe(self, loss: float, values: MutableMapping[str, float]) -> None:
        """Tell what comes after."""
        if isinstance(self.then, Schedule):
            self.then.observe(loss, values)
