"""Aligned columns of text and numbers under a header, cut with an ellipsis to the room there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from nntui.charts import numbers
from nntui.charts.cells import fit, width_of
from nntui.charts.layout import crop
from nntui.charts.spans import Rows, Span

Cell: TypeAlias = str | Span

GAP = 2
NARROWEST = 6
WORDS = 12
"""Cells below which titles and words are not cut; a number that is cut says nothing, so it never is."""


class Column(msgspec.Struct, frozen=True):
    """A column: its title, how it is aligned (left, right, centre or point) and the style of its cells."""

    title: str
    align: str = "left"
    style: str = ""


def table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    *,
    width: int,
    height: int,
    ascii: bool = False,
    start: int = 0,
    chosen: int | None = None,
) -> Rows:
    """Return the header and the rows from `start` on, no wider than `width` and no longer than `height` rows.

    A cell is a text, or a text with its own style. The widest columns are cut first, but no column of numbers shorter
    than its numbers; the last columns are left out where there is no room, with an ellipsis in the header. The `chosen`
    row is reversed, with a sign.
    """
    if width < 1 or height < 1 or not columns:
        return ()
    first = min(max(0, start), max(0, len(rows) - 1))
    shown = rows[first : first + height - 1]
    texts = _texts(columns, shown)
    margin = 2 if chosen is not None else 0
    widths, cut = _widths(columns, texts, width - margin)
    more: list[Span] = [(" ~" if ascii else " …", "muted")] if cut else []
    titles = [(column.title, "muted") for column in columns]
    lines = [crop([(" " * margin, ""), *_line(titles, columns, widths, ascii), *more], width)]
    for number, row in enumerate(shown):
        styles = [_style(cell, column) for cell, column in zip(row, columns, strict=False)]
        cells = _line(list(zip((column[number] for column in texts), styles, strict=False)), columns, widths, ascii)
        lines.append(crop(_signed(cells, margin, first + number == chosen, ascii), width))
    return tuple(lines)


def _signed(cells: list[Span], margin: int, chosen: bool, ascii: bool) -> list[Span]:
    if not chosen:
        return [(" " * margin, ""), *cells]
    return [(">" if ascii else "▸", "accent bold"), (" ", ""), *((text, f"{style} reverse") for text, style in cells)]


def _texts(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    found = []
    for position, column in enumerate(columns):
        texts = [_text(row[position]) if position < len(row) else "" for row in rows]
        found.append(numbers.aligned(texts) if column.align == "point" else texts)
    return found


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell[0]


def _style(cell: Cell, column: Column) -> str:
    return column.style if isinstance(cell, str) else cell[1]


def _widths(columns: Sequence[Column], texts: Sequence[Sequence[str]], room: int) -> tuple[list[int], bool]:
    """Return the width of each column that is shown, and whether some are left out."""
    within = max(1, room)
    longest = [min(within, max(map(width_of, cells), default=1)) for cells in texts]
    wanted = [min(within, max(width_of(column.title), held, 1)) for column, held in zip(columns, longest, strict=True)]
    least = [_least(*one) for one in zip(columns, longest, wanted, strict=True)]
    kept = len(wanted)
    while kept > 1 and _needed(least[:kept]) + _spare(kept, wanted) > room:
        kept -= 1
    widths = wanted[:kept]
    while _needed(widths) + _spare(kept, wanted) > room and max(widths) > 1:
        widths[_widest(widths, least)] -= 1
    return widths, kept < len(wanted)


def _least(column: Column, longest: int, wanted: int) -> int:
    """Return the width below which a column says nothing."""
    said = longest if column.align in ("right", "point") else min(longest, WORDS)
    return min(wanted, max(said, NARROWEST))


def _spare(kept: int, wanted: Sequence[int]) -> int:
    return 2 if kept < len(wanted) else 0


def _widest(widths: Sequence[int], least: Sequence[int]) -> int:
    """Return the column to make narrower: the widest that can be, or else the widest."""
    free = [place for place, width in enumerate(widths) if width > least[place]]
    return max(free or range(len(widths)), key=lambda place: (widths[place], -place))


def _needed(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1)


def _line(texts: Sequence[Span], columns: Sequence[Column], widths: Sequence[int], ascii: bool) -> list[Span]:
    cells: list[Span] = []
    for width, column, (text, style) in zip(widths, columns, texts, strict=False):
        side = "right" if column.align == "point" else column.align
        cells.append((fit(text, width, side, ascii=ascii), style))
        cells.append((" " * GAP, ""))
    return cells[:-1]
