"""The book's recipes beside the book's way of training (tests/benchmarks/book_way.py), update by update.

Both start from the book's weights and data and reckon in float64, for as many updates as rounding errors of 1e-16 take to
grow to 1e-7: where steps are large, training doubles them every few updates. How the whole runs end, in float32, is
compared by tests/benchmarks/book_bands.py.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from book_bands import CHAPTERS, Chapter
from book_way import Network

UPDATES = {"spiral-l2": 75, "spiral-dropout": 100, "spiral-adam": 100}
"""Where it is not 200: Adam's large steps part the two sooner. At these, rounding has grown to 1e-11 where it grows most."""


class Told:
    """Random numbers from 0 to 1 that both ways are given, the same at each update."""

    def __init__(self) -> None:
        self.generator = np.random.default_rng(0)

    def random(self, dtype: object, out: np.ndarray) -> np.ndarray:
        """Fill `out`, row by row whatever its place in memory."""
        out[...] = self.generator.random(out.shape)
        return out


def both(chapter: Chapter, updates: int) -> tuple[np.ndarray, np.ndarray]:
    """Return loss and accuracy of each update `(updates, 2)` in the book's way and in ours."""
    features, targets = chapter.data(0, "float64")
    network = chapter.network(0, "float64")
    trainer = chapter.trainer(network, updates, "float64")
    if network.dropout is not None:
        masks = np.random.default_rng(0)
        network.dropout.draw = lambda shape: (masks.random(shape) >= chapter.dropout).astype(float)
        trainer.problem.workspace.generators[2] = Told()
    theirs = [network.step(features, targets) for _ in range(updates)]
    trainer.run()
    check_weights(network, trainer.network.layout.arrays(trainer.state.parameters))
    return np.array(theirs), np.array([trainer.history["loss"], trainer.history["accuracy"]]).T


def check_weights(network: Network, ours: dict[str, np.ndarray]) -> None:
    """All weights and biases at the end are the same."""
    theirs = [array for dense in network.dense for array in (dense.weights, dense.biases)]
    for found, expected in zip(ours.values(), theirs, strict=True):
        np.testing.assert_allclose(found, expected.reshape(found.shape), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", [name for name in CHAPTERS if "," not in name])
def test_update_by_update(name: str) -> None:
    """Loss (penalties included) and accuracy before each update, and the weights after the last."""
    chapter = CHAPTERS[name]
    small = replace(chapter, samples=200 if name == "sine" else 100)
    theirs, ours = both(small, UPDATES.get(name, 200))

    np.testing.assert_allclose(ours[:, 0], theirs[:, 0], rtol=0, atol=1e-7)
    np.testing.assert_array_equal(ours[:, 1], theirs[:, 1])
    assert theirs[-1, 0] < theirs[0, 0]
