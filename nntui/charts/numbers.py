"""Numbers as people read them: significant digits, per cents, durations, counts, and columns aligned on the point."""

from __future__ import annotations

import math
from collections.abc import Sequence

ABSENT = "-"


def number(value: float, digits: int = 4) -> str:
    """Return `value` with `digits` significant digits; exponents below 0.0001 and from 10,000,000; `-` for NaN."""
    if math.isnan(value):
        return ABSENT
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    if value == 0:
        return "0"
    exponent = math.floor(math.log10(abs(float(f"{value:.{digits - 1}e}"))))
    if exponent < -4 or exponent >= 7:
        return _scientific(value, digits)
    return f"{value:.{max(0, digits - 1 - exponent)}f}"


def _scientific(value: float, digits: int) -> str:
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{int(exponent)}"


def short(value: float, digits: int = 4) -> str:
    """Return `value` like `number`, without zeros at the end: for axis numbers and settings."""
    text = number(value, digits)
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def within(value: float, cells: int, digits: int = 2) -> str:
    """Return `value` like `short`, with an exponent where it has no room: `0.00012` in six cells is `1e-4`."""
    text = short(value, digits)
    return text if len(text) <= cells else _scientific(value, 1)


def percent(fraction: float) -> str:
    """Return a share as per cent with one decimal; 0 % and 100 % stand for exactly none and all."""
    if math.isnan(fraction):
        return ABSENT
    if fraction in (0, 1):
        return f"{fraction * 100:.0f} %"
    if 0 < fraction < 0.0005:
        return "<0.1 %"
    if 0.9995 <= fraction < 1:
        return ">99.9 %"
    return f"{fraction * 100:.1f} %"


def duration(seconds: float) -> str:
    """Return a time in the two units that matter: `0.4 s`, `12 s`, `3 min 04 s`, `2 h 05 min`, `3 d 04 h`."""
    if not math.isfinite(seconds) or seconds < 0:
        return ABSENT
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    for unit, size, smaller, small in (("d", 86400, "h", 3600), ("h", 3600, "min", 60), ("min", 60, "s", 1)):
        if whole >= size:
            return f"{whole // size} {unit} {whole % size // small:02} {smaller}"
    return f"{whole} s"


def count(value: int) -> str:
    """Return a count in at most six characters below a thousand million million: `999`, `1.23k`, `45.6M`."""
    if abs(value) < 1000:
        return str(value)
    scaled = float(value)
    for unit in "kMGT":
        scaled /= 1000
        if abs(scaled) < 999.5:
            return f"{_three(scaled)}{unit}"
    return _scientific(float(value), 3)


def _three(value: float) -> str:
    decimals = 2 if abs(value) < 9.995 else 1 if abs(value) < 99.95 else 0
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def grouped(value: int) -> str:
    """Return a whole number with commas between thousands."""
    return f"{value:,}"


def aligned(texts: Sequence[str]) -> list[str]:
    """Return the texts padded on both sides so that decimal points stand below each other."""
    left = max((len(_before_point(text)) for text in texts), default=0)
    padded = [" " * (left - len(_before_point(text))) + text for text in texts]
    width = max(map(len, padded), default=0)
    return [text.ljust(width) for text in padded]


def _before_point(text: str) -> str:
    return text.split(".", 1)[0].split(" ", 1)[0]
