"""Folds: the rows dealt out so that each stands in exactly one of them."""

from __future__ import annotations

import numpy as np

from nntui.data.arrays import Array
from nntui.spec import limits

STREAM = 6
"""The folds' own stream of the experiment's seed; those before are the split's and training's."""


def deal(groups: Array, count: int, seed: int) -> tuple[Array, ...]:
    """Return the positions in each of `count` folds, ascending, `(rows of the fold,)` int64 each.

    `groups` `(rows,)` are classes, or all the same number: rows are shuffled within their group and dealt out one by one,
    group after group, so that folds differ by at most one row, of every class too. The same seed gives the same folds.
    """
    rows = len(groups)
    count = limits.whole(count, 2, rows, where="folds", beyond="there are not as many folds in these rows")
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(STREAM,))))
    order = np.lexsort((generator.random(rows), groups))
    return tuple(np.sort(order[first::count]) for first in range(count))


def others(folds: tuple[Array, ...], chosen: int) -> Array:
    """Return the positions in all folds but one, ascending."""
    return np.sort(np.concatenate([fold for number, fold in enumerate(folds) if number != chosen]))
