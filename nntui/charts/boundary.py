"""Areas behind the points of a plane: classes, whose shade says how sure the network is, or the heights of a number."""

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
HEIGHTS = 9
FEW_HEIGHTS = 5
DIGITS = "123456789"
BLOCK_EDGES, ASCII_EDGES = "▒░  ", ":.  "
APART_DOWN, APART_ACROSS = 4, 8


class Ground(msgspec.Struct, frozen=True, eq=False):
    """Areas of a plane: `said` `(rows, columns)` int the class, `confidence` `(rows, columns)` 0 to 1; the top row first.

    With `heights` the areas are those of a number: `said` is its height from 0 to 8. Of any size: it is fitted to the
    cells there are.
    """

    said: Grid
    confidence: Grid
    heights: bool = False


def heat(values: Grid, low: float, high: float, *, few: bool = False) -> Ground:
    """Return areas for numbers `(rows, columns)` by their height between `low` and `high`, in nine steps or in `few`, five.

    Beyond the ends it is the end; what is no number is put in the middle.
    """
    steps = FEW_HEIGHTS if few else HEIGHTS
    span = high / 2 - low / 2
    with np.errstate(all="ignore"):
        shares = (values / 2 - low / 2) / span if span > 0 else np.sign(values - low) / 2 + 0.5
    shares = np.clip(np.nan_to_num(shares, nan=0.5, posinf=1.0, neginf=0.0), 0, 1)
    said = np.minimum((shares * steps).astype(np.int64), steps - 1) * ((HEIGHTS - 1) // (steps - 1))
    return Ground(said, np.ones(said.shape), heights=True)


def sharp(ground: Ground) -> Ground:
    """Return the areas as if the network were certain everywhere: what it says, and nothing of how sure it is."""
    return Ground(ground.said, np.ones(ground.said.shape), ground.heights)


def lay(canvas: Canvas, frame: Frame, ground: Ground, *, ascii: bool = False, shades: Shades = "grey") -> None:
    """Lay the areas into the frame's cells; points that are put there later stand on them.

    In ASCII, or with `shades="blocks"` where there are few colours, the edges are drawn instead, and wide where the
    network is unsure. Sparse letters in every area tell the classes without colour, however unsure it is.
    """
    if ascii or shades == "blocks":
        _lay_edges(canvas, frame, ground, ASCII_EDGES if ascii else BLOCK_EDGES)
    else:
        _lay_halves(canvas, frame, ground)


def role(position: int, level: int) -> str:
    """Return the role of the area of a class, `level` 0 (unsure) to 3 (sure)."""
    return f"class{position % 10}shade{level}"


def height_role(height: int) -> str:
    """Return the role of the area of a height, 0 (lowest) to 8 (highest)."""
    return f"heat{height}"


def height_word(height: int) -> str:
    """Return the role of text about a height where areas have no colours: below the middle, in it, above it."""
    middle = HEIGHTS // 2
    return "class1" if height < middle else "class0" if height > middle else ""


CLASSES_AND_LEVELS = [(place, level) for place in range(10) for level in range(LEVELS)]
FIRST_HEIGHT = len(CLASSES_AND_LEVELS)
ROLES = np.array([*(role(*pair) for pair in CLASSES_AND_LEVELS), *map(height_role, range(HEIGHTS))], dtype=object)
AREAS = np.array([*(place for place, _ in CLASSES_AND_LEVELS), *range(10, 10 + HEIGHTS)])
WORDS = np.array([*(f"class{place}" for place, _ in CLASSES_AND_LEVELS), *map(height_word, range(HEIGHTS))], dtype=object)
SIGNS = np.array([*(LETTERS[place] for place, _ in CLASSES_AND_LEVELS), *DIGITS], dtype=object)
SIGN_ROLES = np.array([*WORDS[:FIRST_HEIGHT], *[""] * HEIGHTS], dtype=object)
HALVES = np.array([[f"{above if above != below else ''} on {below}" for below in ROLES] for above in ROLES], dtype=object)
LETTERED = np.array([[f"{sign} on {below}" for below in ROLES] for sign in SIGN_ROLES], dtype=object)


def codes(ground: Ground, rows: int, columns: int) -> Grid:
    """Return `(rows, columns)` int: ten classes times four levels of confidence, then nine heights; nearest neighbours."""
    down = (np.arange(rows) * 2 + 1) * ground.said.shape[0] // (2 * rows)
    across = (np.arange(columns) * 2 + 1) * ground.said.shape[1] // (2 * columns)
    place = np.ix_(down, across)
    if ground.heights:
        heights: Grid = ground.said[place] + FIRST_HEIGHT
        return heights
    levels = np.clip((ground.confidence[place] * LEVELS).astype(np.int64), 0, LEVELS - 1)
    found: Grid = ground.said[place] % 10 * LEVELS + levels
    return found


def _lay_halves(canvas: Canvas, frame: Frame, ground: Ground) -> None:
    found = codes(ground, 2 * frame.height, frame.width)
    above, below = found[0::2], found[1::2]
    letters = _lettered(frame) & (AREAS[above] == AREAS[below])
    marks = np.where(letters, SIGNS[above], np.where(above == below, " ", "▀"))
    styles = np.where(letters, LETTERED[above, below], HALVES[above, below])
    canvas.lay(frame.top, frame.left, (marks.tolist(), styles.tolist()), ROLES[below].tolist())


def _lay_edges(canvas: Canvas, frame: Frame, ground: Ground, edges: str) -> None:
    found = codes(ground, frame.height, frame.width)
    marks = np.array(list(edges), dtype=object)[_edge_levels(found, heights=ground.heights)]
    signs = _densely(frame) if ground.heights else _lettered(frame) & ~_edges(AREAS[found])
    marks = np.where(signs, SIGNS[found], marks)
    canvas.lay(frame.top, frame.left, (marks.tolist(), WORDS[found].tolist()))


def _edge_levels(found: Grid, *, heights: bool) -> Grid:
    """Return which mark of the edges stands where, `(rows, columns)` int: 0 at an edge, 3 (none) where it is certain."""
    if heights:
        return np.full(found.shape, LEVELS - 1)
    levels: Grid = np.where(_edges(AREAS[found]), 0, found % LEVELS)
    return levels


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


def _densely(frame: Frame) -> Grid:
    """Return where a digit of a height stands where there are no colours, `(height, width)` bool: every second cell."""
    row = np.arange(frame.height)[:, np.newaxis]
    found: Grid = (row + np.arange(frame.width)) % 2 == 0
    return found
