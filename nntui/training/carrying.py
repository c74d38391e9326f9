"""Samples that were too few for a batch at the end of an epoch, and join the next epoch's first batch.

TensorFlow Playground adds up gradients and moves the weights at every full batch only, so that what is left at the end
of an epoch counts in the next one: no update lies between, which makes it one larger batch.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nntui.training.feed import Batch, Samples
from nntui.training.order import EpochOrder


class Carrying:
    """Joins what was left over to the first batch, in buffers that are made once per size."""

    def __init__(self, samples: Samples, order: EpochOrder) -> None:
        self._samples = samples
        self._order = order
        self._buffers: Batch | None = None

    def left(self, cursor: int, drawn_from: dict[str, Any] | None) -> list[int]:
        """Return the positions of the samples from `cursor` on, in the epoch's order."""
        if drawn_from is not None:
            self._order.again(drawn_from)
        left: list[int] = self._positions(drawn_from)[cursor:].tolist()
        return left

    def joined(self, left: list[int], stop: int, drawn_from: dict[str, Any] | None) -> Batch:
        """Return the samples `left`, and behind them the first `stop` of the epoch whose order is at hand."""
        positions = np.concatenate([left, self._positions(drawn_from)[:stop]]).astype(np.intp)
        if self._buffers is None or len(self._buffers[0]) != len(positions):
            self._buffers = self._samples.buffers(len(positions))
        self._samples.gather(positions, self._buffers)
        return self._buffers

    def _positions(self, drawn_from: dict[str, Any] | None) -> Any:
        return np.arange(len(self._samples)) if drawn_from is None else self._order.positions
