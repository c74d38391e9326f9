"""What a state of training says in plain values, held against the types and ranges that training relies on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from nntui.training.generators import restored

Count = Annotated[int, msgspec.Meta(ge=0, lt=2**62)]


class Counts(msgspec.Struct, frozen=True):
    """The values of `TrainState` that no other check looks at."""

    epoch: Count
    step: Count
    cursor: Count
    samples: Count
    updates: Count
    rate: float | None
    seconds: float
    best: tuple[float | None, Count]
    order_from: dict[str, Any] | None
    outcome: str
    diverged: bool
    carried: list[Count] = []


def check(values: Mapping[str, Any]) -> None:
    """Raise `ValueError` or another of the errors of wrong values where training could not go on with these."""
    counts = msgspec.convert(values, Counts)
    if counts.cursor > counts.samples or not (counts.seconds >= 0 and math.isfinite(counts.seconds)):
        raise ValueError("the place in the epoch or the time is none")
    if counts.order_from is not None:
        restored(counts.order_from)
