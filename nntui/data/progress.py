"""How loading tells how far it is, and how it is cut into slices."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeAlias, TypeVar

import msgspec


class Progress(msgspec.Struct, frozen=True):
    """What is being done, and how much of it is: `done` of `total`, in whatever unit `text` speaks of.

    `total` is 0 where it is not known.
    """

    text: str
    done: int = 0
    total: int = 0

    @property
    def share(self) -> float:
        """How much is done, 0 to 1 (0 where the total is not known)."""
        return min(1.0, self.done / self.total) if self.total else 0.0


Result = TypeVar("Result")
Report: TypeAlias = Callable[[Progress], None]
Slices: TypeAlias = Generator[Progress, None, Result]
"""Work in slices of some milliseconds: yields its progress between them, and returns the result."""


def finish(slices: Slices[Result], report: Report | None = None) -> Result:
    """Do all slices one after the other, telling `report` how far it is, and return the result."""
    while True:
        try:
            progress = next(slices)
        except StopIteration as stop:
            result: Result = stop.value
            return result
        if report is not None:
            report(progress)
