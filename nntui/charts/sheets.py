"""A contact sheet: several pictures with captions."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from nntui.charts.cells import fit, width_of
from nntui.charts.layout import crop, pad
from nntui.charts.pictures import Pixels, Shades, Size, picture, size_in
from nntui.charts.spans import Row, Rows, Span

SMALLEST = 5


class Tile(msgspec.Struct, frozen=True, eq=False):
    """One picture of a contact sheet: `pixels` (height, width), a caption and the caption's style."""

    pixels: Pixels
    caption: str = ""
    style: str = ""


class _Layout(msgspec.Struct, frozen=True):
    across: int
    tile_width: int
    size: Size
    captions: bool
    shown: int


def sheet(
    tiles: Sequence[Tile],
    *,
    width: int,
    height: int,
    ascii: bool = False,
    shades: Shades = "grey",
    low: float = 0.0,
    high: float | None = None,
) -> Rows:
    """Return pictures of one shape side by side, each with its caption below, as large as the room allows.

    Pictures are left out, the last ones first, while they would be smaller than five cells across.
    """
    if not tiles or width < 1 or height < 1:
        return ()
    layout = _layout(tiles, width, height)
    drawn = [
        picture(
            tile.pixels,
            width=layout.size.width,
            height=layout.size.rows,
            ascii=ascii,
            shades=shades,
            low=low,
            high=high,
        )
        for tile in tiles[: layout.shown]
    ]
    rows: list[Row] = []
    for start in range(0, layout.shown, layout.across):
        stop = min(start + layout.across, layout.shown)
        rows.extend(_line(tiles[start:stop], drawn[start:stop], layout, ascii))
    return tuple(crop(row, width) for row in rows[:height])


def _layout(tiles: Sequence[Tile], width: int, height: int) -> _Layout:
    """Return the layout that shows the most pictures, as large as they can then be."""
    best = _largest(tiles[:1], width, height)
    for shown in range(len(tiles), 1, -1):
        found = _largest(tiles[:shown], width, height)
        if found.size.width >= min(SMALLEST, best.size.width):
            return found
    return best


def _largest(tiles: Sequence[Tile], width: int, height: int) -> _Layout:
    return max((_across(tiles, across, width, height) for across in range(1, len(tiles) + 1)), key=_area)


def _area(layout: _Layout) -> int:
    return layout.size.width * layout.size.height


def _across(tiles: Sequence[Tile], across: int, width: int, height: int) -> _Layout:
    caption = max(width_of(tile.caption) for tile in tiles)
    down = -(-len(tiles) // across)
    room = (width - (across - 1)) // across
    lines = height // down - (1 if caption and height > 1 else 0)
    shape = tiles[0].pixels.shape
    size = size_in((shape[0], shape[1]), width=room, height=lines) if room > 0 and lines > 0 else Size(0, 0)
    return _Layout(across, max(1, min(room, max(size.width, caption))), size, bool(caption), len(tiles))


def _line(tiles: Sequence[Tile], drawn: Sequence[Rows], layout: _Layout, ascii: bool) -> Rows:
    rows = [
        _spaced([lines[number] if number < len(lines) else () for lines in drawn], layout) for number in range(layout.size.rows)
    ]
    if layout.captions:
        rows.append(_spaced([((fit(tile.caption, layout.tile_width, ascii=ascii), tile.style),) for tile in tiles], layout))
    return tuple(rows)


def _spaced(pieces: Sequence[Row], layout: _Layout) -> Row:
    cells: list[Span] = []
    for piece in pieces:
        cells.extend((*pad(piece, layout.tile_width), (" ", "")))
    return tuple(cells[:-1])
