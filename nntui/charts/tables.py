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
NARROWEST = 4


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

    A cell is a text, or a text with its own style. The widest columns are cut first; columns that cannot be shown
    even four cells wide are left out, with an ellipsis in the header. The `chosen` row is reversed, with a sign.
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
    wanted = [
        min(max(1, room), max(width_of(column.title), *(width_of(text) for text in cells), 1))
        for column, cells in zip(columns, texts, strict=True)
    ]
    kept = len(wanted)
    while kept > 1 and _needed([min(width, NARROWEST) for width in wanted[:kept]]) + (2 if kept < len(wanted) else 0) > room:
        kept -= 1
    widths = wanted[:kept]
    spare = 2 if kept < len(wanted) else 0
    while _needed(widths) + spare > room and max(widths) > 1:
        widest = max(widths)
        widths[widths.index(widest)] = widest - 1
    return widths, kept < len(wanted)


def _needed(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1)


def _line(texts: Sequence[Span], columns: Sequence[Column], widths: Sequence[int], ascii: bool) -> list[Span]:
    cells: list[Span] = []
    for width, column, (text, style) in zip(widths, columns, texts, strict=False):
        side = "right" if column.align == "point" else column.align
        cells.append((fit(text, width, side, ascii=ascii), style))
        cells.append((" " * GAP, ""))
    return cells[:-1]
