"""A sample with two features as a point among the others, on the areas that the network tells apart."""

from __future__ import annotations

import math

import numpy as np

from nntui.charts import axes, numbers
from nntui.charts.axes import Axis
from nntui.charts.boundary import Ground, heat
from nntui.charts.classes import class_mark, class_series, class_style
from nntui.charts.layout import row_width
from nntui.charts.pictures import Shades
from nntui.charts.plane import ASCII_CHOSEN, ASCII_WRONG, CHOSEN, WRONG, Plane
from nntui.charts.spans import Rows, Span
from nntui.data.arrays import Array
from nntui.data.tables import Part
from nntui.insight.window import Region
from nntui.tui.screens.predict_state import Choice
from nntui.tui.text import safe

MOST_POINTS = 6000
SHORT = 12


def plane_axes(choice: Choice, part: Part) -> tuple[Axis, Axis]:
    """Return the axes around the points of the part and the range of the training part."""
    points = _points(part.raw)
    ends = np.array([[column.low, column.high] for column in choice.columns])
    return axes.around(points[:, 0], ends[0]), axes.around(points[:, 1], ends[1])


def region_of(choice: Choice) -> Region | None:
    """Return the part of the plane that is drawn; None where the sample is drawn otherwise."""
    if choice.part is None or choice.kind != "plane":
        return None
    horizontal, vertical = plane_axes(choice, choice.part)
    return Region(horizontal.low, horizontal.high, vertical.low, vertical.high)


def plane_rows(choice: Choice, width: int, height: int, *, ascii: bool, shades: Shades, marked: bool = True) -> Rows:
    """Return the points of the part, the chosen one `marked`, on the areas if they are wanted.

    All but the mark is drawn again only when something else than the chosen point has changed.
    """
    raw, part = choice.raw, choice.part
    if raw is None or part is None or width < 1 or height < 1:
        return ()
    key = (choice.model, part, choice.predicted.get(part.name), choice.layers, width, height, ascii, shades)
    if choice.drawn is None or not _same(choice.drawn[0], key):
        choice.drawn = (key, _drawn(choice, part, width, height, ascii=ascii, shades=shades))
    return choice.drawn[1].marked((float(raw[0]), float(raw[1])) if marked else None)


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return all(
        left is right or (isinstance(left, (int, str)) and left == right) for left, right in zip(one, other, strict=True)
    )


def _drawn(choice: Choice, part: Part, width: int, height: int, *, ascii: bool, shades: Shades) -> Plane:
    wrong = _wrong(choice, len(part.raw))
    thin = None if wrong is None else _thinned(wrong)
    series = class_series(_points(part.raw), _classes(choice, part.raw_targets), ascii=ascii, wrong=thin)
    if choice.layers == "areas" and choice.boundary is not None:
        series = []
    ground = _ground(choice, part.raw_targets) if choice.areas else None
    return Plane(series, *plane_axes(choice, part), width=width, height=height, ascii=ascii, shades=shades, ground=ground)


def plane_caption(choice: Choice, width: int, *, ascii: bool) -> list[Span]:
    """Return where the chosen point is, and how many are wrong or what the marks mean."""
    values = ", ".join(
        f"{safe(column.name, SHORT, ascii=ascii)} {numbers.short(choice.value(at), 3)}"
        for at, column in enumerate(choice.columns)
    )
    cells = [
        (f"{ASCII_CHOSEN if ascii else CHOSEN} ", "mark bold"),
        (values, ""),
        ("   ", ""),
        *plane_meaning(choice, ascii=ascii),
    ]
    return cells if row_width(cells) <= width else cells[:-1]


def plane_meaning(choice: Choice, *, ascii: bool) -> list[Span]:
    """Return how many of the part are wrong, or for a regression what the marks mean."""
    if not choice.classifies:
        middle = numbers.short(_middle(choice.part.raw_targets), 2) if choice.part is not None else ""
        above, below = ((f"{class_mark(at, ascii=ascii)} ", class_style(at)) for at in (0, 1))
        return [above, (f"above {middle} ", ""), below, ("below", "")]
    forecast = choice.forecast_of_part
    if forecast is None:
        return []
    accuracy = f", accuracy {numbers.percent(forecast.accuracy)}"
    return [(f"{ASCII_WRONG if ascii else WRONG} ", "bad bold"), (f"{forecast.wrong_count:,} wrong", ""), (accuracy, "")]


def _thinned(rows: Array) -> Array:
    return rows[:: max(1, -(-len(rows) // MOST_POINTS))]


def _points(raw: Array) -> Array:
    return _thinned(raw).astype(np.float64)


def _classes(choice: Choice, targets: Array) -> Array:
    """Return classes `(rows,)`; of a regression 0 above the middle of its values and 1 below it."""
    thin = _thinned(targets)
    return thin if choice.classifies else (thin.reshape(len(thin), -1)[:, 0] < _middle(targets)).astype(np.int64)


def _middle(targets: Array) -> float:
    """Return the middle of the values, rounded to a power of ten of about a tenth of their range, so that it is easily said."""
    low, high = float(targets.min()), float(targets.max())
    step = 10.0 ** math.floor(math.log10((high / 2 - low / 2) / 5)) if high > low else 0.0
    middle = low / 2 + high / 2
    return round(middle / step) * step if step else middle


def _wrong(choice: Choice, rows: int) -> Array | None:
    forecast = choice.forecast_of_part
    return forecast.wrong if forecast is not None and choice.classifies and len(forecast.wrong) == rows else None


def _ground(choice: Choice, targets: Array) -> Ground | None:
    found = choice.boundary
    if found is None:
        return None
    if found.values is None:
        return Ground(found.said, found.confidence)
    return heat(found.values, float(targets.min()), float(targets.max()))
