"""Curves of any length in at most 4,096 points: each point has the minimum, maximum and mean of the steps it covers.

Rows are collected in a list and folded in NumPy, a block at a time; when the points are full, neighbours are merged
and each covers twice as many steps. So a step costs well under a microsecond and memory stays the same for ever.
"""

from __future__ import annotations

import math

import numpy as np

from nntui.engine.arrays import Array
from nntui.training.folding import PLACES, Folded, empty, fold, join, merge, select
from nntui.training.messages import Curve

POINTS = 4096
BLOCK = 1024


class Pyramid:
    """Takes rows `(step, epoch, seconds, value, ...)`, values in the order of `names`, and gives curves."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self._span = 1
        self._pending: list[tuple[float, ...]] = []
        self._open: list[Folded] = []
        self._points = empty(len(names), POINTS)
        self._used = 0

    def record(self, row: tuple[float, ...]) -> None:
        """Add one row."""
        pending = self._pending
        pending.append(row)
        if len(pending) >= BLOCK:
            self._fold_block()

    def _fold_block(self) -> None:
        folded = fold(np.array(self._pending), min(self._span, BLOCK))
        self._pending.clear()
        if self._span <= BLOCK:
            self._close(folded)
            return
        self._open.append(folded)
        if len(self._open) * BLOCK == self._span:
            self._close(merge(join(self._open), len(self._open)))
            self._open.clear()

    def _close(self, folded: Folded) -> None:
        self._used = self._points.write(self._used, folded)
        if self._used == POINTS:
            self._used = self._points.write(0, merge(self._points, 2))
            self._span *= 2

    def _all(self) -> Folded:
        closed = self._points.between(0, self._used)
        rest = [fold(np.array(self._pending), min(self._span, BLOCK))] if self._pending else []
        if self._open:
            rest = [merge(join([*self._open, *rest]), self._span // BLOCK)]
        return join([closed, *rest])

    def curves(self) -> dict[str, Curve]:
        """Return a curve per series, as copies that do not change any more."""
        points = self._all()
        step, epoch, seconds = (np.ascontiguousarray(points.places[:, axis]) for axis in range(PLACES))
        return {
            name: Curve(
                name=name,
                step=step,
                epoch=epoch,
                seconds=seconds,
                minimum=points.low[:, position].copy(),
                maximum=points.high[:, position].copy(),
                mean=points.mean[:, position].copy(),
            )
            for position, name in enumerate(self.names)
        }

    def last(self) -> dict[str, float]:
        """Return the newest value of each series; empty when nothing was recorded."""
        if self._pending:
            return dict(zip(self.names, self._pending[-1][PLACES:], strict=True))
        points = self._all()
        return dict(zip(self.names, points.mean[-1].tolist(), strict=True)) if len(points.count) else {}

    def with_names(self, names: tuple[str, ...]) -> Pyramid:
        """Return the same rows with other series; a new one holds NaN so far."""
        positions = [self.names.index(name) if name in self.names else -1 for name in names]
        other = Pyramid(names)
        other._span = self._span
        other._used = other._points.write(0, select(self._points.between(0, self._used), positions))
        other._open = [select(part, positions) for part in self._open]
        other._pending = [_selected(row, positions) for row in self._pending]
        return other

    def to_arrays(self) -> dict[str, Array]:
        """Return everything as arrays, from which `from_arrays` goes on as if nothing had happened."""
        width = PLACES + len(self.names)
        parts = {"points": self._points.between(0, self._used), "open": join([empty(len(self.names), 0), *self._open])}
        arrays = {f"{part}.{name}": array.copy() for part, points in parts.items() for name, array in points.named()}
        arrays["pending"] = np.array(self._pending, dtype=np.float64).reshape(-1, width)
        arrays["span"] = np.array([self._span], dtype=np.int64)
        return arrays

    @classmethod
    def from_arrays(cls, names: tuple[str, ...], arrays: dict[str, Array]) -> Pyramid:
        """Return the pyramid that gave these arrays."""
        points, opened = (
            Folded(**{name: arrays[f"{part}.{name}"] for name in Folded.__struct_fields__}) for part in ("points", "open")
        )
        pyramid = cls(names)
        pyramid._span = int(arrays["span"][0])
        pyramid._used = pyramid._points.write(0, points)
        pyramid._open = [opened.between(at, at + 1) for at in range(len(opened.count))]
        pyramid._pending = [tuple(row) for row in arrays["pending"].tolist()]
        return pyramid


def _selected(row: tuple[float, ...], positions: list[int]) -> tuple[float, ...]:
    values = row[PLACES:]
    return (*row[:PLACES], *(values[position] if position >= 0 else math.nan for position in positions))
