"""Areas of classes behind the points of a plane: half blocks whose shade says how sure the network is."""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt

from nntui.charts.canvas import Canvas
from nntui.charts.frames import Frame
from nntui.charts.pictures import Shades

Grid: TypeAlias = npt.NDArray[Any]

LEVELS = 4
LETTERS = "abcdefghij"
BLOCK_EDGES, ASCII_EDGES = "▒░  ", ":.  "
APART_DOWN, APART_ACROSS = 4, 8


class Ground(msgspec.Struct, frozen=True, eq=False):
    """Areas of a plane: `said` `(rows, columns)` int the class, `confidence` `(rows, columns)` 0 to 1; the top row first.

    Of any size: it is fitted to the cells there are.
    """

    said: Grid
    confidence: Grid


def signed(values: Grid, low: float, high: float) -> Ground:
    """Return areas for numbers `(rows, columns)`: class 0 above the middle of `low` to `high`, class 1 below it.

    The further from the middle, the surer; beyond the ends it is certain.
    """
    middle, half = low / 2 + high / 2, max(high / 2 - low / 2, np.finfo(np.float64).tiny)
    away = np.nan_to_num((values - middle) / half)
    return Ground((away < 0).astype(np.int64), np.clip(np.abs(away), 0, 1))


def lay(canvas: Canvas, frame: Frame, ground: Ground, *, ascii: bool = False, shades: Shades = "grey") -> None:
    """Lay the areas into the frame's cells; points that are put there later stand on them.

    In ASCII, or with `shades="blocks"` where there are few colours, the edges are drawn instead, and wide where the
    network is unsure. Sparse letters in every area tell the classes without colour.
    """
    if ascii or shades == "blocks":
        _lay_edges(canvas, frame, ground, ASCII_EDGES if ascii else BLOCK_EDGES)
    else:
        _lay_halves(canvas, frame, ground)


def role(position: int, level: int) -> str:
    """Return the role of the area of a class, `level` 0 (unsure) to 3 (sure)."""
    return f"class{position % 10}shade{level}"


ROLES = np.array([role(position, level) for position in range(10) for level in range(LEVELS)], dtype=object)
HALVES = np.array([[f"{above if above != below else ''} on {below}" for below in ROLES] for above in ROLES], dtype=object)
LETTERED = np.array([[f"class{code // LEVELS} on {below}" for below in ROLES] for code in range(len(ROLES))], dtype=object)
CLASSES = np.array([f"class{code // LEVELS}" for code in range(len(ROLES))], dtype=object)
CODE_LETTERS = np.array([LETTERS[code // LEVELS] for code in range(len(ROLES))], dtype=object)


def codes(ground: Ground, rows: int, columns: int) -> Grid:
    """Return `(rows, columns)` int: ten classes times four levels of confidence, nearest neighbours."""
    down = (np.arange(rows) * 2 + 1) * ground.said.shape[0] // (2 * rows)
    across = (np.arange(columns) * 2 + 1) * ground.said.shape[1] // (2 * columns)
    place = np.ix_(down, across)
    levels = np.clip((ground.confidence[place] * LEVELS).astype(np.int64), 0, LEVELS - 1)
    found: Grid = ground.said[place] % 10 * LEVELS + levels
    return found


def _lay_halves(canvas: Canvas, frame: Frame, ground: Ground) -> None:
    found = codes(ground, 2 * frame.height, frame.width)
    above, below = found[0::2], found[1::2]
    letters = _lettered(frame) & (above // LEVELS == below // LEVELS)
    marks = np.where(letters, CODE_LETTERS[above], np.where(above == below, " ", "▀"))
    styles = np.where(letters, LETTERED[above, below], HALVES[above, below])
    canvas.lay(frame.top, frame.left, (marks.tolist(), styles.tolist()), ROLES[below].tolist())


def _lay_edges(canvas: Canvas, frame: Frame, ground: Ground, edges: str) -> None:
    found = codes(ground, frame.height, frame.width)
    marks = np.array(list(edges), dtype=object)[np.where(_edges(found // LEVELS), 0, found % LEVELS)]
    marks = np.where((marks == " ") & _lettered(frame), CODE_LETTERS[found], marks)
    canvas.lay(frame.top, frame.left, (marks.tolist(), CLASSES[found].tolist()))


def _edges(said: Grid) -> Grid:
    """Return where the neighbour on the right or below is of another class, `(rows, columns)` bool."""
    found = np.zeros(said.shape, dtype=bool)
    found[:, :-1] |= said[:, :-1] != said[:, 1:]
    found[:-1] |= said[:-1] != said[1:]
    return found


def _lettered(frame: Frame) -> Grid:
    """Return where a letter stands, `(height, width)` bool: few, and staggered."""
    row = np.arange(frame.height)[:, np.newaxis]
    column = np.arange(frame.width) + row // APART_DOWN % 2 * APART_ACROSS // 2
    found: Grid = (row % APART_DOWN == 2) & (column % APART_ACROSS == 4)
    return found
