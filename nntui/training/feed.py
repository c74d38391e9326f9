"""Samples as a network is fed them: whole, in slices, or gathered into buffers that are made once."""

from __future__ import annotations

import math
from collections.abc import Generator as Slices
from typing import TypeAlias, cast

import numpy as np

from nntui.data.tables import Part, Preparation
from nntui.engine.arrays import Array
from nntui.engine.network import Bound, Network
from nntui.engine.workspace import Workspace

Batch: TypeAlias = tuple[Array, Array, Array | None]
"""Inputs `(n, *sample_shape)`, targets `(n, ...)` and weights `(n,)` or None."""
SMALL = 2**20
"""Up to so many bytes a set is gathered as a whole once an epoch, which saves the calls of gathering each batch."""
SMALL_BATCH = 2**16
KEPT_VIEWS = 1024


class Rows:
    """Rows `(samples, *sample_shape)` in the network's dtype; pictures stay uint8 and are scaled as they are read.

    The scaling is that of the preparation, `(x - offset) / factor`, in the network's dtype. Slices are contiguous.
    """

    def __init__(self, features: Array, network: Network, preparation: Preparation) -> None:
        self._dtype = network.dtype
        self.scaled_late = features.dtype == np.uint8
        ready = self.scaled_late or (features.dtype == network.dtype and features.flags.c_contiguous)
        self.source = features if ready else network.encode_inputs(features, where="features")
        late = (preparation.feature_offset, preparation.feature_factor) if self.scaled_late else (0.0, 1.0)
        self._offset, self._factor = (np.asarray(one, self._dtype) for one in late)
        self._bytes = np.empty((0, *features.shape[1:]), np.uint8)

    def __len__(self) -> int:
        return len(self.source)

    def __getitem__(self, rows: slice) -> Array:
        part = self.source[rows]
        return self._scaled(part, np.empty(part.shape, self._dtype)) if self.scaled_late else part

    def bytes_of(self, size: int) -> int:
        """Return how many bytes `size` rows take as the network is fed them."""
        return size * math.prod(self.source.shape[1:]) * self._dtype.itemsize

    def whole(self) -> Array:
        """Return all rows, the array itself where it need not be scaled."""
        return self[0 : len(self)] if self.scaled_late else self.source

    def buffer(self, size: int) -> Array:
        """Return room for `size` rows."""
        if self.scaled_late and len(self._bytes) < size:
            self._bytes = np.empty((size, *self.source.shape[1:]), np.uint8)
        return np.empty((size, *self.source.shape[1:]), self._dtype)

    def gather(self, positions: Array, out: Array) -> None:
        """Write the rows at `positions` `(n,)` into `out` `(n, *sample_shape)`, which `buffer` has made."""
        if self.scaled_late:
            raw = self._bytes[: len(out)]
            self.source.take(positions, 0, raw, "clip")
            self._scaled(raw, out)
        else:
            self.source.take(positions, 0, out, "clip")

    def _scaled(self, raw: Array, out: Array) -> Array:
        np.copyto(out, raw)
        if self._offset.any():
            np.subtract(out, self._offset, out)
        np.divide(out, self._factor, out)
        return out


def targets_of(part: Part, network: Network) -> Array:
    """Return the targets as the network's loss takes them; smoothing them twice would smooth them more."""
    return part.targets if part.encoded else network.encode_targets(part.targets, where=f"{part.name} targets")


class Samples:
    """Rows with their targets, and weights `(samples,)` float64 or None, as the network's loss takes them."""

    def __init__(self, part: Part, network: Network, preparation: Preparation, weights: Array | None = None) -> None:
        self.name = part.name
        self.rows = Rows(part.features, network, preparation)
        self.targets = targets_of(part, network)
        self.weights = weights
        self.references = network.references(self.targets)

    def __len__(self) -> int:
        return len(self.rows)

    def between(self, start: int, stop: int) -> Batch:
        """Return neighbours as they lie in the data."""
        weights = None if self.weights is None else self.weights[start:stop]
        return self.rows[start:stop], self.targets[start:stop], weights

    def buffers(self, size: int) -> Batch:
        """Return room for `size` samples."""
        targets = np.empty((size, *self.targets.shape[1:]), self.targets.dtype)
        return self.rows.buffer(size), targets, None if self.weights is None else np.empty(size)

    def gather(self, positions: Array, out: Batch) -> None:
        """Write the samples at `positions` `(n,)` into views of `n` samples."""
        self.rows.gather(positions, out[0])
        self.targets.take(positions, 0, out[1], "clip")
        if self.weights is not None:
            self.weights.take(positions, 0, out[2], "clip")

    def evaluating(self, bound: Bound, workspace: Workspace) -> Slices[None, None, dict[str, float]]:
        """Yield between slices, and return `{"loss": ..., "accuracy": ...}` without noise."""
        rows = cast(Array, self.rows)
        return workspace.network.evaluating(bound, rows, self.targets, workspace, weights=self.weights)


class Batches:
    """The batches of an epoch, each written into the same buffers, which are made once per size.

    That the network always meets the same arrays lets it keep what it has prepared for them. A small set is gathered
    once an epoch, in the epoch's order, and its batches are copied from there; of a large one each is gathered by
    itself. Only large batches of samples as they lie are not copied at all.
    """

    def __init__(self, samples: Samples, size: int) -> None:
        self._samples = samples
        self._size = size
        self._order: Array | None = None
        self._at_once = samples.rows.bytes_of(len(samples)) <= SMALL
        self._copies = samples.rows.bytes_of(size) <= SMALL_BATCH
        self._epoch: Batch | None = None
        self._buffers: Batch | None = None
        self._views: dict[int, Batch] = {}
        self._sources: dict[int, Batch] = {}

    def whole(self) -> Batch:
        """Return all samples as they lie."""
        return self._samples.rows.whole(), self._samples.targets, self._samples.weights

    def open(self, order: Array | None) -> None:
        """Begin an epoch that goes through the samples in this order `(samples,)`, or as they lie."""
        if (order is None) != (self._order is None):
            self._sources.clear()
        self._order = order
        if order is not None and self._at_once:
            if self._epoch is None:
                self._epoch = self._samples.buffers(len(self._samples))
            self._samples.gather(order, self._epoch)

    def between(self, start: int, stop: int) -> Batch:
        """Return the batch of the samples at `start` to `stop` of the epoch; the next call may overwrite it."""
        if self._order is None and not self._copies:
            return self._samples.between(start, stop)
        views = self._views.get(stop - start) or self._make_views(stop - start)
        if self._order is not None and not self._at_once:
            self._samples.gather(self._order[start:stop], views)
            return views
        source = self._sources.get(start) or self._source(start, stop)
        np.copyto(views[0], source[0])
        np.copyto(views[1], source[1])
        if views[2] is not None and source[2] is not None:
            np.copyto(views[2], source[2])
        return views

    def _make_views(self, count: int) -> Batch:
        if self._buffers is None:
            self._buffers = self._samples.buffers(self._size)
        views = self._views[count] = _part(self._buffers, 0, count)
        return views

    def _source(self, start: int, stop: int) -> Batch:
        if self._order is None or self._epoch is None:
            source = self._samples.between(start, stop)
        else:
            source = _part(self._epoch, start, stop)
        if self._at_once and len(self._sources) < KEPT_VIEWS:
            self._sources[start] = source
        return source


def _part(batch: Batch, start: int, stop: int) -> Batch:
    X, y, weights = batch
    return X[start:stop], y[start:stop], None if weights is None else weights[start:stop]
