"""How features and targets are scaled: fitted on the training part, applied to every part and at prediction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np

from nntui.data import formulas
from nntui.data.arrays import Array
from nntui.data.progress import Progress, Slices, finish
from nntui.data.tables import Preparation
from nntui.errors import DataError, shorten

Fitted: TypeAlias = tuple[Array, Array]
"""Offset and factor: `(columns,)` float64 each, or `(1,)` where all columns have the same."""

VALUES = 1 << 17
"""Values in one slice: a float64 copy of them fits the processor's cache, and a big set needs no second copy."""

_WORK = Progress("scaling")


def fit(values: Array, scaling: str, *, as_one: bool = False) -> Fitted:
    """Return offset and factor at once, as `fitting` does."""
    return finish(fitting(values, scaling, as_one=as_one))


def fitting(values: Array, scaling: str, *, as_one: bool = False) -> Slices[Fitted]:
    """Return offset and factor for `values` `(rows, ...)`, in slices; `as_one` gives all columns (pixels) the same.

    `none` is (0, 1); `standard` gives mean 0 and deviation 1 (of the population); `minmax` gives -1 to 1. A constant
    column becomes 0, so that nothing is divided by zero.
    """
    if scaling == "none":
        return np.array([0.0]), np.array([1.0])
    flat = values.reshape(len(values), -1)
    low, high = yield from _bounds(flat)
    if as_one:
        low, high = low.min(keepdims=True), high.max(keepdims=True)
    offset, factor = _minmax(low, high) if scaling == "minmax" else (yield from _standard(flat, low, high))
    constant = low == high
    return np.where(constant, low, offset), np.where(constant, 1.0, factor)


def apply(values: Array, fitted: Fitted, dtype: str) -> Array:
    """Return `(values - offset) / factor` at once, as `applying` does."""
    return finish(applying(values, fitted, dtype))


def applying(values: Array, fitted: Fitted, dtype: str) -> Slices[Array]:
    """Return `(values - offset) / factor`, rounded once, as a new contiguous array of `dtype`, in slices."""
    flat = values.reshape(len(values), -1)
    scaled = np.empty(flat.shape, dtype)
    offset, factor = fitted
    work = np.empty((_rows(flat), flat.shape[1]))
    for part in _slices(flat):
        piece = work[: len(flat[part])]
        with np.errstate(over="ignore", under="ignore"):  # `check_finite` tells what does not fit the dtype
            np.subtract(flat[part], offset, out=piece)
            np.divide(piece, factor, out=piece)
            scaled[part] = piece
        yield _WORK
    return scaled.reshape(values.shape)


def check_finite(scaled: Array, names: tuple[str, ...], where: str, setting: str = "scaling") -> None:
    """Raise `DataError` naming the first column in which a scaled value does not fit its dtype, and what would help."""
    flat = scaled.reshape(len(scaled), -1)
    for part in _slices(flat):
        finite = np.isfinite(flat[part])
        if not finite.all():
            column = int(np.argmin(finite.all(axis=0)))
            raise DataError(
                "a value is too large for the network's arithmetic",
                where=f"{where}, column {shorten(names[column])}",
                allowed=f"at most {np.finfo(scaled.dtype).max:.3g} in size, or {setting} = standard",
            )


def to_network(preparation: Preparation, raw: Array, dtype: str) -> Array:
    """Return raw rows `(rows, *sample_shape)` as the network is fed them: formulas made, scaled, in `dtype`."""
    inputs = formulas.made(np.asarray(raw), preparation.description.inputs)
    return apply(inputs, (preparation.feature_offset, preparation.feature_factor), dtype)


def targets_to_network(preparation: Preparation, raw_targets: Array, dtype: str) -> Array:
    """Return targets as the network is fed them: classes as int64, the numbers of a regression scaled, in `dtype`."""
    if preparation.description.task == "classification":
        return np.asarray(raw_targets, np.int64)
    return apply(np.asarray(raw_targets), (preparation.target_offset, preparation.target_factor), dtype)


def from_network(preparation: Preparation, outputs: Array) -> Array:
    """Return outputs `(rows, outputs)` of a regression as values, float64; those of a classification as they are."""
    if preparation.description.task == "classification":
        return outputs
    values: Array = outputs.astype(np.float64) * preparation.target_factor + preparation.target_offset
    return values


def _rows(flat: Array) -> int:
    return max(1, VALUES // max(1, int(flat.shape[1])))


def _slices(flat: Array) -> Iterator[slice]:
    step = _rows(flat)
    return (slice(start, start + step) for start in range(0, len(flat), step))


def _bounds(flat: Array) -> Slices[Fitted]:
    low, high = flat[0].astype(np.float64), flat[0].astype(np.float64)
    for part in _slices(flat):
        np.minimum(low, flat[part].min(axis=0), out=low)
        np.maximum(high, flat[part].max(axis=0), out=high)
        yield _WORK
    return low, high


def _minmax(low: Array, high: Array) -> Fitted:
    half = high / 2 - low / 2
    return low / 2 + high / 2, np.where(half > 0, half, 1.0)


def _standard(flat: Array, low: Array, high: Array) -> Slices[Fitted]:
    """Mean and deviation, computed on values of at most 1, so that squares of very large and small ones stay finite."""
    largest = np.maximum(np.abs(low), np.abs(high))
    unit = np.where(largest > 0, largest, 1.0)
    mean = yield from _mean(flat, unit, np.zeros(len(unit)), 1)
    deviation = np.sqrt((yield from _mean(flat, unit, mean, 2)))
    noise = 1e-15 * np.abs(mean)  # what rounding leaves of a constant is not a deviation
    real = deviation > noise
    return mean * unit, np.where(real, np.maximum(deviation * unit, np.finfo(np.float64).tiny), 1.0)


def _mean(flat: Array, unit: Array, center: Array, power: int) -> Slices[Array]:
    """Return the mean of `(values / unit - center) ** power` by column, or over all when `unit` is `(1,)`."""
    total = np.zeros(flat.shape[1])
    for part in _slices(flat):
        total += ((flat[part] / unit - center) ** power).sum(axis=0)
        yield _WORK
    mean = total / len(flat)
    return mean.mean(keepdims=True) if len(unit) == 1 else mean
