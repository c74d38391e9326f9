"""Line charts and scatters drawn by plotext, read back as rows of spans; the only file that knows plotext.

Each drawing has a figure of its own (the module's global figure is never touched), and its cells are read from the
monitor's matrix: no escape code is made or parsed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from nntui.charts.lines_ticks import ticks
from nntui.charts.spans import Row, Rows, join
from nntui.engine.arrays import Array

BRAILLE = "braille"
CLASS_MARKERS = ("•", "x", "+", "▪", "o", "*", "◆", "%", "#", "@")
_ASCII_CLASS_MARKERS = ("o", "x", "+", "*", "#", "@", "%", "&", "=", "$")
_ASCII = {
    BRAILLE: "*", "•": "o", "·": ".", "▪": "#", "◆": "@", "▼": "v",
    "│": "|", "┤": "+", "├": "+", "┼": "+", "─": "-", "┬": "+", "┴": "+", "└": "+", "┘": "+", "┌": "+", "┐": "+",
}  # fmt: skip
_AXES = "muted"
_LETTER_ROOM = 3
_MOST_LETTERS = 9
_ASCII_CLASS_LINES = ("x", "+", "#", "@", "%", "&", "=", "$", "~", "-")


class Series(msgspec.Struct, frozen=True):
    """Points that belong together: `x` and `y` of the same length in data units, finite.

    `marker` is `BRAILLE` (2 by 4 dots a cell) or one character; with `line` the points are connected; `letter` stands
    behind the last point.
    """

    x: tuple[float, ...]
    y: tuple[float, ...]
    role: str = ""
    marker: str = BRAILLE
    line: bool = True
    letter: str = ""


class Axis(msgspec.Struct, frozen=True):
    """One axis: its bounds and its ticks, each a place and the text that stands there."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...] = ()


class Sign(msgspec.Struct, frozen=True):
    """A vertical line at `x` with a letter on top."""

    x: float
    letter: str
    role: str = "mark"


class Chart(msgspec.Struct, frozen=True):
    """Everything that is drawn, as one value: two equal charts of one size give the same rows.

    `note` is one line in the middle.
    """

    x: Axis
    y: Axis
    series: tuple[Series, ...] = ()
    signs: tuple[Sign, ...] = ()
    note: str = ""


def letter_room(letters: int) -> int:
    """Return how many cells behind the end of the x axis are kept free for the letters of so many curves."""
    return min(max(letters, _LETTER_ROOM), _MOST_LETTERS)


def ascii_marker(role: str) -> str:
    """Return the character with which a line of that role is drawn in ASCII: classes have one each."""
    number = role.removeprefix("class")
    return _ASCII_CLASS_LINES[int(number) % len(_ASCII_CLASS_LINES)] if number != role else _ASCII[BRAILLE]


def draw(chart: Chart, width: int, height: int, *, ascii: bool = False) -> Rows:
    """Return `chart` as `height` rows of `width` cells, axes and ticks included (two rows go to the x axis).

    Values outside the bounds are drawn on the border. What does not fit into a very small size is left out.
    """
    if width < 4 or height < 3:
        return ((),) * max(height, 0)
    drawing = _Drawing(chart, width, height, ascii=ascii)
    return drawing.rows()


def scatter(
    points: Array,
    classes: Array,
    width: int,
    height: int,
    *,
    ascii: bool = False,
    wrong: Array | None = None,
    limits: tuple[tuple[float, float], tuple[float, float]] | None = None,
) -> Rows:
    """Return the points `(n, 2)` of classes `(n,)` int, a marker and a colour for each class, with axes.

    `wrong` `(n,)` bool marks points with a red `!`; `limits` are ((x low, x high), (y low, y high)), by default what
    holds all points.
    """
    (x_low, x_high), (y_low, y_high) = limits or (_around(points[:, 0]), _around(points[:, 1]))
    bad = [False] * len(points) if wrong is None else [bool(value) for value in wrong]
    groups = [_class_series(points, classes, index, bad, ascii) for index in sorted({int(value) for value in classes})]
    groups.append(_points_where(points, bad, role="bad", marker="!"))
    chart = Chart(Axis(x_low, x_high, ticks(x_low, x_high, 4)), Axis(y_low, y_high, ticks(y_low, y_high, 4)), tuple(groups))
    return draw(chart, width, height, ascii=ascii)


def class_marker(index: int, *, ascii: bool = False) -> tuple[str, str]:
    """Return the marker and the role that class `index` has in every scatter (they repeat after ten)."""
    markers = _ASCII_CLASS_MARKERS if ascii else CLASS_MARKERS
    return markers[index % len(markers)], f"class{index % 10}"


def _around(values: Array) -> tuple[float, float]:
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    room = (high - low) * 0.05 or abs(high) * 0.1 or 1.0
    return low - room, high + room


def _class_series(points: Array, classes: Array, index: int, bad: Sequence[bool], ascii: bool) -> Series:
    marker, role = class_marker(index, ascii=ascii)
    chosen = [int(value) == index and not wrong for value, wrong in zip(classes, bad, strict=True)]
    return _points_where(points, chosen, role=role, marker=marker)


def _points_where(points: Array, chosen: Sequence[bool], *, role: str, marker: str) -> Series:
    kept = [(float(x), float(y)) for (x, y), wanted in zip(points, chosen, strict=True) if wanted]
    return Series(tuple(x for x, _ in kept), tuple(y for _, y in kept), role=role, marker=marker, line=False)


class _Drawing:
    """One chart on its way through plotext: roles become colour numbers and back."""

    def __init__(self, chart: Chart, width: int, height: int, *, ascii: bool) -> None:
        self.chart = chart
        self.ascii = ascii
        self.roles: list[str] = [_AXES]
        self.left = max((len(text) for _, text in chart.y.ticks), default=0)
        self.columns = max(width - self.left - 1, 1)
        self.lines = max(height - 2, 1)
        self.figure = _figure(width, height)
        self.x_high = self._with_letter_room()

    def rows(self) -> Rows:
        """Draw everything, and read the cells."""
        self._axes()
        for sign in self.chart.signs:
            self.figure.vline(self._clip_x(sign.x), self._color(sign.role))
        for series in self.chart.series:
            self._series(series)
        self._sign_letters()
        self._line_letters()
        self._note()
        self.figure.monitor.build_plot()
        self._x_texts(self.figure.monitor.matrix)
        return self._read(self.figure.monitor.matrix)

    def _with_letter_room(self) -> float:
        axis = self.chart.x
        letters = sum(bool(series.letter) for series in self.chart.series)
        room = letter_room(letters) if letters else 0
        return axis.high + (axis.high - axis.low) * room / max(self.columns - 1 - room, 1)

    def _axes(self) -> None:
        figure, chart = self.figure, self.chart
        figure.ticks_color(self._color(_AXES))
        figure.xaxes(True, False)
        figure.yaxes(True, False)
        figure.xlim(chart.x.low, self.x_high)
        figure.ylim(chart.y.low, chart.y.high)
        figure.xticks([place for place, _ in chart.x.ticks], ["" for _ in chart.x.ticks])
        figure.yticks([place for place, _ in chart.y.ticks], [text for _, text in chart.y.ticks])
        # Without a signal plotext draws no axis at all: a blank one at a corner holds them.
        figure.scatter([chart.x.low], [chart.y.low], marker=" ", color=self._color(_AXES))

    def _x_texts(self, matrix: Any) -> None:
        """Write the texts of the x axis under their ticks, the last one first: plotext leaves out what it cannot centre."""
        width = self.left + 1 + self.columns
        free = [True] * (width + 1)
        for place, text in reversed(self.chart.x.ticks):
            start = max(min(self._column(place) - len(text) // 2, width - len(text)), 0)
            if len(text) <= width and all(free[max(start - 1, 0) : start + len(text) + 1]):
                matrix.add_horizontal_string(start, 0, text, self._color(_AXES))
                free[start : start + len(text)] = [False] * len(text)

    def _column(self, x: float) -> int:
        axis = self.chart.x
        return self.left + 1 + math.floor(0.5 + (self.columns - 1) * (x - axis.low) / (self.x_high - axis.low))

    def _series(self, series: Series) -> None:
        if not series.x:
            return
        lined = self.ascii and series.marker == BRAILLE
        marker = ascii_marker(series.role) if lined else self._glyph(series.marker)
        paint = self.figure.plot if series.line else self.figure.scatter
        y = [self._clip_y(value) for value in series.y]
        paint([self._clip_x(value) for value in series.x], y, marker=marker, color=self._color(series.role))

    def _sign_letters(self) -> None:
        for sign in self.chart.signs:
            self.figure.text(sign.letter, self._clip_x(sign.x), self.chart.y.high, color=self._color(sign.role), style="bold")

    def _line_letters(self) -> None:
        """Put the letters behind the last points; those that end in the same row stand side by side."""
        taken: dict[tuple[int, int], int] = {}
        column = (self.x_high - self.chart.x.low) / max(self.columns - 1, 1)
        for series in self.chart.series:
            if series.letter and series.x:
                x, y = self._clip_x(series.x[-1]), self._clip_y(series.y[-1])
                cell = (round((x - self.chart.x.low) / column), self._row(y))
                taken[cell] = taken.get(cell, 0) + 1
                self._letter(series, x + taken[cell] * column, y)

    def _letter(self, series: Series, x: float, y: float) -> None:
        self.figure.text(series.letter, min(x, self.x_high), y, color=self._color(series.role), style="bold")

    def _note(self) -> None:
        x, y = self.chart.x, self.chart.y
        text = self.chart.note[: self.columns - 2]
        if text:
            center = (x.low + self.x_high) / 2, (y.low + y.high) / 2
            self.figure.text(text, *center, color=self._color(_AXES), alignment="center")

    def _row(self, y: float) -> int:
        axis = self.chart.y
        return math.floor(0.5 + (self.lines - 1) * (y - axis.low) / (axis.high - axis.low))

    def _clip_x(self, value: float) -> float:
        return min(max(value, self.chart.x.low), self.chart.x.high)

    def _clip_y(self, value: float) -> float:
        return min(max(value, self.chart.y.low), self.chart.y.high)

    def _color(self, role: str) -> int:
        if role not in self.roles:
            self.roles.append(role)
        return self.roles.index(role)

    def _glyph(self, marker: str) -> str:
        return _ASCII.get(marker, marker) if self.ascii else marker

    def _read(self, matrix: Any) -> Rows:
        lines = zip(reversed(matrix.marker), reversed(matrix.fullground), reversed(matrix.style), strict=True)
        return tuple(self._read_row(*line) for line in lines)

    def _read_row(self, glyphs: Iterable[str], colors: Iterable[Any], styles: Iterable[str]) -> Row:
        cells = zip(glyphs, colors, styles, strict=True)
        return join([(self._glyph(glyph), self._style(color, style) if glyph != " " else "") for glyph, color, style in cells])

    def _style(self, color: Any, style: str) -> str:
        role = self.roles[color] if isinstance(color, int) else ""
        return f"{role} bold" if style == "bold" else role


def _figure(width: int, height: int) -> Any:
    from plotext._figure import _figure_class  # noqa: PLC0415 (40 ms that the first picture does not need)

    figure = _figure_class()
    figure._limit_size(False, False)
    figure.plot_size(width, height)
    figure.theme("clear")
    return figure
