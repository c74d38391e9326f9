"""Samples of the training part for a look at the network: a few, evenly spread over all of it."""

from __future__ import annotations

import numpy as np

from nntui.data.tables import Prepared
from nntui.engine.arrays import Array
from nntui.engine.network import Network
from nntui.insight.clear_rows import CANDIDATES
from nntui.training.feed import Samples


def spread_samples(network: Network, prepared: Prepared, count: int = CANDIDATES) -> tuple[Array, Array]:
    """Return at most `count` inputs `(samples, *input_shape)` and targets of the training part, encoded for the network."""
    samples = Samples(prepared.train, network, prepared.preparation)
    positions = np.unique(np.linspace(0, len(samples) - 1, min(count, len(samples))).astype(np.intp))
    room = samples.buffers(len(positions))
    samples.gather(positions, room)
    return room[0], room[1]
