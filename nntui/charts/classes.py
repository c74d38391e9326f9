"""The points of a classification with two features: a mark and a colour for each class, wrong ones told apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nntui.charts.axes import Axis
from nntui.charts.boundary import Ground
from nntui.charts.cells import cut, width_of
from nntui.charts.frames import Values
from nntui.charts.layout import crop
from nntui.charts.pictures import Shades
from nntui.charts.plane import ASCII_CHOSEN, ASCII_MARKS, ASCII_WRONG, CHOSEN, MARKS, WRONG, Series, plane
from nntui.charts.spans import Row, Rows, Span

STYLES = 10


def class_mark(position: int, *, ascii: bool = False) -> str:
    """Return the mark of a class by its position; after ten classes they repeat."""
    marks = ASCII_MARKS if ascii else MARKS
    return marks[position % len(marks)]


def class_style(position: int) -> str:
    """Return the role of a class by its position; after ten classes they repeat."""
    return f"class{position % STYLES}"


def class_series(
    points: Values, classes: npt.NDArray[np.int64], *, ascii: bool = False, wrong: npt.NDArray[np.bool_] | None = None
) -> list[Series]:
    """Return the points `(rows, 2)` with their `classes` `(rows,)`, those that are `wrong` `(rows,)` as crosses on top."""
    right = np.ones(len(points), dtype=bool) if wrong is None else ~wrong
    series = [
        Series(points[kept, 0], points[kept, 1], class_mark(position, ascii=ascii), class_style(position))
        for position in np.unique(classes).tolist()
        if (kept := right & (classes == position)).any()
    ]
    if wrong is not None and wrong.any():
        cross = ASCII_WRONG if ascii else WRONG
        series.append(Series(points[wrong, 0], points[wrong, 1], cross, "bad bold"))
    return series


def class_plane(
    points: Values,
    classes: npt.NDArray[np.int64],
    horizontal: Axis,
    vertical: Axis,
    *,
    width: int,
    height: int,
    ascii: bool = False,
    shades: Shades = "grey",
    ground: Ground | None = None,
    wrong: npt.NDArray[np.bool_] | None = None,
    chosen: tuple[float, float] | None = None,
) -> Rows:
    """Return a plane (see there) of the points as `class_series` draws them."""
    return plane(
        class_series(points, classes, ascii=ascii, wrong=wrong),
        horizontal,
        vertical,
        width=width,
        height=height,
        ascii=ascii,
        shades=shades,
        ground=ground,
        chosen=chosen,
    )


def legend(names: Sequence[str], *, width: int, ascii: bool = False, wrong: bool = False, chosen: bool = False) -> Row:
    """Return one row that says which mark is which class; names are cut evenly where the room is short."""
    entries: list[tuple[str, str, str]] = [
        (class_mark(position, ascii=ascii), name, class_style(position)) for position, name in enumerate(names)
    ]
    if wrong:
        entries.append((ASCII_WRONG if ascii else WRONG, "wrong", "bad bold"))
    if chosen:
        entries.append((ASCII_CHOSEN if ascii else CHOSEN, "chosen", "mark bold"))
    room = _name_room([name for _, name, _ in entries], width)
    cells: list[Span] = []
    for mark, name, style in entries:
        cells.extend(((mark + " ", style), (cut(name, room, ascii=ascii) + "  ", "")))
    return crop(cells, width)


def _name_room(names: Sequence[str], width: int) -> int:
    room = max(map(width_of, names), default=0)
    while room > 1 and sum(min(room, width_of(name)) + 4 for name in names) > width + 2:
        room -= 1
    return room
