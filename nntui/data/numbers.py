"""Text to numbers, without the looseness of `float`: no `1_000`, no other alphabets' digits, nothing infinite."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from nntui.data.arrays import Array

MISSING = frozenset(("", "?", "-", "--", ".", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "missing"))
"""What people write where a value is missing, in lower case."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)


def to_numbers(cells: Sequence[str]) -> Array | None:
    """Return the cells as `(cells,)` float64, or None when one of them is not a plain finite number."""
    try:
        numbers = np.fromiter(map(float, cells), np.float64, len(cells))
    except ValueError:
        return None
    together = "".join(cells)
    loose = "_" in together or not together.isascii()
    return None if loose or not np.isfinite(numbers).all() else numbers


def first_bad(cells: Sequence[str]) -> int:
    """Return the position of the first cell that is not a plain finite number; there is one."""
    return next(position for position, cell in enumerate(cells) if to_numbers([cell]) is None)


def what_is_wrong(cell: str) -> str:
    """Say in a few words why a cell is not a plain finite number."""
    text = cell.strip()
    if text.lower() in MISSING:
        return "the value is missing"
    if _NUMBER.fullmatch(text) or text.lower().lstrip("+-") in ("inf", "infinity"):
        return "the number is not finite"
    if _DECIMAL_COMMA.fullmatch(text):
        return "a decimal comma stands where a decimal point belongs"
    return "text stands where a number belongs"
