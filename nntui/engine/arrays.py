"""The types of the engine's arrays."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]
Shape: TypeAlias = tuple[int, ...]
Generator: TypeAlias = np.random.Generator


class Views:
    """Named arrays of one layer as attributes: `parameters.weights`, `gradients.biases`, `statistics.mean`."""

    def __init__(self, **arrays: Array) -> None:
        self.__dict__.update(arrays)

    def __getattr__(self, name: str) -> Array:
        raise AttributeError(f"no array named {name!r}; there are: {', '.join(self.__dict__) or 'none'}")
