"""Checks of targets, and the forms in which losses take them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nntui.engine.arrays import Array, Shape
from nntui.errors import DataError

_MANY = 10_000


def array_of(values: Any, *, where: str) -> Array:
    """Return values as an array, or raise `DataError` where they are none: rows of different lengths, for one."""
    try:
        return np.asarray(values)
    except (ValueError, TypeError, OverflowError):
        raise DataError(
            "an array of numbers is needed here", where=where, received=values, allowed="numbers, in rows of one length"
        ) from None


def finite(values: Array, *, where: str) -> Array:
    """Return `values`, or raise where one of them is not a finite number."""
    if values.dtype.kind not in "biuf":
        raise DataError("numbers are needed here", where=where, received=str(values.dtype), allowed="whole or floating numbers")
    if values.dtype.kind == "f" and not _all_finite(values):
        position = tuple(int(index) for index in np.argwhere(~np.isfinite(values))[0])
        raise DataError(
            f"the value at position {position} is not finite",
            where=where,
            received=float(values[position]),
            allowed="finite numbers",
        )
    return values


def _all_finite(values: Array) -> bool:
    # A sum of squares is finite only where all of them are; it asks for no memory and takes half the time of looking at
    # each. Where it is not, the numbers may still be finite, only large.
    if values.size >= _MANY and values.flags.c_contiguous and values.dtype.char in "fd":
        flat = values.ravel()
        with np.errstate(all="ignore"):
            if math.isfinite(flat.dot(flat)):
                return True
    return bool(np.isfinite(values).all())


def numbers(targets: Array, output_shape: Shape, dtype: np.dtype[Any], *, where: str) -> Array:
    """Return targets `(samples, outputs)` in `dtype`; `(samples,)` is taken for one output."""
    targets = finite(array_of(targets, where=where), where=where)
    if targets.ndim == 1 and output_shape == (1,):
        targets = targets[:, np.newaxis]
    if targets.shape[1:] != output_shape or targets.ndim != 1 + len(output_shape):
        raise DataError(
            "targets do not have the shape of the outputs",
            where=where,
            received=targets.shape,
            allowed=f"(samples, {output_shape[0]})",
        )
    with np.errstate(over="ignore"):
        converted: Array = np.ascontiguousarray(targets, dtype=dtype)
    return finite(converted, where=where)


def between(targets: Array, low: float, high: float, *, where: str) -> Array:
    """Return `targets`, or raise where one of them lies outside."""
    if targets.size and (targets.min() < low or targets.max() > high):
        wrong = targets.min() if targets.min() < low else targets.max()
        raise DataError("a target is out of range", where=where, received=float(wrong), allowed=f"{low:g} to {high:g}")
    return targets


def signs(targets: Array, output_shape: Shape, dtype: np.dtype[Any], *, where: str) -> Array:
    """Return targets of -1 and 1 `(samples, outputs)`; where none is below 0, they are classes 0 and 1."""
    found = numbers(targets, output_shape, dtype, where=where)
    if found.size and found.min() >= 0:
        found = found * 2 - 1 if not found.all() else found
    wrong = found[np.abs(found) != 1]
    if wrong.size:
        received = float(np.asarray(targets).flat[int(np.argmax(np.abs(found) != 1))])
        raise DataError("a label is neither of two", where=where, received=received, allowed="-1 and 1, or 0 and 1")
    return found


def classes(targets: Array, output_shape: Shape, dtype: np.dtype[Any], *, where: str) -> Array:
    """Return class indices `(samples,)`, or shares `(samples, classes)` where a row is not one-hot."""
    targets = finite(array_of(targets, where=where), where=where)
    count = output_shape[0]
    if targets.ndim == 2 and targets.shape[1] == count:
        return _shares(targets, dtype, where)
    if targets.ndim == 2 and targets.shape[1] == 1:
        targets = targets[:, 0]
    if targets.ndim != 1:
        raise DataError(
            "class indices or one-hot rows are needed here",
            where=where,
            received=targets.shape,
            allowed=f"(samples,) or (samples, {count})",
        )
    return _indices(targets, count, where)


def smoothed(targets: Array, share: float, classes: int, dtype: np.dtype[Any]) -> Array:
    """Return encoded class targets with `share` of each spread evenly over all classes `(samples, classes)`."""
    if not share:
        return targets
    shares = np.eye(classes, dtype=dtype)[targets] if targets.ndim == 1 else targets
    return (shares * (1 - share) + share / classes).astype(dtype)


def _indices(targets: Array, count: int, where: str) -> Array:
    if targets.dtype.kind == "f" and not np.array_equal(np.floor(targets), targets):
        wrong = float(targets[np.floor(targets) != targets][0])
        raise DataError("class indices must be whole numbers", where=where, received=wrong, allowed=f"0 to {count - 1}")
    if len(targets) and (targets.min() < 0 or targets.max() >= count):
        beyond = int(targets.min() if targets.min() < 0 else targets.max())
        raise DataError(
            "a class index is out of range", where=where, received=beyond, allowed=f"0 to {count - 1} ({count} outputs)"
        )
    return targets.astype(np.intp)


def _shares(targets: Array, dtype: np.dtype[Any], where: str) -> Array:
    between(targets, 0, 1, where=where)
    shares = targets.astype(dtype)
    sums = shares.sum(axis=1)
    off = np.flatnonzero(np.abs(sums - 1) > 1e-3)
    if len(off):
        raise DataError(
            f"the shares of sample {off[0]} must add up to 1",
            where=where,
            received=float(sums[off[0]]),
            allowed="one-hot rows, or shares that sum to 1",
        )
    if np.array_equal(shares.max(axis=1, initial=0), np.ones(len(shares))):
        indices: Array = shares.argmax(axis=1)
        return indices
    return np.ascontiguousarray(shares)
