"""Curves of a run as one chart: training, validation and the run before, marks, and axes that stand still."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import msgspec

from nntui.charts import lines_cursor
from nntui.charts.lines_axes import Bounds, x_axis, y_axis, y_bounds
from nntui.charts.lines_panel import Look, Panel, Trace
from nntui.charts.lines_points import Points, Window, by_column, dots, drawable, line, newest
from nntui.charts.plotext_chart import Chart, Series, Sign
from nntui.charts.spans import Row, Span, join
from nntui.training.messages import Curve, Mark

_BELOW = 2
_CURSOR = "▼"


def chart(panel: Panel, before: Bounds | None, width: int, height: int) -> tuple[Chart, Bounds]:
    """Return the chart of `width` by `height` cells, and the y bounds to hand in the next time."""
    log = panel.look.log
    window = panel.window(width)
    bounds = _bounds(panel, window, before)
    series = tuple(_series(trace, window, panel.look) for trace in panel.traces)
    shown = tuple(one for one in series if one.x)
    note = "" if shown else panel.note
    y = y_axis(bounds, height - _BELOW)
    signs = (*_signs(panel, window), *_cursor(panel, window))
    return Chart(x_axis(window), y, shown, signs, note), msgspec.structs.replace(bounds, log=log)


def _bounds(panel: Panel, window: Window, before: Bounds | None) -> Bounds:
    tail = panel.look.tail < 1
    if panel.share and not panel.look.log and not tail:
        return Bounds(0.0, 1.0, step=0.25)
    ranges = [found for trace in panel.traces if (found := _range(trace.curve, window, log=panel.look.log))]
    if not ranges:
        return Bounds(-1.0 if panel.look.log else 0.0, 0.0 if panel.look.log else 1.0, panel.look.log)
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    bounds = y_bounds(low, high, before, log=panel.look.log, near=tail)
    return _as_share(bounds) if panel.share and not panel.look.log else bounds


def _as_share(bounds: Bounds) -> Bounds:
    """Return bounds that leave out what no share can be; every round step divides 1."""
    return msgspec.structs.replace(bounds, low=max(bounds.low, 0.0), high=min(bounds.high, 1.0))


def _range(curve: Curve, window: Window, *, log: bool) -> tuple[float, float] | None:
    _, low, high, _ = drawable(curve, window, log=log)
    return (float(low.min()), float(high.max())) if len(low) else None


def _series(trace: Trace, window: Window, look: Look) -> Series:
    x, y = _points(trace, window, look)
    return Series(x, y, role=trace.role, marker=trace.marker, line=trace.role != "validation", letter=trace.letter)


def _points(trace: Trace, window: Window, look: Look) -> Points:
    columns = by_column(trace.curve, window, log=look.log, smoothing=look.smoothing)
    if columns is None:
        return (), ()
    if trace.role == "train" and not look.smoothing:
        return line(columns)
    return dots(*newest(columns), window) if trace.role == "validation" else newest(columns)


def _signs(panel: Panel, window: Window) -> tuple[Sign, ...]:
    marks = [Sign(_place(mark, window), letter_of(index)) for index, mark in enumerate(panel.marks)]
    if panel.trouble is not None:
        marks.append(Sign(_place(panel.trouble, window), "!", role="bad"))
    return tuple(sign for sign in marks if window.low <= sign.x <= window.high)


def _cursor(panel: Panel, window: Window) -> tuple[Sign, ...]:
    place = lines_cursor.place_of(panel, window)
    return () if place is None else (Sign(place, _CURSOR, role="accent"),)


def _place(mark: Mark, window: Window) -> float:
    return {"epoch": mark.epoch, "step": float(mark.step), "time": mark.seconds / window.scale}[window.unit]


def letter_of(index: int) -> str:
    """Return the letter of the mark at `index`: A to Z, and again."""
    return chr(ord("A") + index % 26)


def header(title: str, panel: Panel, width: int, *, ascii: bool = False) -> Row:
    """Return the line above a chart: its title, then each curve's letter, marker and name, shorter where room is short."""
    start: list[Span] = [(f" {title}", "bold"), *_setting(panel.look)]
    traces = sorted(panel.traces, key=lambda trace: trace.rank)
    texts: list[Callable[[Trace], str]] = [
        lambda trace: f" {trace.sample(ascii=ascii)} {trace.name}",
        lambda trace: f" {trace.name}",
        lambda trace: "" if trace.own else f" {trace.name}",
        lambda _: "",
    ]
    forms = [[*start, *_legend(traces, text)] for text in texts]
    return fitted(next((form for form in forms if _length(form) <= width), forms[-1]), width)


def _legend(traces: Iterable[Trace], text: Callable[[Trace], str]) -> list[Span]:
    pairs = [[(f"  {trace.letter}", f"{trace.role} bold"), (text(trace), trace.role)] for trace in traces]
    return [span for pair in pairs for span in pair]


def _setting(look: Look) -> list[Span]:
    said = (("log", look.log), (f"smoothed {look.smoothing:g}", look.smoothing), (f"last {look.tail:.0%}", look.tail < 1))
    words = [word for word, wanted in said if wanted]
    return [(f" ({', '.join(words)})", "muted")] if words else []


def marks_line(marks: Iterable[Mark], width: int, *, ascii: bool = False) -> Row:
    """Return one line that says what the letters on the charts stand for: the latest marks that fit."""
    spans: list[Span] = []
    for index, mark in reversed(list(enumerate(marks))):
        text = mark.text.replace("→", "->") if ascii else mark.text
        more: list[Span] = [(letter_of(index), "mark bold"), (f" {text} at epoch {math.floor(mark.epoch):,}   ", "")]
        if _length(spans) + _length(more) > width + 3:
            break
        spans = more + spans
    return fitted(spans, width)


def fitted(spans: Iterable[Span], width: int) -> Row:
    """Return the spans cut and padded to `width` cells."""
    row: list[Span] = []
    left = width
    for text, style in spans:
        if left > 0:
            row.append((text[:left], style))
            left -= len(text[:left])
    return join([*row, (" " * left, "")])


def _length(spans: Iterable[Span]) -> int:
    return sum(len(text) for text, _ in spans)
