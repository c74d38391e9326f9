"""The order in which an epoch goes through the samples, drawn anew from a generator or as they lie."""

from __future__ import annotations

from typing import Any

import numpy as np

from nntui.engine.arrays import Array, Generator
from nntui.training.generators import restored, state_of


class EpochOrder:
    """One buffer for all orders; what an order was drawn from is kept in the state, never the order itself."""

    def __init__(self, samples: int) -> None:
        self._natural = np.arange(samples)
        self.positions: Array = self._natural.copy()

    def draw(self, generator: Generator) -> dict[str, Any]:
        """Draw a new order and return the state of the generator that it was drawn from."""
        drawn_from = state_of(generator)
        np.copyto(self.positions, self._natural)
        generator.shuffle(self.positions)
        return drawn_from

    def again(self, drawn_from: dict[str, Any]) -> None:
        """Make the order that was drawn from that state."""
        self.draw(restored(drawn_from))
