"""From a curve of thousands of points to at most two points a column: place, smoothing, thinning."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec
import numpy as np

from nntui.engine.arrays import Array
from nntui.training.messages import Curve

Unit: TypeAlias = Literal["epoch", "step", "time"]
Points: TypeAlias = tuple[tuple[float, ...], tuple[float, ...]]
_DOT_GAP = 2
_LARGEST = 1e30
_SMOOTHED_POINTS = 1000


class Window(msgspec.Struct, frozen=True):
    """What part of the x axis is drawn, in how many columns, and by which unit; seconds are divided by `scale`."""

    unit: Unit
    low: float
    high: float
    columns: int
    scale: float = 1.0

    def column(self, x: Array) -> Array:
        """Return the column `(points,)` int of each place on the axis."""
        return np.floor(0.5 + (self.columns - 1) * (x - self.low) / (self.high - self.low)).astype(np.int64)


class Columns(msgspec.Struct, frozen=True, eq=False):
    """A curve column by column: number, first and last place, smallest, largest, mean and last value, all `(columns,)`."""

    number: Array
    first: Array
    last: Array
    low: Array
    high: Array
    mean: Array
    falling: Array
    newest: Array


def places(curve: Curve, unit: Unit) -> Array:
    """Return where the points of `curve` stand on the axis of `unit`: epochs, steps or seconds `(points,)`."""
    return {"epoch": curve.epoch, "step": curve.step, "time": curve.seconds}[unit]


def by_column(curve: Curve, window: Window, *, log: bool = False, smoothing: float = 0.0) -> Columns | None:
    """Return what `curve` is in each column of `window`, or None when nothing of it can be drawn.

    Points that are not finite (with `log`: not above zero) or lie outside the window are left out; with `log` the
    values are powers of ten. With `smoothing` (a weight) the smoothed means stand for the points.
    """
    if smoothing:
        x, low, high, mean = _smooth_in(curve, window, smoothing, log=log)
    else:
        x, low, high, mean = drawable(curve, window, log=log)
    return _reduce(window.column(x), x, low, high, mean) if len(x) else None


def drawable(curve: Curve, window: Window, *, log: bool = False) -> tuple[Array, Array, Array, Array]:
    """Return place, minimum, maximum and mean of the points that can be drawn, each `(points,)` float64.

    Nobody reads a value beyond 1e30 off a chart: it counts as 1e30 (with `log`, one below 1e-30 as 1e-30).
    """
    x = np.asarray(places(curve, window.unit), dtype=np.float64) / window.scale
    low, high, mean = (np.asarray(part, dtype=np.float64) for part in (curve.minimum, curve.maximum, curve.mean))
    kept = np.isfinite(low) & np.isfinite(high) & np.isfinite(mean) & (x >= window.low) & (x <= window.high)
    if log:
        kept &= low > 0
    smallest = 1 / _LARGEST if log else -_LARGEST
    low, high, mean = (np.clip(part[kept], smallest, _LARGEST) for part in (low, high, mean))
    return (x[kept], np.log10(low), np.log10(high), np.log10(mean)) if log else (x[kept], low, high, mean)


def _reduce(column: Array, x: Array, low: Array, high: Array, mean: Array) -> Columns:
    starts = np.flatnonzero(np.diff(column, prepend=column[0] - 1))
    ends = np.append(starts[1:], len(column)) - 1
    return Columns(
        number=column[starts],
        first=x[starts],
        last=x[ends],
        low=np.minimum.reduceat(low, starts),
        high=np.maximum.reduceat(high, starts),
        mean=np.add.reduceat(mean, starts) / (ends - starts + 1),
        falling=mean[ends] < mean[starts],
        newest=mean[ends],
    )


def line(columns: Columns) -> Points:
    """Return the least and the greatest value of each column in the order they came, one where they are the same."""
    x: list[float] = []
    y: list[float] = []
    table = zip(columns.first, columns.last, columns.low, columns.high, columns.falling, strict=True)
    for first, last, low, high, falling in table:
        if low == high:
            x.append(float(last))
            y.append(float(high))
        else:
            x += [float(first), float(last)]
            y += [float(high), float(low)] if falling else [float(low), float(high)]
    return tuple(x), tuple(y)


def _smooth_in(curve: Curve, window: Window, weight: float, *, log: bool) -> tuple[Array, Array, Array, Array]:
    """Return the smoothed means in the window; what lies before it counts, so a part looks as it does in the whole."""
    whole = msgspec.structs.replace(window, low=0.0)
    x, _, _, mean = drawable(curve, whole, log=log)
    smooth = _smoothed(x, mean, whole, weight, log=log) if len(x) else mean
    kept = x >= window.low
    return x[kept], smooth[kept], smooth[kept], smooth[kept]


def _smoothed(x: Array, mean: Array, window: Window, weight: float, *, log: bool) -> Array:
    if not log:
        return smoothed(x, mean, window, weight)
    values: Array = np.log10(smoothed(x, 10.0**mean, window, weight))
    return values


def smoothed(x: Array, mean: Array, window: Window, weight: float) -> Array:
    """Return the means smoothed as TensorBoard does: `m = weight * m + (1 - weight) * mean`, divided by `1 - weight ** n`.

    Places `(points,)` and means `(points,)` float64. Where more than a thousand points would fill the axis, the weight is
    spread over them (`weight ** (distance / thousandth of the axis)`), so that the same curve is smoothed alike however
    many points it is kept in.
    """
    distance = np.diff(x, prepend=window.low) / ((window.high - window.low) / _SMOOTHED_POINTS)
    weights = weight ** np.clip(distance, 0.0, 1.0)
    moving, share = 0.0, 1.0
    values = []
    for kept, value in zip(weights.tolist(), mean.tolist(), strict=True):
        moving = kept * moving + (1 - kept) * value
        share *= kept
        values.append(moving / (1 - share) if share < 1 else value)
    return np.array(values)


def dots(x: tuple[float, ...], y: tuple[float, ...], window: Window) -> Points:
    """Return the points thinned to every second column, the last one always among them."""
    kept: list[int] = []
    previous = -_DOT_GAP
    for index, column in enumerate(window.column(np.asarray(x))):
        if column - previous >= _DOT_GAP:
            kept.append(index)
            previous = int(column)
    if len(x) and (not kept or kept[-1] != len(x) - 1):
        kept.append(len(x) - 1)
    return tuple(x[index] for index in kept), tuple(y[index] for index in kept)


def newest(columns: Columns) -> Points:
    """Return the last value of each column."""
    return tuple(float(x) for x in columns.last), tuple(float(y) for y in columns.newest)
