"""How many steps the pace allows now, and how fast steps have come lately."""

from __future__ import annotations

from collections import deque

_BURST = 0.02
_WINDOW = 2.0


class Pacer:
    """Allows at most `rate` steps a second (None: any number); times are in seconds on any one clock.

    Steps that were due in the last 20 milliseconds may be made in one go, so that a pace of thousands a second needs
    few wake-ups; time lost beyond that is not caught up.
    """

    def __init__(self) -> None:
        self.rate: float | None = None
        self._due = 0.0

    def set(self, rate: float | None, now: float) -> None:
        """Change the pace; the next step is due at once."""
        self.rate = rate
        self._due = now

    def wait(self, now: float) -> float:
        """Return the seconds until a step is due, or 0."""
        return 0.0 if self.rate is None else max(0.0, self._due - now)

    def allow(self, now: float) -> int | None:
        """Return how many steps may be made now, which then count as made; None is any number."""
        if self.rate is None:
            return None
        self._due = max(self._due, now - _BURST)
        count = max(0, int((now - self._due) * self.rate) + 1) if now >= self._due else 0
        self._due += count / self.rate
        return count


class Speed:
    """Steps a second over the last two seconds of training."""

    def __init__(self) -> None:
        self._seen: deque[tuple[int, float]] = deque()
        self.steps_per_second = 0.0

    def clear(self) -> None:
        """Forget what was seen (the run went to another place)."""
        self._seen.clear()

    def look(self, step: int, seconds: float) -> float:
        """Take the present step and second, and return steps a second."""
        seen = self._seen
        seen.append((step, seconds))
        while len(seen) > 2 and seconds - seen[1][1] > _WINDOW:
            seen.popleft()
        passed = seconds - seen[0][1]
        if passed > 0:
            self.steps_per_second = (step - seen[0][0]) / passed
        return self.steps_per_second
