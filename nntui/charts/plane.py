"""Points of a set with two features, curves and lines, in a frame with axis numbers."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from nntui.charts.axes import Axis, tick_texts
from nntui.charts.boundary import Ground, lay
from nntui.charts.canvas import DOTS_ACROSS, DOTS_DOWN, Canvas
from nntui.charts.cells import width_of
from nntui.charts.frames import Frame, Values, frame_in, place
from nntui.charts.pictures import Shades
from nntui.charts.spans import Rows, Span

MARKS = "●▲■◆○△□◇★☆"
ASCII_MARKS = "o+#*%=&$~@"
WRONG, ASCII_WRONG = "\u00d7", "x"
CHOSEN, ASCII_CHOSEN = "◉", "@"
DOTS = "dots"
ASCII_DOT = "."


class Series(msgspec.Struct, frozen=True, eq=False):
    """Points drawn alike: `x`, `y` `(points,)` float64, a mark of one cell or `dots` for braille, and a style.

    `line` joins neighbours, in order, by a line.
    """

    x: Values
    y: Values
    mark: str = DOTS
    style: str = ""
    line: bool = False


def plane(
    series: Sequence[Series],
    horizontal: Axis,
    vertical: Axis,
    *,
    width: int,
    height: int,
    ascii: bool = False,
    shades: Shades = "grey",
    ground: Ground | None = None,
    chosen: tuple[float, float] | None = None,
) -> Rows:
    """Return the series in a frame, later ones on top, each row exactly `width` cells; `ground` is what they stand on.

    Of points in one cell the mark of the last series shows. The `chosen` point gets a mark of its own, and arrows on
    both axes point to it, so that it is found without colours. In a small room the frame and its numbers are left out.
    """
    if width < 1 or height < 1:
        return ()
    drawn = Plane(series, horizontal, vertical, width=width, height=height, ascii=ascii, shades=shades, ground=ground)
    return drawn.marked(chosen)


class Plane:
    """A drawn plane in which a point can be marked without drawing all again; the arguments are those of `plane`."""

    def __init__(
        self,
        series: Sequence[Series],
        horizontal: Axis,
        vertical: Axis,
        *,
        width: int,
        height: int,
        ascii: bool = False,
        shades: Shades = "grey",
        ground: Ground | None = None,
    ) -> None:
        self._ascii = ascii
        self._canvas = Canvas(width, height)
        self._frame = frame_in(horizontal, vertical, width=width, height=height)
        if ground is not None:
            lay(self._canvas, self._frame, ground, ascii=ascii, shades=shades)
        for one in series:
            draw(self._canvas, self._frame, one, ascii=ascii)
        if self._frame.left:
            _draw_axes(self._canvas, self._frame, ascii)
        self._rows = self._canvas.rows()

    def marked(self, chosen: tuple[float, float] | None) -> Rows:
        """Return the rows with that point marked, if it is inside."""
        marks = _chosen_marks(self._frame, chosen, self._ascii) if chosen is not None else {}
        return tuple(
            self._canvas.row(number, marks[number]) if number in marks else row for number, row in enumerate(self._rows)
        )


def draw(canvas: Canvas, frame: Frame, one: Series, *, ascii: bool = False) -> None:
    """Put one series on the canvas."""
    dotted = one.mark == DOTS and not ascii
    across = DOTS_ACROSS if dotted else 1
    x, y = _joined(one, frame.width * across) if one.line else (one.x, one.y)
    if dotted:
        canvas.dots(*frame.cells(x, y, down=DOTS_DOWN, across=across), one.style)
        return
    mark = ASCII_DOT if one.mark == DOTS else one.mark
    rows, columns = frame.cells(x, y)
    for row, column in sorted(set(zip(rows.tolist(), columns.tolist(), strict=True))):
        canvas.put(row, column, mark, one.style)


def _joined(one: Series, columns: int) -> tuple[Values, Values]:
    """Return points along the lines between neighbours, enough that no column is left empty."""
    if len(one.x) < 2:
        return one.x, one.y
    steps = max(2, 4 * columns // (len(one.x) - 1) + 1)
    shares = np.linspace(0, 1, steps, endpoint=False)
    x = one.x[:-1, None] + np.diff(one.x)[:, None] * shares
    y = one.y[:-1, None] + np.diff(one.y)[:, None] * shares
    return np.append(x.ravel(), one.x[-1]), np.append(y.ravel(), one.y[-1])


def _draw_axes(canvas: Canvas, frame: Frame, ascii: bool) -> None:
    bar, floor, corner = ("|", "-", "+") if ascii else ("│", "─", "└")
    bottom = frame.top + frame.height
    for row in range(frame.height):
        canvas.put(frame.top + row, frame.left - 1, bar, "muted")
    for column in range(frame.width):
        canvas.put(bottom, frame.left + column, floor, "muted")
    canvas.put(bottom, frame.left - 1, corner, "muted")
    _draw_vertical_numbers(canvas, frame)
    _draw_horizontal_numbers(canvas, frame)


def _draw_vertical_numbers(canvas: Canvas, frame: Frame) -> None:
    axis = frame.vertical
    places = place(1 - axis.share(np.array(axis.ticks, dtype=np.float64)), frame.height).tolist()
    taken = -2
    for row, text in sorted(zip(places, tick_texts(axis.ticks), strict=True)):
        if row > taken + 1 or row == frame.height - 1 > taken:
            canvas.write(frame.top + row, frame.left - 1 - width_of(text), text, "muted")
            taken = row


def _draw_horizontal_numbers(canvas: Canvas, frame: Frame) -> None:
    axis = frame.horizontal
    places = place(axis.share(np.array(axis.ticks, dtype=np.float64)), frame.width).tolist()
    free = frame.left
    for column, text in zip(places, tick_texts(axis.ticks), strict=True):
        start = frame.left + column - width_of(text) // 2
        start = min(max(start, frame.left), canvas.width - width_of(text))
        if start >= free:
            canvas.write(frame.top + frame.height + 1, start, text, "muted")
            free = start + width_of(text) + 1


def _chosen_marks(frame: Frame, chosen: tuple[float, float], ascii: bool) -> dict[int, dict[int, Span]]:
    """Return what marks a point, by row and column: a sign in its place, and an arrow on each axis."""
    rows, columns = frame.cells(np.array([chosen[0]]), np.array([chosen[1]]))
    row, column = int(rows[0]), int(columns[0])
    if row < 0:
        return {}
    marks: dict[int, dict[int, Span]] = {row: {column: (ASCII_CHOSEN if ascii else CHOSEN, "mark bold reverse")}}
    if frame.left:
        marks[row][frame.left - 1] = (">" if ascii else "▸", "mark bold")
        marks[frame.top + frame.height] = {column: ("^" if ascii else "▴", "mark bold")}
    return marks
