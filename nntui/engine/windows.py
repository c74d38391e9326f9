"""Square windows that slide over images: where they lie, how many there are, and what is said when they do not fit."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Literal, TypeAlias

import msgspec

from nntui.engine.arrays import Shape
from nntui.errors import StackError

Padding: TypeAlias = Literal["valid", "same"]
Part: TypeAlias = tuple[slice, slice]
"""Some samples, and some rows of the windows' places."""
Index: TypeAlias = tuple[slice, slice, slice]
_ALL = slice(None)

# Measured on 128 images of 26 by 26 and 13 by 13 pixels with 8 and 16 channels: stretches of a quarter to 4 MiB take the
# same time within the noise, shorter ones are lost in calls. So a stretch is what still lies in the second-level cache.
STRETCH = 2**18
"""So many numbers are worked on at once (1 MiB in float32), whatever the size of the batch."""
WORK = 2**23
"""The most that one row of windows may take: 64 MiB in float64."""
SMALLEST = 4
"""Fewer pixels along an axis are hardly a picture."""


class Windows(msgspec.Struct, frozen=True):
    """Windows of `size` by `size` pixels, `stride` pixels apart, over images `(height, width, channels)`.

    `before` counts the rows and columns of padding above and to the left; `places` is how many windows there are
    `(down, across)`. `spread` is the distance of the image's pixels, with padding between them where it is not 1.
    """

    image: Shape
    size: int
    stride: int
    before: tuple[int, int]
    places: tuple[int, int]
    spread: int = 1

    @property
    def covered(self) -> tuple[int, int]:
        """Rows and columns, padding included, that the windows reach over."""
        down, across = self.places
        return (down - 1) * self.stride + self.size, (across - 1) * self.stride + self.size

    @property
    def padded(self) -> bool:
        """Whether the windows reach over anything but pixels."""
        beyond = any(covered > pixels for covered, pixels in zip(self.covered, self.image, strict=False))
        return beyond or self.before != (0, 0) or self.spread > 1

    def parts(self, samples: int, numbers: int) -> Iterator[Part]:
        """Yield (samples, rows of places) that come to a stretch when each place takes so many numbers.

        A part is whole samples, or, where one sample is more than a stretch, rows of one sample. Padded images, which are
        laid out too, come to no more either.
        """
        down = self.places[0]
        if not self.cuts_samples(numbers):
            step = STRETCH // self._sample(numbers)
            for start in range(0, samples, step):
                yield slice(start, min(start + step, samples)), slice(0, down)
            return
        step = max(1, STRETCH // self._row(self.stride, numbers))
        for sample in range(samples):
            for top in range(0, down, step):
                yield slice(sample, sample + 1), slice(top, min(top + step, down))

    def cuts_samples(self, numbers: int) -> bool:
        """Say whether one sample is more than a stretch."""
        return self._sample(numbers) > STRETCH

    def least(self, numbers: int) -> int:
        """Return how many numbers the least that can be worked on comes to, one row of windows."""
        return self._row(self.size, numbers)

    def _sample(self, numbers: int) -> int:
        padded = math.prod(self.covered) * self.image[2] if self.padded else 0
        return max(math.prod(self.places) * numbers, padded)

    def _row(self, pixels: int, numbers: int) -> int:
        padded = pixels * self.covered[1] * self.image[2] if self.padded else 0
        return max(self.places[1] * numbers, padded)

    def backwards(self, channels: int) -> Windows:
        """Return the windows over the gradient `(down, across, channels)` that give the gradient for the image.

        A pixel's gradient is a sum over the windows that cover it: with padding around the gradient and, where the
        windows are more than a pixel apart, between its places, these are windows of the same size, one for each pixel.
        """
        before = (self.size - 1 - self.before[0], self.size - 1 - self.before[1])
        return Windows((*self.places, channels), self.size, 1, before, (self.image[0], self.image[1]), self.stride)

    @property
    def overlapping(self) -> bool:
        """Whether a pixel may lie in several windows."""
        return self.stride < self.size

    @property
    def leaves_out(self) -> bool:
        """Whether a pixel may lie in no window."""
        covered = (reached - before for reached, before in zip(self.covered, self.before, strict=True))
        return self.stride > self.size or any(reached < pixels for reached, pixels in zip(covered, self.image, strict=False))

    @property
    def pixels(self) -> list[tuple[Index, Index]]:
        """Return for each pixel of the window the places where it lies inside the image, and the pixels that it is there.

        Both are indices into batches, `(batch, down, across, channels)` and `(batch, height, width, channels)`.
        """
        down, across = (
            [_span(offset - before, self.stride, places, pixels) for offset in range(self.size)]
            for before, places, pixels in zip(self.before, self.places, self.image, strict=False)
        )
        return [((_ALL, row[0], column[0]), (_ALL, row[1], column[1])) for row in down for column in across]


def _span(offset: int, stride: int, places: int, pixels: int) -> tuple[slice, slice]:
    """Return the places p where `p * stride + offset` is a pixel, and these pixels, along one axis."""
    first = max(0, -(offset // stride))
    last = max(first, min(places, (pixels - 1 - offset) // stride + 1))
    start = first * stride + offset
    return (slice(first, last), slice(start, start + max(0, (last - first - 1) * stride + (last > first)), stride))


def windows_over(name: str, image: Shape, *, size: int, stride: int, padding: str, field: str) -> Windows:
    """Return the windows of a layer called `name`, or raise `StackError`; `field` is its field that says their size.

    `valid`: windows lie inside the image, `(pixels - size) // stride + 1` along an axis. `same`: there is a window for
    each `stride` pixels, `ceil(pixels / stride)`, and what is missing is padding, the odd one below and to the right, as
    in Keras.
    """
    check_image(name, image)
    height, width, _ = image
    if padding == "valid" and size > min(height, width):
        raise StackError(
            f"{name} has windows of {size}x{size} pixels, which do not fit into images of {height}x{width}",
            received=image,
            allowed=f"{field} at most {min(height, width)}",
            advice=f"Set {field} to {min(height, width)} or less, or padding to same.",
        )
    (above, down), (left, across) = (_along(pixels, size, stride, padding) for pixels in (height, width))
    return Windows(image, size, stride, (above, left), (down, across))


def _along(pixels: int, size: int, stride: int, padding: str) -> tuple[int, int]:
    """Return padding before, and how many windows there are, along one axis."""
    if padding == "valid":
        return 0, (pixels - size) // stride + 1
    places = -(-pixels // stride)
    return max((places - 1) * stride + size - pixels, 0) // 2, places


def check_image(name: str, shape: Shape) -> None:
    """Raise `StackError` where samples are no images `(height, width, channels)`."""
    if len(shape) == 3:
        return
    raise StackError(
        f"{name} needs images, and its input is {_what(shape)}",
        received=shape,
        allowed="a shape of three axes: height, width, channels",
        advice=_how_to_make_images(shape),
    )


def _what(shape: Shape) -> str:
    if len(shape) == 1:
        return "one number" if shape == (1,) else f"a row of {shape[0]:,} numbers"
    return f"of {len(shape)} axes"


def _how_to_make_images(shape: Shape) -> str:
    if len(shape) == 2:
        return f"Put reshape {shape[0]} {shape[1]} 1 before it."
    side = math.isqrt(shape[0]) if len(shape) == 1 else 0
    if side >= SMALLEST and side * side == shape[0]:
        return f"Put reshape {side} {side} 1 before it if they are a picture, else use dense in its place."
    return "Use dense in its place, or put a reshape before it that says height, width and channels."
