"""The chosen sample as rows: a picture, a point among the data, a curve through points, or named values."""

from __future__ import annotations

import msgspec
import numpy as np

from nntui.charts import axes, numbers
from nntui.charts.layout import crop
from nntui.charts.pictures import Shades, picture
from nntui.charts.plane import ASCII_CHOSEN, CHOSEN, DOTS, Series, plane
from nntui.charts.sliders import slider
from nntui.charts.spans import Row, Rows, Span
from nntui.charts.tables import Column, table
from nntui.data.arrays import Array
from nntui.tui.screens.predict_plane import MOST_POINTS, SHORT, plane_caption, plane_rows
from nntui.tui.screens.predict_state import Choice
from nntui.tui.text import safe

SLIDER = 9


class Brush(msgspec.Struct, frozen=True):
    """How to draw: in ASCII or not, greys or blocks, in few colours or many, and whether values are being changed."""

    ascii: bool = False
    shades: Shades = "grey"
    changing: bool = False
    few: bool = False


def sample_rows(choice: Choice, width: int, height: int, brush: Brush) -> Rows:
    """Return the sample in at most `width` by `height` cells, with a row of words below."""
    if choice.raw is None or width < 4 or height < 3:
        return ()
    drawn = _DRAWN[choice.kind](choice, width, height - 1, brush)
    return (*drawn, crop(_caption(choice, width, brush), width))


def _caption(choice: Choice, width: int, brush: Brush) -> list[Span]:
    mark = ASCII_CHOSEN if brush.ascii else CHOSEN
    if choice.kind == "plane":
        return plane_caption(choice, width, ascii=brush.ascii)
    if choice.kind == "curve":
        dot, line = (".", "*") if brush.ascii else ("⠶", "━")
        value = f"{safe(choice.columns[0].name, SHORT, ascii=brush.ascii)} {numbers.short(choice.value(0), 4)}"
        return [
            (f"{mark} ", "mark bold"),
            (f"{value}   ", ""),
            (f"{dot} ", "muted"),
            ("true   ", ""),
            (f"{line} predicted", "accent"),
        ]
    if choice.kind == "picture" and brush.changing:
        column = choice.columns[choice.cursor]
        return [(column.name, "mark"), (f": {numbers.short(choice.value(choice.cursor))}", "")]
    return []


def _picture(choice: Choice, width: int, height: int, brush: Brush) -> Rows:
    known, raw = choice.description, choice.raw
    if known is None or known.picture_shape is None or raw is None:
        return ()
    scale = choice.columns[0]
    marked = divmod(choice.cursor, known.picture_shape[1]) if brush.changing else None
    return picture(
        raw.reshape(known.picture_shape),
        width=width,
        height=height,
        ascii=brush.ascii,
        shades=brush.shades,
        low=scale.low,
        high=scale.high,
        marked=marked,
    )


def _plane(choice: Choice, width: int, height: int, brush: Brush) -> Rows:
    return plane_rows(choice, width, height, ascii=brush.ascii, shades="blocks" if brush.few else brush.shades)


def _curve(choice: Choice, width: int, height: int, brush: Brush) -> Rows:
    return curve_rows(choice, width, height, ascii=brush.ascii)


def curve_rows(choice: Choice, width: int, height: int, *, ascii: bool, marked: bool = True) -> Rows:
    """Return the points of the part and the curve that the network draws through them, the chosen sample `marked`."""
    raw, part = choice.raw, choice.part
    if raw is None or part is None:
        return ()
    stride = max(1, -(-len(part.raw) // MOST_POINTS))
    x = part.raw.reshape(-1)[::stride].astype(np.float64)
    y = part.raw_targets.reshape(-1)[::stride].astype(np.float64)
    series = [Series(x, y, DOTS, "muted")]
    curve = choice.curve
    heights = [y]
    if curve is not None:
        series.append(Series(curve[0], curve[1], "*" if ascii else DOTS, "accent", line=True))
        heights.append(_within(curve[1], y))
    here = float(raw.reshape(-1)[0])
    said = float(np.interp(here, curve[0], curve[1])) if curve is not None else float("nan")
    horizontal, vertical = axes.around(x), axes.around(*heights)
    chosen = (here, said) if marked else None
    return plane(series, horizontal, vertical, width=width, height=height, ascii=ascii, chosen=chosen)


def _within(values: Array, around: Array) -> Array:
    """Return the values kept to twice the range of the data, so that a wild start leaves the data to be seen."""
    low, high = float(around.min()), float(around.max())
    room = (high - low) / 2 or 1.0
    kept: Array = np.clip(values[np.isfinite(values)], low - room, high + room)
    return kept


def _values(choice: Choice, width: int, height: int, brush: Brush) -> Rows:
    room = max(1, height - 1)
    first = min(max(0, choice.cursor - room // 2), max(0, len(choice.columns) - room))
    shown = choice.columns[first : first + room]
    line = max(0, min(SLIDER + (width - 44), 24)) if width >= 36 else 0
    name_width = max(8, width - line - 16)
    rows: list[Row] = [
        (
            (safe(column.name, name_width, ascii=brush.ascii), ""),
            (numbers.short(choice.value(first + place), 5), "bold"),
            (slider(_share(choice.value(first + place), column.low, column.high), line, ascii=brush.ascii), "muted"),
        )
        for place, column in enumerate(shown)
    ]
    known = choice.description
    title = "feature" if known is None or len(choice.columns) <= room else f"feature ({len(choice.columns)} in all)"
    columns = [Column(title), Column("value", "point"), *([Column("range")] if line else [])]
    return table(
        columns,
        [row[: len(columns)] for row in rows],
        width=width,
        height=height,
        ascii=brush.ascii,
        chosen=choice.cursor - first if brush.changing else None,
    )


def _share(value: float, low: float, high: float) -> float:
    return (value / 2 - low / 2) / (high / 2 - low / 2) if high > low else 0.5 if value == low else float(value > low) * 2 - 0.5


_DRAWN = {"picture": _picture, "plane": _plane, "curve": _curve, "values": _values}
