"""What every schedule is: the learning rate of an update."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from types import MappingProxyType
from typing import Annotated

from nntui.catalog import Component, Field

NOTHING: Mapping[str, float] = MappingProxyType({})


class Schedule(Component, frozen=True):
    """The learning rate as a function of how far training has come."""

    def rate(self, updates_done: int, epoch: float = 0.0, values: Mapping[str, float] = NOTHING) -> float:
        """Return the rate for the next update.

        `updates_done` counts finished updates, `epoch` passes over the data (fractional); `values` are plain numbers
        that `observe` has left in the optimizer's state.
        """
        raise NotImplementedError

    def observe(self, loss: float, values: MutableMapping[str, float]) -> None:
        """Be told the loss at the end of an epoch; what is to be remembered goes into `values`."""


class Counting(Schedule, frozen=True, kw_only=True):
    """A schedule that can count updates or epochs."""

    counts: Annotated[
        str, Field("What the schedule's lengths are counted in; epochs are fractional.", choices=("updates", "epochs"))
    ] = "updates"

    def place(self, updates_done: int, epoch: float) -> float:
        """Return how far training has come, in updates or in epochs."""
        return float(updates_done) if self.counts == "updates" else epoch
