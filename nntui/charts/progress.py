"""A bar that fills from the left, in eighths of a cell."""

from __future__ import annotations

import math

from nntui.charts.cells import fit, width_of
from nntui.charts.spans import Row, Span, join

EIGHTHS = " ▏▎▍▌▋▊▉"


def blocks(fraction: float, width: int, *, ascii: bool = False) -> str:
    """Return a filled length of `fraction` (0 to 1) of `width` cells, without what stays empty behind it.

    Something above zero shows at least a sliver, and only all of it fills the last cell.
    """
    share = min(1.0, max(0.0, fraction)) if math.isfinite(fraction) else 0.0
    whole = width * (1 if ascii else 8)
    filled = round(share * whole)
    if 0 < share < 1:
        filled = min(max(filled, 1), whole - 1)
    if ascii:
        return "#" * filled
    full, eighth = divmod(filled, 8)
    return "█" * full + (EIGHTHS[eighth] if eighth else "")


def progress(fraction: float, *, width: int, ascii: bool = False, text: str = "", style: str = "accent") -> Row:
    """Return a bar of exactly `width` cells with `text` right of it."""
    if width < 1:
        return ()
    label = f" {text}" if text and width_of(text) + 5 <= width else ""
    room = width - width_of(label)
    filled = blocks(fraction, room, ascii=ascii)
    rest = ("-" if ascii else "─") * (room - len(filled))
    cells: list[Span] = [(filled, style), (rest, "muted"), (fit(label, width_of(label), ascii=ascii), "")]
    return join(cells)
