"""Rows put together: cut, padded, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from nntui.charts.cells import head, width_of
from nntui.charts.spans import Row, Rows, Span, join


def row_width(row: Sequence[Span]) -> int:
    """Return how many cells a row takes."""
    return sum(width_of(text) for text, _ in row)


def crop(cells: Sequence[Span], width: int) -> Row:
    """Return the spans cut to at most `width` cells."""
    kept: list[Span] = []
    room = width
    for text, style in cells:
        if room <= 0:
            break
        piece = text if width_of(text) <= room else _clipped(text, room)
        kept.append((piece, style))
        room -= width_of(piece)
    return join(kept)


def _clipped(text: str, width: int) -> str:
    kept = head(text, width)
    return kept + " " * (width - width_of(kept))


def pad(row: Sequence[Span], width: int) -> Row:
    """Return the row cut or filled with spaces to exactly `width` cells."""
    space = width - row_width(row)
    return crop(row, width) if space <= 0 else join([*row, (" " * space, "")])


def beside(left: Rows, right: Rows, *, left_width: int, gap: int = 1) -> Rows:
    """Return two blocks of rows side by side, the left one filled to `left_width` cells."""
    lines = []
    for number in range(max(len(left), len(right))):
        one = left[number] if number < len(left) else ()
        other = right[number] if number < len(right) else ()
        lines.append(join([*pad(one, left_width), (" " * gap, ""), *other]))
    return tuple(lines)
