"""One random generator per use, all spawned from one seed, and their states as plain values.

The uses are numbered as children of the seed, so that a generator is the same whether or not others are ever drawn
from: data 0, split 1, start weights 2, order of the samples 3, and noise 4 with one child per layer position, and an
optimizer's search 5.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nntui.engine.arrays import Generator

DATA, SPLIT, START, ORDER, NOISE, SEARCH = range(6)


def spawned(seed: int, *use: int) -> Generator:
    """Return the generator of one use, such as `spawned(seed, ORDER)` or `spawned(seed, NOISE, layer)`."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=use)))


def state_of(generator: Generator) -> dict[str, Any]:
    """Return the state as plain values; the two 128-bit numbers are hexadecimal texts, which every file form can hold."""
    state: dict[str, Any] = dict(generator.bit_generator.state)
    inner = state["state"]
    return {
        "state": hex(inner["state"]),
        "increment": hex(inner["inc"]),
        "has_uint32": int(state["has_uint32"]),
        "uinteger": int(state["uinteger"]),
    }


def restored(state: dict[str, Any]) -> Generator:
    """Return a generator that goes on where `state_of` was taken."""
    bits = np.random.PCG64(0)
    bits.state = {
        "bit_generator": "PCG64",
        "state": {"state": int(state["state"], 16), "inc": int(state["increment"], 16)},
        "has_uint32": int(state["has_uint32"]),
        "uinteger": int(state["uinteger"]),
    }
    return np.random.Generator(bits)


def copied(generator: Generator) -> Generator:
    """Return an independent generator that draws the same numbers from here on."""
    return restored(state_of(generator))
