"""Points that somebody has drawn by hand into data of two features, and rows that were rubbed out, as short texts.

`0.5 -0.25 1; 0.1 0.3 0` are two points: both features, then the number of the class from 0, or the number to predict.
`3 17` are the rows 3 and 17 of the data set, counted from 0.
"""

from __future__ import annotations

import math

import msgspec

from nntui.errors import OutOfRange, SpecError
from nntui.spec import limits

FAR = 1e30


class Point(msgspec.Struct, frozen=True):
    """A point in units of the data: both features, and the number of its class or the number to predict."""

    x: float
    y: float
    target: float


def points_of(text: str, *, where: str = "data.drawn") -> tuple[Point, ...]:
    """Return the points that a text writes; raises `SpecError` or `OutOfRange`."""
    parts = [part for part in text.split(";") if part.strip()]
    limits.check("points drawn by hand", len(parts), limits.DRAWN, where=where)
    return tuple(_point(part, f"{where}.{number}") for number, part in enumerate(parts))


def text_of(points: tuple[Point, ...]) -> str:
    """Return the points as a text, which `points_of` reads as the same numbers."""
    return "; ".join(" ".join(repr(value).removesuffix(".0") for value in msgspec.structs.astuple(one)) for one in points)


def rows_of(text: str, *, where: str = "data.erased") -> tuple[int, ...]:
    """Return the rows that a text names, ascending, each once; raises `SpecError` or `OutOfRange`."""
    words = text.split()
    limits.check("rows rubbed out", len(words), limits.SAMPLES, where=where)
    wrong = next((word for word in words if not (word.isascii() and word.isdecimal() and len(word) < 10)), None)
    if wrong is not None:
        raise SpecError(
            "numbers of rows are needed here, with spaces between them", where=where, received=wrong, allowed="3 17"
        )
    return tuple(sorted({int(word) for word in words}))


def text_of_rows(rows: tuple[int, ...]) -> str:
    """Return the numbers of the rows as a text."""
    return " ".join(map(str, rows))


def _point(text: str, where: str) -> Point:
    try:
        values = [float(word) for word in text.split()]
    except ValueError:
        values = []
    if len(values) != 3:
        allowed = "both features, then the class or the number, as in 0.5 -0.25 1, with ; between points"
        raise SpecError("a point is three numbers", where=where, received=text.strip(), allowed=allowed)
    if not all(math.isfinite(value) and abs(value) <= FAR for value in values):
        raise OutOfRange("a point lies too far out", where=where, received=text.strip(), allowed=f"at most {FAR:g}")
    return Point(*values)
