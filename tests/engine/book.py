"""The book's random stream: what nnfs.init() makes NumPy draw, without changing NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np


class BookStream:
    """NumPy's legacy stream from one seed; `randn` is float32 as after nnfs.init()."""

    def __init__(self, seed: int = 0, dtype: str = "float32") -> None:
        self.legacy = np.random.RandomState(seed)
        self.dtype = np.dtype(dtype)

    def randn(self, *shape: int) -> np.ndarray:
        """Return standard normal numbers, rounded to the stream's type."""
        return self.legacy.randn(*shape).astype(self.dtype)

    standard_normal = randn

    def spiral(self, samples: int = 100, classes: int = 3) -> tuple[np.ndarray, np.ndarray]:
        """Return points `(samples * classes, 2)` and classes, as nnfs computes them."""
        X = np.zeros((samples * classes, 2), self.dtype)
        for one in range(classes):
            radius = np.linspace(0.0, 1, samples)
            angle = np.linspace(one * 4, (one + 1) * 4, samples) + self.randn(samples) * 0.2
            X[one * samples : (one + 1) * samples] = np.c_[radius * np.sin(angle * 2.5), radius * np.cos(angle * 2.5)]
        return X, np.repeat(np.arange(classes), samples)

    def vertical(self, samples: int = 100, classes: int = 3) -> tuple[np.ndarray, np.ndarray]:
        """Return points `(samples * classes, 2)` and classes, as nnfs computes them."""
        X = np.zeros((samples * classes, 2), self.dtype)
        for one in range(classes):
            X[one * samples : (one + 1) * samples] = np.c_[self.randn(samples) * 0.1 + one / 3, self.randn(samples) * 0.1 + 0.5]
        return X, np.repeat(np.arange(classes), samples)


def by_id(path: Any) -> dict[str, Any]:
    """Return the cases of a reference file by their id."""
    import json

    return {case["id"]: case for case in json.loads(path.read_text())["cases"]}
