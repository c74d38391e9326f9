"""Round places on an axis, and numbers as short as they can be said there."""

from __future__ import annotations

import math


def ticks(low: float, high: float, most: int) -> tuple[tuple[float, str], ...]:
    """Return at most about `most` + 1 round places between `low` and `high`, with their texts."""
    step = round_step((high - low) / max(most, 1))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple((index * step, number(index * step, step)) for index in range(first, last + 1))


def round_step(size: float) -> float:
    """Return the smallest of 1, 2, 2.5 and 5 times a power of ten that is at least `size` (1 when that is nothing)."""
    if not (size > 0 and math.isfinite(size)):
        return 1.0
    base = 10.0 ** math.floor(math.log10(size))
    return next((factor * base for factor in (1, 2, 2.5, 5) if factor * base >= size * (1 - 1e-9)), 10 * base)


def number(value: float, step: float = 0.0) -> str:
    """Return `value` as short text with the decimals that neighbours `step` apart need, or with four digits."""
    if value == 0:
        return "0"
    if abs(value) >= 1e7 or abs(value) < 1e-3 or 0 < step < 1e-4:
        return f"{value:.3g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")
    return f"{value:,.{_decimals(step or 10.0 ** (math.floor(math.log10(abs(value))) - 3))}f}"


def _decimals(step: float) -> int:
    for places in range(6):
        if abs(step * 10**places - round(step * 10**places)) < 1e-6 * 10**places * step + 1e-9:
            return places
    return 6
