"""The value cursor of a chart: where it can stand, and what every curve is there, in numbers."""

from __future__ import annotations

import msgspec
import numpy as np

from nntui.charts.layout import row_width
from nntui.charts.lines_panel import Look, Panel, Trace
from nntui.charts.lines_points import Window, by_column, places
from nntui.charts.numbers import grouped, number
from nntui.charts.spans import Row, Rows, Span, join
from nntui.engine.arrays import Array

_ROLES = ("train", "validation")


class Told(msgspec.Struct, frozen=True, eq=False):
    """One curve in the cursor's column: the mean of what lies there, the least and the greatest value."""

    trace: Trace
    mean: float
    low: float
    high: float


class Reading(msgspec.Struct, frozen=True, eq=False):
    """What is told at the cursor: the place on all three axes, and each curve that has begun by then."""

    epoch: float
    step: int
    seconds: float
    values: tuple[Told, ...]


def moved(panel: Panel, width: int, by: int) -> float | None:
    """Return the step on which the cursor stands after `by` drawn columns; the first move puts it on the newest.

    None when nothing is drawn. A chart that is looked at from another place lets the cursor begin at its end again.
    """
    main = _main(panel)
    steps = _stops(main, panel.window(width)) if main is not None else np.zeros(0)
    if not len(steps):
        return None
    cursor = panel.look.cursor
    if cursor is None or not steps[0] <= cursor <= steps[-1]:
        return float(steps[0] if by < -len(steps) else steps[-1])
    here = int(np.searchsorted(steps, cursor))
    return float(steps[min(max(here + by, 0), len(steps) - 1)])


def _main(panel: Panel) -> Trace | None:
    """Return the curve whose points the cursor goes along: the run's own where it has any."""
    drawn = [trace for trace in panel.traces if len(trace.curve.step)]
    return min(drawn, key=lambda trace: _ROLES.index(trace.role) if trace.role in _ROLES else len(_ROLES), default=None)


def _stops(trace: Trace, window: Window) -> Array:
    """Return the step with which each drawn column ends."""
    x = np.asarray(places(trace.curve, window.unit), np.float64) / window.scale
    kept = np.isfinite(trace.curve.mean) & (x >= window.low) & (x <= window.high)
    column = window.column(x[kept])
    steps: Array = trace.curve.step[kept][np.flatnonzero(np.diff(column, append=-1))]
    return steps


def place_of(panel: Panel, window: Window) -> float | None:
    """Return where on the x axis the cursor stands; None where it is off or out of sight."""
    main, cursor = _main(panel), panel.look.cursor
    if main is None or cursor is None:
        return None
    x = float(np.interp(cursor, main.curve.step, places(main.curve, window.unit))) / window.scale
    return x if window.low <= x <= window.high else None


def reading(panel: Panel, width: int) -> Reading | None:
    """Return what there is to tell at the cursor; None where it is off, out of sight, or nothing is drawn."""
    window, main = panel.window(width), _main(panel)
    place = place_of(panel, window)
    if place is None or main is None or panel.look.cursor is None:
        return None
    step = panel.look.cursor
    epoch, seconds = (float(np.interp(step, main.curve.step, axis)) for axis in (main.curve.epoch, main.curve.seconds))
    column = int(window.column(np.array([place]))[0])
    told = (_told(trace, window, panel.look, column) for trace in sorted(panel.traces, key=lambda trace: trace.rank))
    return Reading(epoch, round(step), seconds, tuple(one for one in told if one is not None))


def _told(trace: Trace, window: Window, look: Look, column: int) -> Told | None:
    """Return the curve in that column, or in the last one before it that has a point."""
    columns = by_column(trace.curve, window, smoothing=look.smoothing)
    found = int(np.searchsorted(columns.number, column, side="right")) - 1 if columns is not None else -1
    if columns is None or found < 0:
        return None
    return Told(trace, float(columns.mean[found]), float(columns.low[found]), float(columns.high[found]))


def rows(title: str, told: Reading, width: int) -> Rows:
    """Return the numbers at the cursor in place of a legend: on one row if they can be, else on as many as they need."""
    epoch = grouped(round(told.epoch)) if abs(told.epoch - round(told.epoch)) < 5e-4 else f"{told.epoch:,.2f}"
    step = grouped(told.step)
    whole = f"epoch {epoch}" if epoch == step else f"epoch {epoch}  step {step}"
    for start, parts in (
        (f" {title}  {whole}", [_part(one, named=True, between=True) for one in told.values]),
        (f" {title}  {whole}", [_part(one, named=False, between=True) for one in told.values]),
        (f" {title}  {whole}", [_part(one, named=False, between=False) for one in told.values]),
    ):
        row: list[Span] = [(start, "accent"), *(span for part in parts for span in part)]
        if row_width(row) <= width:
            return (_padded(row, width),)
    return _wrapped([[(f" {whole}", "accent")], *parts], width)


def _part(one: Told, *, named: bool, between: bool) -> list[Span]:
    role = one.trace.role
    spans: list[Span] = [(f"  {one.trace.letter}", f"{role} bold")]
    if named:
        spans.append((f" {one.trace.name}", role))
    spans.append((f" {number(one.mean)}", ""))
    if between and one.low != one.high:
        spans.append((f" ({number(one.low)} to {number(one.high)})", "muted"))
    return spans


def _wrapped(parts: list[list[Span]], width: int) -> Rows:
    lines: list[list[Span]] = [[]]
    for part in parts:
        if lines[-1] and row_width([*lines[-1], *part]) > width:
            lines.append([])
        lines[-1] += part
    return tuple(_padded(line, width) for line in lines)


def _padded(line: list[Span], width: int) -> Row:
    return join([*line, (" " * max(width - row_width(line), 0), "")])
