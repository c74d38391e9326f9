"""Seconds of training: a watch that runs while the run runs, so that pauses and a suspended process do not count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter


class Clock:
    """Seconds of a clock that stands still within `stopped()`, for every thread; they never go back.

    Whoever suspends the process (ctrl+z) wraps that in `stopped()`: a run with a time limit must not be over when it
    comes back.
    """

    def __init__(self, now: Callable[[], float] = perf_counter) -> None:
        self._now = now
        self._standing: tuple[float | None, float] = None, 0.0

    def __call__(self) -> float:
        """Return the seconds, without those that stood still."""
        since, lost = self._standing
        return (self._now() if since is None else since) - lost

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Let the clock stand still; both of its numbers change at once, so that no thread sees one without the other."""
        _, lost = self._standing
        since = self._now()
        self._standing = since, lost
        try:
            yield
        finally:
            self._standing = None, lost + self._now() - since


CLOCK = Clock()
"""The clock of every run in this process."""


class Stopwatch:
    """Tells the seconds for which it was running; `seconds` is where it starts from (a loaded run goes on there)."""

    __slots__ = ("_now", "_offset", "running")

    def __init__(self, seconds: float = 0.0, *, now: Callable[[], float] = CLOCK) -> None:
        self._now = now
        self._offset = seconds
        self.running = False

    def start(self) -> None:
        """Let the watch run."""
        if not self.running:
            self._offset -= self._now()
            self.running = True

    def stop(self) -> None:
        """Hold the watch."""
        if self.running:
            self._offset += self._now()
            self.running = False

    def __call__(self) -> float:
        """Return the seconds so far."""
        return self._offset + self._now() if self.running else self._offset
