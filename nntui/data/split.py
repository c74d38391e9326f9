"""Train, validation and test: shares of the rows, seeded, and stratified by class."""

from __future__ import annotations

import math

import msgspec
import numpy as np

from nntui.data.arrays import Array
from nntui.errors import OutOfRange

STREAM = 1
"""The split's own stream of the experiment's seed, so that it shares no random number with anything else."""


class Rows(msgspec.Struct, frozen=True, eq=False):
    """Positions in the table of each part's rows, ascending, each `(rows,)` int64; they do not overlap."""

    train: Array
    validation: Array
    test: Array


def split_last(rows: int, *, validation: float, test: float) -> Rows:
    """Share out rows as they lie: the first ones are trained on, then come validation and test."""
    _check_shares(rows, validation, test)
    wanted = _wanted(rows, validation), _wanted(rows, test)
    train = max(1, rows - sum(wanted))
    places = np.split(np.arange(rows), [train, train + wanted[0]])
    return Rows(*places)


def split(targets: Array, *, classification: bool, validation: float, test: float, seed: int) -> Rows:
    """Share out the rows of `targets`; the shares are of all rows, and at least one row is left to train on.

    A classification, targets `(rows,)` int64, is stratified: every class has the same shares, as near as whole rows
    allow, and keeps a row in the training part. The same seed gives the same split.
    """
    rows = len(targets)
    _check_shares(rows, validation, test)
    if not validation and not test:
        return Rows(np.arange(rows), np.arange(0), np.arange(0))
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(STREAM,))))
    groups = targets if classification else np.zeros(rows, np.int64)
    wanted = _wanted(rows, validation), _wanted(rows, test)
    return _share_out(groups, wanted, generator)


def _check_shares(rows: int, validation: float, test: float) -> None:
    if validation + test >= 1:
        raise OutOfRange(
            "validation and test leave nothing to train on",
            where="data.validation",
            received=round(validation + test, 6),
            allowed="less than 1 in all",
        )
    needed = 1 + (validation > 0) + (test > 0)
    if rows < needed:
        raise OutOfRange(
            "there are too few rows for that split", where="data.validation", received=rows, allowed=f"at least {needed} rows"
        )


def _wanted(rows: int, share: float) -> int:
    return max(1, round(rows * share)) if share else 0


def _share_out(groups: Array, wanted: tuple[int, int], generator: np.random.Generator) -> Rows:
    order = np.lexsort((generator.random(len(groups)), groups))  # group by group, shuffled within each
    _, sizes = np.unique(groups, return_counts=True)
    free = sizes - 1  # one row of every group stays in the training part
    validation = _proportional(wanted[0], sizes, free)
    test = _proportional(wanted[1], sizes, free - validation)
    place = np.arange(len(groups)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    in_validation = place < np.repeat(validation, sizes)
    in_test = ~in_validation & (place < np.repeat(validation + test, sizes))
    rest = ~(in_validation | in_test)
    return Rows(*(np.sort(order[chosen]) for chosen in (rest, in_validation, in_test)))


def _proportional(wanted: int, sizes: Array, free: Array) -> Array:
    """Return how many of `wanted` rows each group gives: by largest remainder, and no more than it has free."""
    exact = wanted * sizes / sizes.sum()
    given: Array = np.minimum(np.floor(exact).astype(np.int64), free)
    missing = min(wanted, int(free.sum())) - int(given.sum())
    while missing > 0:
        behind = np.where(given < free, exact - given, -math.inf)
        takers = np.argsort(-behind, kind="stable")[: min(missing, int((given < free).sum()))]
        given[takers] += 1
        missing -= len(takers)
    return given
