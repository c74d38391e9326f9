"""The live plane as rows: a title with its legend, what is held, the drawing, and a line of numbers under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

from nntui.charts import axes, classes, numbers
from nntui.charts.axes import Axis
from nntui.charts.boundary import Ground, heat, sharp
from nntui.charts.classes import class_mark, class_series, class_style
from nntui.charts.frames import Frame, frame_in
from nntui.charts.layout import crop, row_width
from nntui.charts.pictures import Shades
from nntui.charts.plane import ASCII_WRONG, DOTS, WRONG, Series, plane
from nntui.charts.scales import scale
from nntui.charts.spans import Row, Rows, Span
from nntui.insight.plane import Seen
from nntui.tui.plane.state import PlaneState, first_target
from nntui.tui.text import safe

if TYPE_CHECKING:
    from nntui.data.arrays import Array
    from nntui.data.tables import Part
    from nntui.insight.window import Region
    from nntui.tui.plane.drawing import Drawing
    from nntui.tui.screens.predict_sample import Brush

MOST_POINTS = 6000
NAME = 20
SHORT_NAME = 16
_ENDS = {"finished": "finished", "stopped": "stopped", "failed": "the run failed"}


class Sheet(msgspec.Struct, frozen=True):
    """How much room there is, how to draw in it, whether the plane has the focus, and the pen while points are drawn."""

    width: int
    height: int
    brush: Brush
    focused: bool = False
    pen: Drawing | None = None

    @property
    def ascii(self) -> bool:
        """Whether only ASCII may be drawn."""
        return self.brush.ascii

    @property
    def shades(self) -> Shades:
        """Whether areas have colours."""
        return "blocks" if self.brush.few else self.brush.shades


def rows_of(state: PlaneState, sheet: Sheet) -> Rows:
    """Return everything, each row at most as wide as the sheet."""
    head = head_rows(state, sheet)
    room = sheet.height - len(head) - 1
    if room < 1:
        return (*head, caption(state, sheet))[: sheet.height]
    return (*head, *drawing(state, sheet, room), caption(state, sheet))


def places_in(state: PlaneState, sheet: Sheet) -> tuple[int, int]:
    """Return the rows and columns of places that the drawing has: two rows in a cell where there are colours."""
    frame = _frame(state, sheet)
    return max(1, frame.height * (1 if sheet.ascii or sheet.shades == "blocks" else 2)), max(1, frame.width)


# the title


def title_of(state: PlaneState) -> str:
    """Return what is drawn, in a word or two."""
    if state.kind == "curve":
        return "curve"
    word = "boundary" if state.classifies else "heat map"
    return f"{word}, discrete" if state.sharp else word


def head_rows(state: PlaneState, sheet: Sheet) -> Rows:
    """Return the title with the legend beside it, or below where the room is short; then what is on the axes and held."""
    sign = (">" if sheet.ascii else "▸") + " "
    words = f"{title_of(state)}{', drawing' if sheet.pen is not None else ''}"
    title: Row = ((f"{sign if sheet.focused else ''}{words}", "accent bold" if sheet.focused else "bold"), ("  ", ""))
    legend = _legend(state, sheet, sheet.width - row_width(title))
    if row_width(title) + row_width(legend) <= sheet.width:
        rows = [crop([*title, *legend], sheet.width)]
    else:
        rows = [crop(title, sheet.width), _legend(state, sheet, sheet.width)]
    return (*rows, *_feature_rows(state, sheet), *_still_rows(state, sheet))


def _legend(state: PlaneState, sheet: Sheet, room: int) -> Row:
    known = state.known
    if known is None:
        return ()
    if state.kind == "curve":
        dot, line = (".", "*") if sheet.ascii else ("⠶", "━")
        return ((f"{dot} ", "muted"), ("true  ", ""), (f"{line} predicted", "accent"))
    if state.classifies:
        names = [safe(name, SHORT_NAME, ascii=sheet.ascii) for name in known.class_names]
        whole = classes.legend(names, width=10_000, ascii=sheet.ascii)
        return whole if row_width(whole) <= room else classes.legend(names, width=sheet.width, ascii=sheet.ascii)
    low, high = scale_ends(state)
    name: list[Span] = []
    if known.outputs > 1 and known.target_names:
        name = [(safe(known.target_names[0], SHORT_NAME, ascii=sheet.ascii) + "  ", "")]
    bar = scale(low, high, width=max(room - row_width(name), 14), few=state.sharp, ascii=sheet.ascii, shades=sheet.shades)
    return (*name, *bar)


def scale_ends(state: PlaneState) -> tuple[float, float]:
    """Return from where to where the scale of a heat map goes: the training part's range of the first target.

    Where the data are not there it is what the scaling of the targets makes -2 to 2.
    """
    model = state.choice.model
    if model is None:
        return -1.0, 1.0
    targets = first_target(model.prepared.train) if model.prepared is not None else np.zeros(0)
    if len(targets):
        return float(targets.min()), float(targets.max())
    middle, unit = float(model.preparation.target_offset[0]), float(model.preparation.target_factor[0])
    return middle - 2 * unit, middle + 2 * unit


def _feature_rows(state: PlaneState, sheet: Sheet) -> list[Row]:
    """Return which features are on the axes and at which values the others are held; nothing for two features."""
    section = state.section
    if section is None or not section.others:
        return []
    across, up = (safe(state.columns[at].name, NAME, ascii=sheet.ascii) for at in (section.across, section.up))
    on_axes: list[Span] = [("x ", "muted"), (across, "bold"), ("  y ", "muted"), (up, "bold")]
    held = _held(state, sheet, sheet.width - row_width(on_axes) - 3)
    if row_width(on_axes) + 3 + row_width(held) <= sheet.width:
        return [crop([*on_axes, ("   ", ""), *held], sheet.width)]
    return [crop(on_axes, sheet.width), crop(_held(state, sheet, sheet.width), sheet.width)]


def _held(state: PlaneState, sheet: Sheet, room: int) -> list[Span]:
    """Return the held features with their values, from the one that is moved on, as many as there is room for."""
    section = state.section
    if section is None:
        return []
    others = section.others
    first = others.index(state.held_at)
    cells: list[Span] = [(f"held at {state.held_from}: " if room > 60 else "held: ", "muted")]
    for count, position in enumerate((*others[first:], *others[:first])):
        name = safe(state.columns[position].name, NAME, ascii=sheet.ascii)
        sign = (">" if sheet.ascii else "▸") if position == state.held_at else ""
        value = numbers.short(section.held[position], 4)
        one: list[Span] = [(", ", "") if count else ("", ""), (f"{sign}{name} ", "accent" if sign else ""), (value, "bold")]
        left = len(others) - count
        more = f", {left} more" if count else ""
        if count and row_width(cells) + row_width(one) + (len(f", {left - 1} more") if left > 1 else 0) > room:
            return [*cells, (more, "muted")]
        cells += one
    return cells


def _still_rows(state: PlaneState, sheet: Sheet) -> list[Row]:
    """Return a line about an axis whose feature never changes."""
    section = state.section
    if section is None or state.choice.part is None:
        return []
    still = [state.columns[at] for at in (section.across, section.up) if state.columns[at].low == state.columns[at].high]
    words = [f"{safe(one.name, NAME, ascii=sheet.ascii)} is {numbers.short(one.low)} in every training sample" for one in still]
    return [crop([(line, "warning")], sheet.width) for line in words]


# the drawing


def drawing(state: PlaneState, sheet: Sheet, height: int) -> Rows:
    """Return what was answered last: areas or curve with the points on them; before that the points alone."""
    seen = state.seen
    region = seen.asked.region if seen is not None else state.window
    part = seen.asked.part if seen is not None else state.choice.part
    horizontal, vertical = _axes(region)
    if state.kind == "curve":
        series, ground = _curve_series(seen, part, sheet), None
    else:
        series, ground = _point_series(state, seen, part, sheet), _ground(state, seen)
    return plane(
        series,
        horizontal,
        vertical,
        width=sheet.width,
        height=height,
        ascii=sheet.ascii,
        shades=sheet.shades,
        ground=ground,
        chosen=None if sheet.pen is None else (sheet.pen.x, sheet.pen.y),
    )


def _axes(region: Region) -> tuple[Axis, Axis]:
    return axes.over(region.left, region.right), axes.over(region.bottom, region.top)


def _ground(state: PlaneState, seen: Seen | None) -> Ground | None:
    if seen is None or seen.boundary is None:
        return None
    if seen.boundary.values is not None:
        return heat(seen.boundary.values, *scale_ends(state), few=state.sharp)
    ground = Ground(seen.boundary.said, seen.boundary.confidence)
    return sharp(ground) if state.sharp and seen.finite else ground


def _point_series(state: PlaneState, seen: Seen | None, part: Part | None, sheet: Sheet) -> list[Series]:
    section = seen.asked.section if seen is not None else state.section
    if part is None or section is None or not len(part.raw):
        return []
    told = part.raw_targets if state.classifies else (first_target(part) < middle_of_scale(state)).astype(np.int64)
    wrong = seen.wrong if seen is not None else None
    return class_series(
        section.points(_thinned(part.raw)),
        _thinned(told),
        ascii=sheet.ascii,
        wrong=None if wrong is None else _thinned(wrong),
    )


def _curve_series(seen: Seen | None, part: Part | None, sheet: Sheet) -> list[Series]:
    series = []
    if part is not None:
        x, y = _thinned(part.raw.reshape(-1)).astype(np.float64), _thinned(first_target(part))
        series.append(Series(x, y, DOTS, "muted"))
    if seen is not None and seen.curve is not None:
        series.append(Series(*seen.curve, "*" if sheet.ascii else DOTS, "accent", line=True))
    if part is not None and seen is not None and seen.wrong is not None:
        wrong = _thinned(seen.wrong)
        series.append(Series(x[wrong], y[wrong], ASCII_WRONG if sheet.ascii else WRONG, "bad bold"))
    return series


def middle_of_scale(state: PlaneState) -> float:
    """Return the number in the middle of a heat map's scale."""
    low, high = scale_ends(state)
    return low / 2 + high / 2


def _thinned(rows: Array) -> Array:
    return rows[:: max(1, -(-len(rows) // MOST_POINTS))]


# the line below


def caption(state: PlaneState, sheet: Sheet) -> Row:
    """Return whose points these are, how many are wrong, how many in sight, and with which weights; what fits of it."""
    seen = state.seen
    if sheet.pen is not None:
        return _pen_row(state, sheet.pen, sheet)
    if seen is None:
        words = "asking the network ..." if state.choice.weights is not None else "the network is being made"
        return crop([(words, "muted")], sheet.width)
    if not seen.finite:
        return crop([*_diverged(state, seen)[0], ("the outputs are no numbers any more", "bad")], sheet.width)
    line: list[Span] = []
    for piece in (*_diverged(state, seen), *_of_points(state, seen, sheet), *_when(state, seen)):
        if row_width(line) + row_width(piece) <= sheet.width:
            line += piece
    return crop(line, sheet.width)


def _pen_row(state: PlaneState, pen: Drawing, sheet: Sheet) -> Row:
    """Return what enter draws, and where."""
    section = state.section
    names = [safe(state.columns[at].name, NAME, ascii=sheet.ascii) for at in (section.across, section.up)] if section else []
    place = ", ".join(f"{name} {numbers.short(value, 3)}" for name, value in zip(names, (pen.x, pen.y), strict=False))
    if not pen.classes:
        what: list[Span] = [(numbers.short(pen.target, 4), "bold")]
    else:
        number = int(pen.target)
        mark = class_mark(number, ascii=sheet.ascii)
        name = safe(pen.classes[number], SHORT_NAME, ascii=sheet.ascii)
        what = [(f"{mark} {name}", f"{class_style(number)} bold")]
    return crop([("enter draws ", "muted"), *what, (" at ", "muted"), (place, "")], sheet.width)


def cell_of(state: PlaneState, sheet: Sheet) -> tuple[float, float]:
    """Return the width and height of a cell of the drawing in units of the data."""
    frame = _frame(state, sheet)
    region = state.window
    return (region.right - region.left) / max(frame.width, 1), (region.top - region.bottom) / max(frame.height, 1)


def place_of_cell(state: PlaneState, sheet: Sheet, column: int, row: int) -> tuple[float, float] | None:
    """Return the middle of the cell at `column` and `row` of the sheet in units of the data; None beside the drawing."""
    frame, region, (width, height) = _frame(state, sheet), state.window, cell_of(state, sheet)
    across, down = column - frame.left, row - len(head_rows(state, sheet)) - frame.top
    if not (0 <= across < frame.width and 0 <= down < frame.height):
        return None
    return region.left + (across + 0.5) * width, region.top - (down + 0.5) * height


def _frame(state: PlaneState, sheet: Sheet) -> Frame:
    horizontal, vertical = _axes(state.window)
    return frame_in(horizontal, vertical, width=sheet.width, height=sheet.height - len(head_rows(state, sheet)) - 1)


def _diverged(state: PlaneState, seen: Seen) -> list[list[Span]]:
    """Return, where the run diverged, that these are the weights that were kept."""
    if state.status != "diverged":
        return [[]]
    return [[("diverged: ", "bad bold")], [("the weights kept", "")], [(f" of step {seen.weights.step:,}; ", "muted")]]


def _when(state: PlaneState, seen: Seen) -> list[list[Span]]:
    """Return with which weights this was answered, and whether the run is over."""
    if state.status == "diverged":
        return []
    step = f"step {seen.weights.step:,}" if seen.weights.step else "start weights"
    end = [(f", {_ENDS[state.status]}", "muted")] if state.status in _ENDS else []
    return [[(f", {step}", "muted")], end]


def _of_points(state: PlaneState, seen: Seen, sheet: Sheet) -> list[list[Span]]:
    """Return whose points these are, how many are wrong and how many in the window, the most important first."""
    part = seen.asked.part
    if part is None:
        return [[("no data here: no points", "muted")]]
    whose: list[Span] = [(f"{part.name} ", part.name)]
    inside = in_sight(seen)
    if inside == 0:
        return [[*whose, ("no point here: 0 shows all", "warning")]]
    wrong = int(np.count_nonzero(seen.wrong)) if seen.wrong is not None else 0
    cross: Span = (f"{ASCII_WRONG if sheet.ascii else WRONG} ", "bad bold")
    words = f"{wrong:,} wrong" if state.classifies else f"{wrong:,} off by > {numbers.short(seen.far, 2)}"
    shown = [[(f", {inside:,}/{len(part.raw):,} shown", "")]] if inside < len(part.raw) else []
    return [[*whose, cross, (words, "")], *shown, *_more_of_points(state, seen, sheet)]


def _more_of_points(state: PlaneState, seen: Seen, sheet: Sheet) -> list[list[Span]]:
    """Return the accuracy, or what the marks on a heat map mean."""
    if state.classifies:
        return [[(f", accuracy {numbers.percent(seen.forecast.accuracy)}", "")]] if seen.forecast is not None else []
    if state.kind == "curve":
        return []
    above, below = ((f" {class_mark(at, ascii=sheet.ascii)} ", class_style(at)) for at in (0, 1))
    return [[(",", ""), above, (f"above {numbers.short(middle_of_scale(state), 3)}", ""), below, ("below", "")]]


def in_sight(seen: Seen) -> int:
    """Return how many points of the part lie inside the window."""
    part, region = seen.asked.part, seen.asked.region
    if part is None:
        return 0
    if seen.asked.section is not None:
        points = seen.asked.section.points(part.raw)
    else:
        points = np.stack([part.raw.reshape(-1).astype(np.float64), first_target(part)], axis=1)
    inside = (points >= (region.left, region.bottom)) & (points <= (region.right, region.top))
    return int(np.count_nonzero(inside.all(axis=1)))
