"""Folding rows of numbers into points with minimum, maximum and mean: the arithmetic under the curves."""

from __future__ import annotations

import math

import msgspec
import numpy as np

from nntui.engine.arrays import Array

PLACES = 3
"""The first columns of a row say where it is: step, epoch, seconds."""


class Folded(msgspec.Struct, frozen=True, eq=False):
    """Points: `places` `(points, 3)`, and `low`, `high`, `mean` `(points, series)`; `count` rows are in each."""

    places: Array
    low: Array
    high: Array
    mean: Array
    count: Array

    def named(self) -> list[tuple[str, Array]]:
        """Return the arrays with their names."""
        return list(zip(self.__struct_fields__, self.arrays(), strict=True))

    def arrays(self) -> tuple[Array, ...]:
        """Return the arrays in the order of the fields."""
        return (self.places, self.low, self.high, self.mean, self.count)

    def between(self, start: int, stop: int) -> Folded:
        """Return some neighbours as views."""
        return Folded(*(array[start:stop] for array in self.arrays()))

    def write(self, start: int, points: Folded) -> int:
        """Copy `points` into these arrays from `start` on, and return where they end."""
        stop = start + len(points.count)
        for kept, new in zip(self.arrays(), points.arrays(), strict=True):
            kept[start:stop] = new
        return stop


def empty(series: int, size: int) -> Folded:
    """Return room for `size` points."""
    low, high, mean = (np.empty((size, series)) for _ in range(3))
    return Folded(np.empty((size, PLACES)), low, high, mean, np.empty(size))


def join(parts: list[Folded]) -> Folded:
    """Return the points of all parts, one after the other, as copies."""
    return Folded(*(np.concatenate(arrays) for arrays in zip(*(part.arrays() for part in parts), strict=True)))


def fold(rows: Array, span: int) -> Folded:
    """Fold rows `(n, 3 + series)` into points of `span` rows each; the last point may cover fewer."""
    places, values = rows[:, :PLACES], rows[:, PLACES:]
    ones = np.ones(len(rows))
    points = Folded(places, values, values, values, ones)
    return points if span == 1 else merge(points, span)


def merge(points: Folded, group: int) -> Folded:
    """Merge each `group` neighbours into one point; the last one may come from fewer."""
    starts = np.arange(0, len(points.count), group)
    ends = np.minimum(starts + group, len(points.count)) - 1
    counts = np.add.reduceat(points.count, starts)
    with np.errstate(all="ignore"):
        return Folded(
            points.places[ends],
            np.fmin.reduceat(points.low, starts, axis=0),
            np.fmax.reduceat(points.high, starts, axis=0),
            np.add.reduceat(points.mean * points.count[:, None], starts, axis=0) / counts[:, None],
            counts,
        )


def select(points: Folded, positions: list[int]) -> Folded:
    """Return the same points with the series at `positions`; -1 gives a series of NaN."""

    def columns(array: Array) -> Array:
        chosen = np.full((len(array), len(positions)), math.nan)
        for column, position in enumerate(positions):
            if position >= 0:
                chosen[:, column] = array[:, position]
        return chosen

    return Folded(points.places.copy(), columns(points.low), columns(points.high), columns(points.mean), points.count.copy())
