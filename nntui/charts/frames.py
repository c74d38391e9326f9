"""Where in a picture the cells for points are, and which cell a point falls into."""

from __future__ import annotations

from typing import TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt

from nntui.charts.axes import Axis, tick_texts
from nntui.charts.cells import width_of

Values: TypeAlias = npt.NDArray[np.float64]
Places: TypeAlias = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]


class Frame(msgspec.Struct, frozen=True):
    """The cells for points, and the axes they lie on: left and top cell, width and height."""

    left: int
    top: int
    width: int
    height: int
    horizontal: Axis
    vertical: Axis

    def cells(self, x: Values, y: Values, *, down: int = 1, across: int = 1) -> Places:
        """Return the row and column `(points,)` of the cells in which points lie; -1 where they are outside.

        With `down` and `across` a cell is split, and its parts are counted.
        """
        rows = place(1 - self.vertical.share(y), self.height * down)
        columns = place(self.horizontal.share(x), self.width * across)
        outside = (rows < 0) | (columns < 0)
        rows[outside] = columns[outside] = -1 - self.height * down
        return rows + self.top * down, columns + self.left * across


def place(shares: Values, cells: int) -> npt.NDArray[np.int64]:
    """Return which of `cells` cells shares from 0 to 1 fall into, `(points,)`; -1 where they are outside or no number."""
    inside = (shares >= -1e-9) & (shares <= 1 + 1e-9)
    places = np.full(shares.shape, -1, dtype=np.int64)
    places[inside] = np.clip(shares[inside] * cells, 0, cells - 1).astype(np.int64)
    return places


def frame_in(horizontal: Axis, vertical: Axis, *, width: int, height: int) -> Frame:
    """Return the cells for points beside the numbers on the left and above those below, or all where room is short."""
    left = max(map(width_of, tick_texts(vertical.ticks)), default=0) + 1
    if width < left + 10 or height < 6:
        return Frame(0, 0, max(0, width), max(0, height), horizontal, vertical)
    return Frame(left, 0, width - left, height - 2, horizontal, vertical)
