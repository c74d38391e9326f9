"""Seconds of training: a watch that runs while the run runs, so that pauses do not count."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter


class Stopwatch:
    """Tells the seconds for which it was running; `seconds` is where it starts from (a loaded run goes on there)."""

    __slots__ = ("_now", "_offset", "running")

    def __init__(self, seconds: float = 0.0, *, now: Callable[[], float] = perf_counter) -> None:
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
