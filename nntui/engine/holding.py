"""Single parameters that stay as they are over an update, with what the optimizer remembers of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nntui.engine.arrays import Array


class Holding:
    """Takes down what stands at `places` `(held,)` in `vectors`, each `(size,)`, and puts it back after an update.

    An optimizer's slots are held with the parameters: as in a frozen layer, momentum neither moves them nor fades.
    """

    def __init__(self, places: Array, vectors: Sequence[Array]) -> None:
        self._places = places
        self._pairs = [(vector, np.empty(len(places), vector.dtype)) for vector in vectors]

    def take(self) -> None:
        """Take down what stands there now."""
        for vector, kept in self._pairs:
            np.take(vector, self._places, out=kept, mode="clip")

    def put_back(self) -> None:
        """Write what was taken down last."""
        for vector, kept in self._pairs:
            vector[self._places] = kept
