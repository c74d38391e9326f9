"""A network as columns of units: small pictures or bars, and links whose glyphs tell sign and size of the weights."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt

from nntui.charts import axes, numbers
from nntui.charts.boundary import Ground, lay
from nntui.charts.canvas import Canvas
from nntui.charts.cells import cut, fit, width_of
from nntui.charts.frames import Frame
from nntui.charts.pictures import Shades
from nntui.charts.progress import blocks
from nntui.charts.spans import Rows

Numbers: TypeAlias = npt.NDArray[Any]

TILE_WIDTH, TILE_HEIGHT = 8, 3
COLUMN_WIDTH = 16
LINK_WIDTH = 4
LABEL_WIDTH = 5
HEAD = 2
HeldWord: TypeAlias = Literal["", "frozen", "silent"]
_HELD_STYLES = {"frozen": "accent bold", "silent": "warning bold"}
KEPT = 256
LINES = ("┄┄", "──", "━━")
ASCII_LINES = ("..", "--", "==")
_UNIT = axes.Axis(0.0, 1.0)


class Tile(msgspec.Struct, frozen=True, eq=False):
    """One unit: its number from 1 (or a name), its mean, and its picture if there is one.

    `share` is the size of its mean as a share of the largest in its column. `link` is the weight between it and the
    chosen unit, as a share of the largest such weight, None where there is no link. `held` says that it is held by hand.
    """

    label: str
    mean: float
    share: float
    picture: Ground | None = None
    link: float | None = None
    held: HeldWord = ""


class Column(msgspec.Struct, frozen=True, eq=False):
    """One stage: its title, the tiles that are shown, how many units it has and which is the first shown, from 0.

    `chosen` is the place of the column's cursor among the tiles, `current` whether the cursor is in this column;
    `links` says on which side links are drawn: -1 left, 1 right, 0 none. `noun` is what a unit is called.
    """

    title: str
    units: int
    first: int
    tiles: tuple[Tile, ...]
    chosen: int = 0
    current: bool = False
    links: int = 0
    noun: str = "unit"


def response(values: Numbers, rows: int, columns: int) -> Ground:
    """Return a unit's response `(rows * columns,)` as areas: class 0 where it is positive, class 1 where negative.

    The shade is its size as a share of the largest.
    """
    grid = np.nan_to_num(values.reshape(rows, columns).astype(np.float64), posinf=0.0, neginf=0.0)
    largest = float(np.abs(grid).max(initial=0.0))
    return Ground((grid < 0).astype(np.int64), np.abs(grid) / largest if largest > 0 else np.zeros_like(grid))


def tall(*, pictures: bool) -> int:
    """Return the rows that one unit takes."""
    return TILE_HEIGHT + 1 if pictures else 1


def room_for(height: int, *, pictures: bool) -> int:
    """Return how many units fit below each other."""
    return max(1, (height - HEAD - 1) // tall(pictures=pictures))


def columns_for(width: int) -> int:
    """Return how many columns fit side by side."""
    return max(1, (width + LINK_WIDTH) // (COLUMN_WIDTH + LINK_WIDTH))


def graph(columns: Sequence[Column], *, width: int, height: int, ascii: bool = False, shades: Shades = "grey") -> Rows:
    """Return the columns side by side in at most `width` by `height` cells."""
    if width < 1 or height < 1:
        return ()
    canvas = Canvas(width, height)
    for place, column in enumerate(columns):
        _draw_column(canvas, column, place * (COLUMN_WIDTH + LINK_WIDTH), ascii=ascii, shades=shades)
    return canvas.rows()


@functools.lru_cache(maxsize=KEPT)
def paint(ground: Ground, *, width: int, height: int, ascii: bool = False, shades: Shades = "grey") -> Rows:
    """Return one response over all of `width` by `height` cells; the last ones are remembered, for moving a cursor."""
    canvas = Canvas(max(width, 0), max(height, 0))
    if width > 0 and height > 0:
        lay(canvas, Frame(0, 0, width, height, _UNIT, _UNIT), ground, ascii=ascii, shades=shades)
    return canvas.rows()


def link_text(weight: float, *, ascii: bool = False) -> str:
    """Return sign and size of a weight, -1 to 1, in three cells: `+━━` is a large positive one, `-┄┄` a small negative."""
    lines = ASCII_LINES if ascii else LINES
    size = abs(weight)
    if not size > 0:
        return "   "
    return ("-" if weight < 0 else "+") + lines[0 if size < 1 / 3 else 1 if size < 2 / 3 else 2]


def link_style(weight: float) -> str:
    """Return the role of a weight's sign."""
    return "negative" if weight < 0 else "positive"


def _draw_column(canvas: Canvas, column: Column, left: int, *, ascii: bool, shades: Shades) -> None:
    canvas.write(0, left, cut(column.title, COLUMN_WIDTH, ascii=ascii), "accent bold" if column.current else "bold")
    canvas.write(1, left, cut(_which(column), COLUMN_WIDTH, ascii=ascii), "muted")
    for place, tile in enumerate(column.tiles):
        chosen = place == column.chosen
        top = HEAD + place * tall(pictures=tile.picture is not None)
        style = "mark bold" if chosen and column.current else "bold" if chosen else ""
        sign = (">" if ascii else "▸") if chosen and column.current else ("-" if ascii else "·") if chosen else " "
        if tile.picture is None:
            _draw_bar(canvas, tile, (top, left), sign, style, ascii=ascii)
        else:
            _draw_tile(canvas, tile, (top, left), sign, style, ascii=ascii, shades=shades)
        _draw_link(canvas, column, tile, top, left, ascii=ascii)


def _which(column: Column) -> str:
    """Return how many units there are, and which of them are shown where there are more."""
    if len(column.tiles) >= column.units:
        return f"{column.units:,} {column.noun}{'s' if column.units > 1 else ''}"
    first, last, all_of_them = column.first + 1, column.first + len(column.tiles), numbers.count(column.units)
    forms = (f"{first}-{last} of {column.units:,}", f"{first}-{last} of {all_of_them}", f"{first:,}+ of {all_of_them}")
    return next((form for form in forms if len(form) <= COLUMN_WIDTH), forms[-1])


def _draw_tile(
    canvas: Canvas, tile: Tile, place: tuple[int, int], sign: str, style: str, *, ascii: bool, shades: Shades
) -> None:
    top, left = place
    room = COLUMN_WIDTH - TILE_WIDTH - 2
    canvas.write(top, left, sign + fit(tile.label, room, ascii=ascii), style)
    canvas.write(top + 1, left + 1, fit(numbers.within(tile.mean, room), room, ascii=ascii), "muted")
    if tile.held:
        canvas.write(top + 2, left + 1, tile.held, _HELD_STYLES[tile.held])
    if tile.picture is None or top + TILE_HEIGHT > canvas.height:
        return
    for row, spans in enumerate(paint(tile.picture, width=TILE_WIDTH, height=TILE_HEIGHT, ascii=ascii, shades=shades)):
        column = left + COLUMN_WIDTH - TILE_WIDTH
        for text, role in spans:
            canvas.write(top + row, column, text, role)
            column += width_of(text)


def _draw_bar(canvas: Canvas, tile: Tile, place: tuple[int, int], sign: str, style: str, *, ascii: bool) -> None:
    top, left = place
    canvas.write(top, left, sign + fit(tile.label, LABEL_WIDTH, ascii=ascii), style)
    role = "negative" if tile.mean < 0 else "positive"
    canvas.write(top, left + 6, "-" if tile.mean < 0 else " ", role)
    canvas.write(top, left + 7, blocks(tile.share, COLUMN_WIDTH - 8, ascii=ascii), role)
    if tile.held:
        canvas.write(top, left + COLUMN_WIDTH - 1, tile.held[0].upper(), _HELD_STYLES[tile.held])


def _draw_link(canvas: Canvas, column: Column, tile: Tile, top: int, left: int, *, ascii: bool) -> None:
    if tile.link is None or not column.links:
        return
    row = top + (1 if tile.picture is not None else 0)
    start = left + COLUMN_WIDTH if column.links > 0 else left - LINK_WIDTH
    canvas.write(row, start + (1 if column.links > 0 else 0), link_text(tile.link, ascii=ascii), link_style(tile.link))
