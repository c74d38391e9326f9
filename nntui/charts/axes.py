"""Bounds of an axis, and round tick numbers between them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from nntui.charts import numbers

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
LARGEST = 1e300
SMALLEST = 1e-300
MARGIN = 0.03


class Axis(msgspec.Struct, frozen=True):
    """From `low` to `high`, with numbers `ticks` on the way, and a name."""

    low: float
    high: float
    ticks: tuple[float, ...] = ()
    name: str = ""

    def share(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return where values lie between low (0) and high (1); float64 of the same shape."""
        shares: npt.NDArray[np.float64] = (values / 2 - self.low / 2) / (self.high / 2 - self.low / 2)
        return shares


def around(*values: npt.NDArray[np.float64], name: str = "", ticks: int = 5) -> Axis:
    """Return an axis that holds every finite value with a little room beside it; at most `ticks` + 1 tick numbers."""
    finite = np.concatenate([np.ravel(one[np.isfinite(one)]) for one in values])
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    return between(low, high, name=name, ticks=ticks)


def between(low: float, high: float, *, name: str = "", ticks: int = 5) -> Axis:
    """Return an axis around `low` and `high` with round tick numbers; where they are equal it opens around them."""
    low, high = sorted(min(max(bound, -LARGEST), LARGEST) for bound in (low, high))
    if not high > low or math.isclose(low, high, rel_tol=1e-9, abs_tol=SMALLEST):
        room = max(abs(low) * 0.1, SMALLEST) if low else 1.0
        low, high = low - room, high + room
    margin = (high / 2 - low / 2) * 2 * MARGIN
    return over(low - margin, high + margin, name=name, ticks=ticks)


def over(low: float, high: float, *, name: str = "", ticks: int = 5) -> Axis:
    """Return an axis from exactly `low` to `high`, which must be more, with round tick numbers."""
    step = _step(high / ticks - low / ticks)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return Axis(low, high, tuple(_clean(step * place) for place in range(first, last + 1)), name)


def _step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in STEPS if factor * power >= rough * (1 - 1e-9))


def _clean(value: float) -> float:
    return float(f"{value:.12g}")


def tick_texts(ticks: Sequence[float]) -> list[str]:
    """Return tick numbers with as many decimals as all of them need."""
    texts = [numbers.short(tick, 6) for tick in ticks]
    if any("e" in text for text in texts):
        return [numbers.short(tick, 3) for tick in ticks]
    decimals = max((len(text.partition(".")[2]) for text in texts), default=0)
    return [f"{tick + 0.0:.{decimals}f}" for tick in ticks]
