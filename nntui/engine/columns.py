"""What lies in each window as one row of a matrix, so that a convolution is a matrix product ("im2col").

The matrix is made for a stretch of the batch at a time: for all of it, it would be `size**2` times the images.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import msgspec
import numpy as np
from numpy.lib.stride_tricks import as_strided

from nntui.engine.arrays import Array, Shape
from nntui.engine.windows import STRETCH, Part, Windows

# Measured on 128 images of 28 by 28 pixels, 3 by 3 windows: with one channel a matrix that is filled column by column
# takes 0.3 ms, by rows, three numbers at a time, 2.8 ms; with 8 channels, 24 numbers at a time, rows take half as long.
SHORT = 12
"""Windows with fewer numbers in a row than this are laid column by column."""


class Columns(msgspec.Struct, frozen=True):
    """How the windows over a batch of images become matrices `(places, size * size * channels)`.

    With `ones` there is one more column, of ones, for the biases. Nothing is kept here: where the matrices and the padded
    images lie is said with each call.
    """

    windows: Windows
    ones: bool = False

    @property
    def width(self) -> int:
        """How many numbers a row of the matrix has."""
        return math.prod((self.windows.size, self.windows.size, self.windows.image[2])) + self.ones

    @property
    def matrix_shape(self) -> Shape:
        """Room that every matrix of a stretch fits into."""
        return (max(STRETCH, self.windows.places[1] * self.width),)

    @property
    def padded_shape(self) -> Shape:
        """Room for the padded images of one stretch; nothing where there is no padding."""
        if not self.windows.padded:
            return (0,)
        part = next(self.windows.parts(STRETCH, self.width))
        return (math.prod(self._reach(part)),)

    def matrix(self, images: Array, part: Part, room: Array, padded: Array) -> Array:
        """Return the matrix `(places, width)` of a part of `images` `(batch, height, width, channels)`.

        It lies in `room`, column by column where rows of a window are short; `padded` is used where there is padding.
        """
        reached = self._reached(images, part, padded)
        windows, count, inside = self.windows, self.count(part), self.width - self.ones
        sample, row, column, channel = reached.strides
        places = (len(reached), part[1].stop - part[1].start, windows.places[1])
        window, within = (windows.size, windows.size, windows.image[2]), (row, column, channel)
        steps = (sample, row * windows.stride, column * windows.stride)
        flat = room[: count * self.width]
        if windows.size * windows.image[2] < SHORT:
            matrix = flat.reshape(self.width, count).T
            into, lying = matrix.T[:inside].reshape(*window, *places), (window + places, within + steps)
        else:
            matrix = flat.reshape(count, self.width)
            into, lying = matrix[:, :inside].reshape(*places, *window), (places + window, steps + within)
        np.copyto(into, as_strided(reached, *lying))
        matrix[:, inside:] = 1
        return matrix

    def count(self, part: Part) -> int:
        """Return how many windows a part has."""
        some, rows = part
        return int(some.stop - some.start) * int(rows.stop - rows.start) * self.windows.places[1]

    def _reach(self, part: Part) -> Shape:
        """Return the shape of what the windows of a part reach over: some samples, rows, columns, channels."""
        some, rows = part
        windows = self.windows
        height = (rows.stop - rows.start - 1) * windows.stride + windows.size
        return some.stop - some.start, height, windows.covered[1], windows.image[2]

    def _reached(self, images: Array, part: Part, padded: Array) -> Array:
        """Return what the windows of a part reach over, the images themselves where there is no padding."""
        some, rows = part
        windows = self.windows
        top = rows.start * windows.stride
        shape = self._reach(part)
        if not windows.padded:
            return images[some, top : top + shape[1]]
        reached = padded[: math.prod(shape)].reshape(shape)
        if windows.cuts_samples(self.width):
            reached[...] = 0
        (at, taken), (beside, used) = (
            _placed(before, windows.spread, pixels, start, length)
            for before, pixels, start, length in zip(windows.before, windows.image, (top, 0), shape[1:3], strict=False)
        )
        reached[:, at, beside] = images[some, taken, used]
        return reached


class Batch:
    """The matrices of batches of one size, a stretch at a time."""

    def __init__(self, columns: Columns, samples: int) -> None:
        self._columns = columns
        self._parts: list[tuple[Part, slice]] = []
        start = 0
        for part in columns.windows.parts(samples, columns.width):
            self._parts.append((part, slice(start, start := start + columns.count(part))))

    def matrices(self, images: Array, room: Array, padded: Array) -> Iterator[tuple[slice, Array]]:
        """Yield for each part its place among all windows of the batch, and its matrix, which lies in `room`."""
        for part, place in self._parts:
            yield place, self._columns.matrix(images, part, room, padded)


def _placed(before: int, spread: int, pixels: int, start: int, length: int) -> tuple[slice, slice]:
    """Return where pixels go in a stretch `start` to `start + length` of the padded axis, and which pixels these are."""
    first = min(pixels, max(0, -((before - start) // spread)))
    last = max(first, min(pixels, -((before - start - length) // spread)))
    at = before + first * spread - start
    return slice(at, at + (last - first - 1) * spread + 1 if last > first else at, spread), slice(first, last)
