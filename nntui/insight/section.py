"""A plane through data of many features: which two run along its axes, and at which values the others are held."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec
import numpy as np

from nntui.engine.arrays import Array
from nntui.errors import InputError, nearest, shorten

MOST_NUMBERS = 200_000
"""The middle of the features is found in so many numbers at most, so that no key waits for it."""


class Section(msgspec.Struct, frozen=True):
    """The plane of the features at positions `across` and `up`; `held` are the values of all features where not moved.

    Raises `InputError` for a position that no feature has, the same feature twice, and a held value that is no number.
    """

    across: int
    up: int
    held: tuple[float, ...]

    def __post_init__(self) -> None:
        for position in (self.across, self.up):
            if not 0 <= position < len(self.held):
                raise InputError(
                    "the plane has a feature that is not there",
                    received=position + 1,
                    allowed=f"1 to {len(self.held)}",
                )
        if self.across == self.up:
            raise InputError(
                "a plane needs two features", received=f"feature {self.up + 1} twice", allowed="two different ones"
            )
        if not all(map(math.isfinite, self.held)):
            raise InputError("a feature is held at a value that is no number", allowed="finite numbers")

    @property
    def others(self) -> tuple[int, ...]:
        """The positions of the features that are held."""
        return tuple(position for position in range(len(self.held)) if position not in (self.across, self.up))

    def samples(self, points: Array, shape: tuple[int, ...]) -> Array:
        """Return points of the plane `(rows, 2)` as whole samples `(rows, *shape)` float64."""
        rows = np.empty((len(points), len(self.held)))
        rows[:] = self.held
        rows[:, self.across], rows[:, self.up] = points[:, 0], points[:, 1]
        return rows.reshape(-1, *shape)

    def points(self, raw: Array) -> Array:
        """Return where samples `(rows, *sample_shape)` lie on the plane, `(rows, 2)` float64."""
        return raw.reshape(len(raw), -1)[:, [self.across, self.up]].astype(np.float64)

    def with_axes(self, across: int, up: int) -> Section:
        """Return the plane of two other features; asked for the other axis' feature, the axes change places."""
        if across == up:
            across, up = (self.up, up) if up == self.across else (across, self.across)
        return Section(across, up, self.held)

    def holding(self, position: int, value: float) -> Section:
        """Return the plane on which the feature at a position is held at another value."""
        if not 0 <= position < len(self.held):
            raise InputError(
                "that feature is not there", where="plane", received=position + 1, allowed=f"1 to {len(self.held)}"
            )
        return Section(self.across, self.up, (*self.held[:position], value, *self.held[position + 1 :]))


def medians(raw: Array) -> tuple[float, ...]:
    """Return the median of each feature of samples `(rows, ...)`, of as many rows as are quickly looked through."""
    flat = raw.reshape(len(raw), -1)
    rows = np.linspace(0, len(flat) - 1, min(len(flat), max(MOST_NUMBERS // max(1, flat.shape[1]), 9))).astype(np.int64)
    return tuple(np.median(flat[rows].astype(np.float64), axis=0).tolist())


def first_axes(raw: Array, *, alike: bool) -> tuple[int, int]:
    """Return two features to begin with: the first that vary, or those that vary most where all are `alike` (pixels)."""
    flat = raw.reshape(len(raw), -1)
    rows = flat[: max(MOST_NUMBERS // max(1, flat.shape[1]), 50)].astype(np.float64)
    if alike:
        spread = rows.std(axis=0)
        across, up = sorted(np.argsort(-spread, kind="stable")[:2].tolist())
        return int(across), int(up)
    varied = np.flatnonzero(rows.min(axis=0) < rows.max(axis=0)).tolist()
    still = [position for position in range(flat.shape[1]) if position not in set(varied)]
    across, up = sorted([*varied, *still][:2])
    return int(across), int(up)


def feature_named(names: Sequence[str], wanted: str) -> int:
    """Return the position of a feature by its name, or by its number from 1 where no name is that number.

    Capitals do not matter where they tell nothing apart. Raises `InputError` with the nearest name.
    """
    text = wanted.strip()
    for found in ([name for name in names if name == text], [name for name in names if name.lower() == text.lower()]):
        if len(found) == 1:
            return list(names).index(found[0])
    if text.isascii() and text.isdigit() and len(text) < 10 and 0 < int(text) <= len(names):
        return int(text) - 1
    shown = ", ".join(shorten(name)[1:-1] for name in names[:6])
    allowed = f"{shown}{f' and {len(names) - 6} more' if len(names) > 6 else ''}, or a number from 1 to {len(names)}"
    raise InputError("there is no such feature", received=text, allowed=allowed, nearest=nearest(text, names))
