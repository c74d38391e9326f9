"""The data of the book: nnfs's own functions, drawing from a generator of their own.

nnfs draws from NumPy's global generator, and the book's figures come after `nnfs.init()`, which makes normal numbers
and zeros float32 for everybody in the process. Here the same code runs with a NumPy of its own in place of the module's
`np`: a private generator, and float32 where `nnfs.init()` would have it. So the numbers are the book's to the bit,
nothing global is touched or depended on, and two threads may draw at once without a lock.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType, SimpleNamespace
from typing import Any

import numpy as np

from nntui.data.arrays import Array


def draw(function: Callable[..., tuple[Array, Array]], seed: int, *arguments: int) -> tuple[Array, Array]:
    """Return the features and targets that nnfs's `function` gives after `nnfs.init()` and `np.random.seed(seed)`.

    `function` is one of `nnfs.datasets`; samples are float32 where the book's are.
    """
    if not isinstance(function, FunctionType):
        raise TypeError(f"a plain Python function of nnfs is needed here. Received: {function!r}")
    names = {**function.__globals__, "np": _book_numpy(np.random.RandomState(seed))}
    return FunctionType(function.__code__, names, argdefs=function.__defaults__)(*arguments)  # type: ignore[no-any-return]


def _book_numpy(generator: np.random.RandomState) -> Any:
    """Return the part of NumPy that nnfs's data sets use, as `nnfs.init()` leaves it, with a generator of its own."""
    return SimpleNamespace(
        random=SimpleNamespace(randn=lambda *shape: np.float32(generator.standard_normal(shape))),
        # nnfs keeps classes in uint8, which cannot hold more than 256 of them
        zeros=lambda shape, dtype="float32": np.full(shape, 0, dtype="int64" if dtype == "uint8" else dtype),
        linspace=np.linspace,
        c_=np.c_,
        sin=np.sin,
        cos=np.cos,
        arange=np.arange,
        pi=np.pi,
    )
