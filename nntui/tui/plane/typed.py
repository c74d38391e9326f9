"""What is typed about a plane: `petal length = 4.2`, `x = petal width`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import msgspec

from nntui.errors import InputError

FORM = "NAME = VALUE for a feature that is held, x = NAME or y = NAME for an axis"


class Told(msgspec.Struct, frozen=True):
    """Both sides of what was typed: an `axis` and a feature's name on the `right`, or on the `left`, and its `value`."""

    left: str
    right: str
    axis: Literal["", "x", "y"] = ""
    value: float = 0.0


def understood(text: str, names: Sequence[str]) -> Told:
    """Return what was meant; a feature that is itself called x or y is meant where a number follows.

    Raises `InputError` for anything else.
    """
    left, sign, right = (piece.strip() for piece in text.rpartition("="))
    if not sign or not left or not right:
        raise InputError("this is not understood", received=text.strip(), allowed=FORM)
    value = _number(right)
    if left in ("x", "y") and not (value is not None and left in names):
        return Told(left, right, "x" if left == "x" else "y")
    if value is None:
        raise InputError(f"{left} can only be held at a number", received=right, allowed="a finite number")
    return Told(left, right, value=value)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and text.isascii() and "_" not in text else None
