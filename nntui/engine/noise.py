"""Random numbers drawn into a buffer, so that a noisy layer allocates nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nntui.engine.arrays import Array, Generator


def uniform(generator: Generator, out: Array) -> Array:
    """Fill `out` (any shape, floating) with numbers in [0, 1), in memory order."""
    return _fill(generator.random, out)


def normal(generator: Generator, out: Array) -> Array:
    """Fill `out` (any shape, floating) with numbers of N(0, 1), in memory order."""
    return _fill(generator.standard_normal, out)


def _fill(draw: Callable[..., Array], out: Array) -> Array:
    if out.dtype.itemsize <= np.dtype(np.float64).itemsize:
        return draw(dtype=out.dtype.type, out=out)
    # The generators know no finer type than float64.
    out[...] = draw(out=np.empty_like(out, dtype=np.float64))
    return out
