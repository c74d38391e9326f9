"""Tables of figures for stdout."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec


def columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return rows of texts under their header, the first column flush left, the others flush right, two spaces between."""
    lines = [header, *rows]
    widths = [max(len(line[position]) for line in lines) for position in range(len(header))]
    return "\n".join(_line(line, widths) for line in lines)


def _line(texts: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = [
        text.ljust(width) if position == 0 else text.rjust(width)
        for position, (text, width) in enumerate(zip(texts, widths, strict=True))
    ]
    return "  ".join([first, *others]).rstrip()


def figure(value: float) -> str:
    """Return a number as short text with four digits, a dash where it is not finite."""
    return f"{value:.4g}" if math.isfinite(value) else "-"


def as_json(value: object) -> str:
    """Return one JSON object on one line; a number that is not finite is null."""
    return msgspec.json.encode(value).decode()
