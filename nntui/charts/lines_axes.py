"""Axes that stand still: round bounds that are kept until the data leaves them or fills too little of them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from nntui.charts.lines_points import Unit, Window
from nntui.charts.lines_ticks import number, round_step, ticks
from nntui.charts.plotext_chart import Axis

_FILLED = 0.4
_ROOM = 0.05
_SMALLEST = 1e-30
_LABEL_WIDTH = 5
_TICK_ROOM = 14
_TAIL_PARTS = 4
_LEAST_TAIL = 4.0
_ZOOM = 100
_SECONDS = (5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 18_000, 36_000, 86_400)


class Bounds(msgspec.Struct, frozen=True):
    """The y axis as it was last drawn, held by the caller: with `log` the bounds are powers of ten.

    Both bounds are multiples of `step` (0: unknown). `near` says that they lie close around the data.
    """

    low: float
    high: float
    log: bool = False
    step: float = 0.0
    near: bool = False


class Extent(msgspec.Struct, frozen=True):
    """How far the run is and how far it is planned to go; `zoom` lets the axis end early while hardly a step is done."""

    epoch: float = 0.0
    step: int = 0
    seconds: float = 0.0
    planned_epochs: int = 1
    planned_steps: int = 1
    zoom: bool = False


def y_bounds(low: float, high: float, before: Bounds | None, *, log: bool = False, near: bool = False) -> Bounds:
    """Return round bounds around the data from `low` to `high`: the ones `before` where they still serve.

    They start at 0 unless something is negative, or they are to lie `near` the data.
    """
    if before is not None and (before.log, before.near) == (log, near) and _serves(before, low, high):
        return before
    return Bounds(*_log_bounds(low, high), True, near=near) if log else _linear_bounds(low, high, near=near)


def _serves(bounds: Bounds, low: float, high: float) -> bool:
    start = min(low, bounds.low) if bounds.low == 0 and not bounds.log and not bounds.near else low
    inside = bounds.low <= low and high <= bounds.high
    return inside and high - start >= _FILLED * (bounds.high - bounds.low) * (1 - 1e-9)


def _linear_bounds(low: float, high: float, *, near: bool) -> Bounds:
    """Return bounds that start at 0 unless something is negative: so a falling loss does not move the axis."""
    low = low if near else min(low, 0.0)
    if high - low <= max(_SMALLEST, 1e-9 * max(abs(low), abs(high))):
        low, high = _around(low)
    room = (high - low) * _ROOM
    step = round_step((high - low + room) / 4)
    bottom = low - room if low < 0 or (near and low > room) else low
    first, last = math.floor(bottom / step + 1e-9), math.ceil((high + room) / step - 1e-9)
    return Bounds(first * step, last * step, step=step, near=near)


def _around(value: float) -> tuple[float, float]:
    return (value - abs(value) / 2, value + abs(value) / 2) if abs(value) > _SMALLEST else (0.0, 1.0)


def _log_bounds(low: float, high: float) -> tuple[float, float]:
    bottom, top = _one_two_five(low, up=False), _one_two_five(high, up=True)
    return (bottom, top) if top > bottom else (bottom - 0.5, top + 0.5)


def _one_two_five(power: float, *, up: bool) -> float:
    decade = math.floor(power)
    steps = [decade + math.log10(factor) for factor in (1, 2, 5, 10)]
    if up:
        return next(step for step in steps if step >= power - 1e-9)
    return next(step for step in reversed(steps) if step <= power + 1e-9)


def y_axis(bounds: Bounds, lines: int) -> Axis:
    """Return the y axis for a canvas of so many lines; the texts have one width, so that charts stand flush."""
    most = max(2, min(6, lines // 3))
    places = _log_ticks(bounds, most) if bounds.log else _linear_ticks(bounds, most)
    width = max(_LABEL_WIDTH, *(len(text) for _, text in places))
    return Axis(bounds.low, bounds.high, tuple((place, text.rjust(width)) for place, text in places))


def _linear_ticks(bounds: Bounds, most: int) -> tuple[tuple[float, str], ...]:
    """Return ticks that are multiples of the step of the bounds, so that the bounds themselves carry one."""
    if not bounds.step:
        return ticks(bounds.low, bounds.high, most)
    parts = round((bounds.high - bounds.low) / bounds.step)
    step = bounds.step * max(1, math.ceil(parts / most))
    first, last = math.ceil(bounds.low / step - 1e-9), math.floor(bounds.high / step + 1e-9)
    return tuple((index * step, number(index * step, step)) for index in range(first, last + 1))


def _log_ticks(bounds: Bounds, most: int) -> tuple[tuple[float, str], ...]:
    for factors in ((1, 2, 5), (1, 3), (1,)):
        found = _powers(bounds, factors)
        if len(found) <= most + 1:
            break
    every = max(1, math.ceil(len(found) / (most + 1)))
    return tuple(found[::every])


def _powers(bounds: Bounds, factors: Sequence[int]) -> list[tuple[float, str]]:
    """Return the places of the factors times powers of ten within the bounds, with their texts."""
    decades = range(math.floor(bounds.low), math.ceil(bounds.high) + 1)
    places = [(decade + math.log10(factor), factor * 10.0**decade) for decade in decades for factor in factors]
    return [(place, _power(value)) for place, value in places if bounds.low - 1e-9 <= place <= bounds.high + 1e-9]


def _power(value: float) -> str:
    return (
        number(value, value)
        if 1e-3 <= value < 1e5
        else f"{value:.0e}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")
    )


def x_window(extent: Extent, unit: Unit, columns: int, *, tail: float = 1.0) -> Window:
    """Return the x axis: from 0 to the planned end (of time: to a round time beyond what is done).

    With a `tail` below 1 it is the last such share of what is done, between round places: so it moves now and then
    instead of at every look.
    """
    whole = _whole_window(extent, unit, columns)
    done = {"epoch": extent.epoch, "step": float(extent.step), "time": extent.seconds / whole.scale}[unit]
    if tail >= 1 or done <= 0:
        return whole
    step = round_step(max(done * tail, _LEAST_TAIL if unit == "step" else 0.0) / _TAIL_PARTS)
    high = math.ceil(done / step - 1e-9) * step
    low = math.floor((done - done * tail) / step + 1e-9) * step
    return Window(unit, max(low, 0.0), high, columns, whole.scale)


def _whole_window(extent: Extent, unit: Unit, columns: int) -> Window:
    if unit == "time":
        high, scale = _time(extent.seconds)
        return Window(unit, 0.0, high / scale, columns, scale)
    done, planned = (extent.epoch, extent.planned_epochs) if unit == "epoch" else (extent.step, extent.planned_steps)
    return Window(unit, 0.0, _planned(done, max(planned, 1), extent), columns)


def _planned(done: float, planned: int, extent: Extent) -> float:
    if not (extent.zoom and 0 < done <= planned / _ZOOM):
        return float(max(planned, done))
    return float(min(10 ** max(1, math.ceil(math.log10(done))), planned))


def _time(seconds: float) -> tuple[float, float]:
    high = next((float(bound) for bound in _SECONDS if bound >= seconds), math.ceil(seconds / 86_400) * 86_400.0)
    return high, 1.0 if high <= 120 else 60.0 if high <= 7200 else 3600.0


def x_axis(window: Window) -> Axis:
    """Return the x axis with as many ticks as fit, one at its end where that is round; the last carries the unit."""
    most = max(2, window.columns // _TICK_ROOM)
    places = _even_ticks(window.high, most) if window.low == 0 else list(ticks(window.low, window.high, most))
    if window.unit != "time" and window.low == 0:
        places = [(place, number(place, 1)) for place, _ in places if place.is_integer()]
    place, text = places[-1]
    places[-1] = (place, f"{text} {_unit(window)}")
    return Axis(window.low, window.high, tuple(places))


def _even_ticks(high: float, most: int) -> list[tuple[float, str]]:
    for parts in range(most, 0, -1):
        step = high / parts
        if step == round_step(step):
            return [(index * step, number(index * step, step)) for index in range(parts + 1)]
    return list(ticks(0.0, high, most))


def _unit(window: Window) -> str:
    if window.unit == "time":
        return {1.0: "s", 60.0: "min", 3600.0: "h"}[window.scale]
    return window.unit if window.high == 1 else f"{window.unit}s"
