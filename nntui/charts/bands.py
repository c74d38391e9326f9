"""Quantile bands over time: how the numbers of a layer are spread at every moment, in shades that need no colour."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec
import numpy as np

from nntui.charts.lines_axes import Bounds, Extent, x_axis, x_window, y_axis, y_bounds
from nntui.charts.lines_panel import Look
from nntui.charts.lines_points import Window
from nntui.charts.numbers import number
from nntui.charts.plotext_chart import Axis
from nntui.charts.spans import Row, Rows, Span, join
from nntui.engine.arrays import Array

SHADES = ("░", "▒", "▓", "━")
ASCII_SHADES = (".", ":", "#", "=")
_ROLES = ("muted", "train", "train", "validation bold")
_BELOW = 2
_CURSOR = ("│", "|")
LEGEND = ("min to max", "5 to 95 %", "25 to 75 %", "median")


class Bands(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What one drawing shows: the places of the looks on all axes `(looks,)`, and their quantiles `(looks, 7)` float64.

    The quantiles are those at 0, 5, 25, 50, 75, 95 and 100 %; a look with one that is not finite is left out.
    """

    step: Array
    epoch: Array
    seconds: Array
    quantiles: Array
    look: Look = Look()
    extent: Extent = Extent()
    note: str = ""

    def places(self, window: Window) -> Array:
        """Return where the looks stand on the axis of the window `(looks,)`."""
        axis: Array = {"epoch": self.epoch, "step": self.step, "time": self.seconds}[window.unit] / window.scale
        return axis

    def finite(self) -> Bands:
        """Return the looks that can be drawn."""
        kept = np.isfinite(self.quantiles).all(axis=1)
        parts = {name: getattr(self, name)[kept] for name in ("step", "epoch", "seconds", "quantiles")}
        return msgspec.structs.replace(self, **parts)

    def at_cursor(self) -> int | None:
        """Return the place of the look that the cursor tells: the last one by its step, the newest without a cursor."""
        if not len(self.step):
            return None
        cursor = self.look.cursor
        return len(self.step) - 1 if cursor is None else max(int(np.searchsorted(self.step, cursor, side="right")) - 1, 0)


def bands(shown: Bands, before: Bounds | None, width: int, height: int, *, ascii: bool = False) -> tuple[Rows, Bounds]:
    """Return the drawing in `height` rows of `width` cells, axes included, and the y bounds to hand in the next time."""
    drawn = shown.finite()
    if width < 16 or height < 5:
        return ((),) * max(height, 0), before or Bounds(0.0, 1.0)
    lines = height - _BELOW
    y, bounds = _y(drawn, before, lines)
    left = max(len(text) for _, text in y.ticks) + 1
    columns = width - left
    window = x_window(drawn.extent, drawn.look.unit, columns, tail=drawn.look.tail)
    cells = _cells(drawn, window, bounds, lines, ascii=ascii)
    _note(cells, shown.note if not len(drawn.step) else "")
    x = x_axis(window)
    labels = _labels(y, lines, left, ascii=ascii)
    rows = [join([label, *line]) for label, line in zip(labels, cells, strict=True)]
    return (*rows, _axis(x, window, left, ascii=ascii), _texts(x, window, left, width)), bounds


def _y(drawn: Bands, before: Bounds | None, lines: int) -> tuple[Axis, Bounds]:
    if not len(drawn.step):
        return y_axis(Bounds(0.0, 1.0), lines), before or Bounds(0.0, 1.0)
    low, high = float(drawn.quantiles[:, 0].min()), float(drawn.quantiles[:, -1].max())
    bounds = y_bounds(low, high, before)
    return y_axis(bounds, lines), bounds


def _cells(drawn: Bands, window: Window, bounds: Bounds, lines: int, *, ascii: bool) -> list[list[Span]]:
    """Return `lines` rows of cells, the highest first: what share of the numbers lies around each cell's value."""
    level = levels(drawn, window, bounds, lines)
    shades = ASCII_SHADES if ascii else SHADES
    cells: list[list[Span]] = [
        [(shades[found - 1], _ROLES[found - 1]) if found else (" ", "") for found in row] for row in level.tolist()
    ]
    cursor = _cursor_column(drawn, window)
    if cursor is not None:
        for row in cells:
            row[cursor] = (_CURSOR[ascii], "accent")
    return cells


def levels(drawn: Bands, window: Window, bounds: Bounds, lines: int) -> Array:
    """Return for every cell `(lines, columns)` int, highest line first: 0 nothing, 1 between the ends, 2 within 5 to 95 %,
    3 within 25 to 75 %, 4 the median.

    Between two looks the quantiles are drawn as straight lines; before the first and after the newest there is nothing.
    """  # noqa: D205
    found = np.zeros((lines, window.columns), np.int64)
    x = drawn.places(window)
    if not len(x):
        return found
    at = window.low + np.arange(window.columns) * (window.high - window.low) / max(window.columns - 1, 1)
    half = (window.high - window.low) / max(window.columns - 1, 1) / 2
    inside = (at >= x[0] - half) & (at <= x[-1] + half)
    curves = np.array([np.interp(at, x, drawn.quantiles[:, place]) for place in range(drawn.quantiles.shape[1])])
    scale = max(bounds.high - bounds.low, 1e-300)
    row = np.clip(np.floor(0.5 + (lines - 1) * (bounds.high - curves) / scale), 0, lines - 1).astype(np.int64)
    number = np.arange(lines)[:, None]
    for level, (top, bottom) in enumerate(((6, 0), (5, 1), (4, 2), (3, 3)), 1):
        found[(number >= row[top]) & (number <= row[bottom]) & inside] = level
    return found


def _cursor_column(drawn: Bands, window: Window) -> int | None:
    place = drawn.at_cursor()
    if drawn.look.cursor is None or place is None:
        return None
    x = float(drawn.places(window)[place])
    return int(window.column(np.array([x]))[0]) if window.low <= x <= window.high else None


def _note(cells: list[list[Span]], note: str) -> None:
    """Write a line into the middle of an empty drawing."""
    row = cells[len(cells) // 2]
    start = max((len(row) - len(note)) // 2, 0)
    for place, character in enumerate(note[: len(row)], start):
        row[place] = (character, "muted")


def _labels(y: Axis, lines: int, left: int, *, ascii: bool) -> list[Span]:
    """Return what stands left of every row, the highest first."""
    span = max(y.high - y.low, 1e-300)
    texts = {math.floor(0.5 + (lines - 1) * (y.high - value) / span): text for value, text in y.ticks}
    bars = ("|", "+") if ascii else ("│", "┤")
    return [(texts.get(row, "").rjust(left - 1) + bars[row in texts], "muted") for row in range(lines)]


def _axis(x: Axis, window: Window, left: int, *, ascii: bool) -> Row:
    tick, line, corner = ("+", "-", "+") if ascii else ("┬", "─", "└")
    columns = {int(window.column(np.array([place]))[0]) for place, _ in x.ticks}
    text = "".join(tick if column in columns else line for column in range(window.columns))
    return ((" " * (left - 1) + corner + text, "muted"),)


def _texts(x: Axis, window: Window, left: int, width: int) -> Row:
    """Return the texts under the ticks: the last one first, those that would touch another are left out."""
    cells = [" "] * width
    for place, text in reversed(x.ticks):
        start = left + int(window.column(np.array([place]))[0]) - len(text) // 2
        start = max(min(start, width - len(text)), 0)
        if len(text) <= width and not "".join(cells[max(start - 1, 0) : start + len(text) + 1]).strip():
            cells[start : start + len(text)] = text
    return (("".join(cells), "muted"),)


def legend(width: int, *, ascii: bool = False) -> Row:
    """Return what the shades mean, as much as fits."""
    shades = ASCII_SHADES if ascii else SHADES
    spans: list[Span] = []
    used = 0
    for shade, role, words in reversed(list(zip(shades, _ROLES, LEGEND, strict=True))):
        text = f" {words}  "
        if used + len(text) + 2 > width + 2:
            break
        spans += [(shade * 2, role), (text, "muted")]
        used += len(text) + 2
    return join(spans)


def told(shown: Bands, width: int) -> Row:
    """Return the quantiles at the cursor, or the newest, in numbers: all seven, or ends and median where room is short."""
    drawn = shown.finite()
    place = drawn.at_cursor()
    if place is None:
        return ()
    values: Sequence[float] = drawn.quantiles[place].tolist()
    names = ("min", "5 %", "25 %", "median", "75 %", "95 %", "max")
    for kept in (range(7), (0, 1, 3, 5, 6), (0, 3, 6), (3,)):
        spans: list[Span] = []
        for index in kept:
            spans += [(f"{names[index]} ", "muted"), (f"{number(values[index], 3)}  ", "bold" if index == 3 else "")]
        if sum(len(text) for text, _ in spans) <= width + 2:
            return join(spans)
    return ()
