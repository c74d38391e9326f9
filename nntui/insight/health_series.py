"""A curve as a doctor reads it: at most two hundred stretches of whole epochs, each with its mean and its extremes."""

from __future__ import annotations

import math

import msgspec
import numpy as np

from nntui.engine.arrays import Array
from nntui.training.messages import Curve

STRETCHES = 200
_NEIGHBOURS = 4


class Track(msgspec.Struct, frozen=True, eq=False):
    """A series by stretches of `width` epochs: the epoch that each ends with, mean, minimum and maximum, `(stretches,)`."""

    width: int
    epoch: Array
    mean: Array
    low: Array
    high: Array

    def __len__(self) -> int:
        return len(self.epoch)

    @property
    def calm(self) -> Array:
        """The means without single outliers: each is the median of itself and its neighbours `(stretches,)`."""
        return medians(self.mean, _NEIGHBOURS)

    def since(self, position: int) -> int:
        """Return the epoch at which the stretch of that position begins."""
        return max(int(self.epoch[position]) - self.width, 0)


def track(curve: Curve | None, most: int = STRETCHES) -> Track | None:
    """Return `curve` by stretches of whole epochs, or None where it has no finite point."""
    if curve is None:
        return None
    known = np.isfinite(curve.mean) & np.isfinite(curve.minimum) & np.isfinite(curve.maximum)
    if not known.any():
        return None
    epoch = np.maximum(np.ceil(curve.epoch[known] - 1e-9), 1).astype(np.int64)
    width = max(1, math.ceil(int(epoch[-1]) / most))
    stretch = (epoch - 1) // width
    starts = np.flatnonzero(np.diff(stretch, prepend=-1))
    counts = np.diff(np.append(starts, len(stretch)))
    return Track(
        width,
        (stretch[starts] + 1) * width,
        np.add.reduceat(curve.mean[known], starts) / counts,
        np.minimum.reduceat(curve.minimum[known], starts),
        np.maximum.reduceat(curve.maximum[known], starts),
    )


def medians(values: Array, neighbours: int) -> Array:
    """Return the median of each value and so many on both sides `(values,)`; at the ends they are mirrored."""
    around = np.pad(values, neighbours, mode="reflect")
    found: Array = np.median(np.lib.stride_tricks.sliding_window_view(around, 2 * neighbours + 1), axis=1)
    return found
