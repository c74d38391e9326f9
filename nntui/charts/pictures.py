"""Grey pictures in half blocks, two pixels to a cell, with ramps of characters where there are no colours."""

from __future__ import annotations

import functools
import math
from typing import Any, Literal, TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt

from nntui.charts.spans import Row, Rows, Span, join

Pixels: TypeAlias = npt.NDArray[Any]
Shades: TypeAlias = Literal["grey", "blocks"]

GREYS = 24
ASCII_RAMP = " .:-=+*#%@"
BLOCK_RAMP = " ░▒▓█"


class Size(msgspec.Struct, frozen=True):
    """How large a picture is drawn, in pixels of the terminal: `width` cells, and `height` half cells."""

    width: int
    height: int

    @property
    def rows(self) -> int:
        """Return the rows of cells that it takes."""
        return (self.height + 1) // 2


def size_in(shape: tuple[int, int], *, width: int, height: int) -> Size:
    """Return the size at which a picture of `shape` (height, width) fits `width` by `height` cells.

    The aspect is kept; a picture that is smaller than the room grows by a whole factor, so that its pixels stay equal.
    """
    tall, wide = max(1, shape[0]), max(1, shape[1])
    scale = min(width / wide, 2 * height / tall)
    if scale >= 1:
        scale = math.floor(scale)
    return Size(min(width, max(1, math.floor(wide * scale))), min(2 * height, max(1, math.floor(tall * scale))))


def picture(
    pixels: Pixels,
    *,
    width: int,
    height: int,
    ascii: bool = False,
    shades: Shades = "grey",
    low: float = 0.0,
    high: float | None = None,
    marked: tuple[int, int] | None = None,
) -> Rows:
    """Return a picture `(height, width)` of any number type, `low` dark and `high` light, in the room it is given.

    `high` is 255 for uint8 and otherwise the lightest pixel, unless told. In ASCII, or with `shades="blocks"` where
    there are no colours, a ramp of characters stands for the greys. `marked` is the (row, column) of one pixel to show.
    """
    if width < 1 or height < 1 or pixels.ndim != 2 or not pixels.size:
        return ()
    size = size_in((pixels.shape[0], pixels.shape[1]), width=width, height=height)
    drawn = _resampled(_levels(pixels, low, high), size)
    place = None if marked is None else _place(marked, (pixels.shape[0], pixels.shape[1]), size)
    if ascii or shades == "blocks":
        return _ramp_rows(drawn, ASCII_RAMP if ascii else BLOCK_RAMP, place, "+" if ascii else "┼")
    return _grey_rows(drawn, place)


def _levels(pixels: Pixels, low: float, high: float | None) -> Pixels:
    values = np.nan_to_num(pixels.astype(np.float64), nan=low, posinf=np.finfo(np.float64).max, neginf=low)
    if high is None:
        high = 255.0 if pixels.dtype == np.uint8 else float(values.max())
    span = high - low
    if not math.isfinite(span) or span <= 0:
        return np.zeros_like(values)
    levels: Pixels = np.clip((values - low) / span, 0.0, 1.0)
    return levels


@functools.lru_cache(maxsize=64)
def _overlaps(source: int, target: int) -> Pixels:
    """Return `(target, source)` shares: how much of each source pixel makes each drawn one (rows sum to 1)."""
    edges = np.arange(target + 1) * (source / target)
    left, right = edges[:-1, None], edges[1:, None]
    pixel = np.arange(source)[None, :]
    overlap = np.clip(np.minimum(right, pixel + 1) - np.maximum(left, pixel), 0, None)
    shares: Pixels = overlap / overlap.sum(axis=1, keepdims=True)
    return shares


def _resampled(levels: Pixels, size: Size) -> Pixels:
    drawn: Pixels = _overlaps(levels.shape[0], size.height) @ levels @ _overlaps(levels.shape[1], size.width).T
    return drawn


def _place(marked: tuple[int, int], shape: tuple[int, int], size: Size) -> tuple[int, int, int]:
    """Return the half row and the first and last column that show a pixel."""
    row, column = marked
    half = int((row + 0.5) * size.height / shape[0])
    first = int(column * size.width / shape[1])
    return half, first, max(first + 1, int((column + 1) * size.width / shape[1]))


def _grey_rows(drawn: Pixels, place: tuple[int, int, int] | None) -> Rows:
    names = [[f"grey{grey}" for grey in line] for line in np.rint(drawn * (GREYS - 1)).astype(int).tolist()]
    if place is not None:
        half, first, last = place
        names[half][first:last] = ["mark"] * (last - first)
    rows = []
    for top in range(0, len(names), 2):
        below = names[top + 1] if top + 1 < len(names) else None
        rows.append(_half_row(names[top], below))
    return tuple(rows)


def _half_row(upper: list[str], lower: list[str] | None) -> Row:
    if lower is None:
        return join([("▀", style) for style in upper])
    return join([("▀", f"{above} on {below}") for above, below in zip(upper, lower, strict=True)])


def _ramp_rows(drawn: Pixels, ramp: str, place: tuple[int, int, int] | None, sign: str) -> Rows:
    even = drawn if len(drawn) % 2 == 0 else np.vstack([drawn, drawn[-1:]])
    cells = (even[0::2] + even[1::2]) / 2
    rows: list[list[Span]] = [
        [(ramp[step], "") for step in line] for line in np.rint(cells * (len(ramp) - 1)).astype(int).tolist()
    ]
    if place is not None:
        half, first, last = place
        rows[half // 2][first:last] = [(sign, "mark bold")] * (last - first)
    return tuple(join(row) for row in rows)
