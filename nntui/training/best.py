"""The best value of each series and the epoch it was seen in, found when somebody asks."""

from __future__ import annotations

import numpy as np

from nntui.engine.arrays import Array
from nntui.training.history import History

_LOWER = ("loss", "error", "deviation")


def lower_is_better(name: str) -> bool:
    """Say whether a series is good when it is small: losses and errors are, scores are not."""
    return name.endswith(_LOWER)


class Best:
    """Follows a history from epoch to epoch; each row is looked at once, in blocks."""

    def __init__(self) -> None:
        self._seen = 0
        self._found: dict[str, tuple[float, int]] = {}

    def of(self, history: History) -> dict[str, tuple[float, int]]:
        """Return name -> (best value, epoch counted from 1); series without a value are left out."""
        if history.epochs < self._seen:
            self._seen, self._found = 0, {}
        rows = history.table(self._seen)
        for position, name in enumerate(history.names):
            if name != "learning_rate":
                self._look(name, rows[:, position])
        self._seen = history.epochs
        return dict(self._found)

    def _look(self, name: str, values: Array) -> None:
        known = np.flatnonzero(np.isfinite(values))
        if not known.size:
            return
        lower = lower_is_better(name)
        position = known[values[known].argmin() if lower else values[known].argmax()]
        value = float(values[position])
        before = self._found.get(name)
        if before is None or (value < before[0] if lower else value > before[0]):
            self._found[name] = (value, self._seen + int(position) + 1)
