"""What a network says all over the plane of two features: the class at each place of a grid, and how sure it is."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from nntui.data import scaling
from nntui.engine.arrays import Array
from nntui.errors import InputError
from nntui.insight import readings
from nntui.insight.predictions import Weights
from nntui.insight.readings import Reading

if TYPE_CHECKING:
    from nntui.data.tables import Preparation
    from nntui.engine.network import Network


class Region(msgspec.Struct, frozen=True):
    """The part of the plane that is looked at, in the units of the data: x from left to right, y from bottom to top."""

    left: float
    right: float
    bottom: float
    top: float


class Boundary(msgspec.Struct, frozen=True, eq=False):
    """What the network says at the middle of each of `rows` by `columns` places, the first row at the top.

    For a classification `said` `(rows, columns)` int64 is the class and `confidence` `(rows, columns)` float32 how sure
    the network is: 0 where it might as well say another class, 1 where it is certain. For a regression `said` is all 0
    and `values` `(rows, columns)` float64 is the first output in the units of the data. `finite` says that every
    number was.
    """

    region: Region
    reading: Reading
    step: int
    said: Array
    confidence: Array
    values: Array | None = None
    finite: bool = True


class Surface:
    """A grid over a region and one user's workspace for it, so that new weights cost the arithmetic alone."""

    def __init__(self, network: Network, preparation: Preparation, region: Region, *, rows: int, columns: int) -> None:
        if preparation.description.sample_shape != (2,):
            raise InputError(
                "a boundary is drawn for data with two features",
                received=preparation.description.sample_shape,
                allowed="samples of shape (2,)",
            )
        self.region = region
        self.shape = (rows, columns)
        self._network = network
        self._preparation = preparation
        self._reading = readings.reading_of(network, preparation.description)
        self._workspace = network.workspace()
        self._features = scaling.to_network(preparation, places(region, rows, columns), network.dtype.name)

    def at(self, weights: Weights) -> Boundary:
        """Return the boundary with these weights, at once."""
        job = self.asking(weights)
        while True:
            try:
                next(job)
            except StopIteration as end:
                found: Boundary = end.value
                return found

    def asking(self, weights: Weights) -> Generator[None, None, Boundary]:
        """Return the boundary with these weights; a job that stops between slices of some milliseconds."""
        bound = self._network.bind(weights.parameters, None, weights.statistics)
        outputs = yield from self._network.predicting(bound, self._features, self._workspace)
        return self._read(outputs, weights.step)

    def _read(self, outputs: Array, step: int) -> Boundary:
        finite = bool(np.isfinite(outputs).all())
        if not self._reading.classifies:
            values = readings.values(self._preparation, outputs)[:, 0].reshape(self.shape)
            flat = np.zeros(self.shape, np.int64)
            return Boundary(self.region, self._reading, step, flat, flat.astype(np.float32), values, finite)
        said = readings.classes(self._reading, outputs).reshape(self.shape)
        return Boundary(self.region, self._reading, step, said, self._sure(outputs).reshape(self.shape), None, finite)

    def _sure(self, outputs: Array) -> Array:
        with np.errstate(all="ignore"):
            sure = confidence(self._reading, outputs)
        cleaned: Array = np.nan_to_num(sure, nan=0.0, posinf=1.0, neginf=0.0).astype(np.float32)
        return cleaned


def places(region: Region, rows: int, columns: int) -> Array:
    """Return the middle of each place of a grid, `(rows * columns, 2)` float64, row by row from the top left."""
    x = region.left + (np.arange(columns) + 0.5) / columns * (region.right - region.left)
    y = region.top - (np.arange(rows) + 0.5) / rows * (region.top - region.bottom)
    grid = np.empty((rows, columns, 2))
    grid[..., 0] = x
    grid[..., 1] = y[:, np.newaxis]
    return grid.reshape(-1, 2)


def confidence(reading: Reading, outputs: Array) -> Array:
    """Return how sure the network is for each row of `outputs` `(rows, outputs)`, `(rows,)` from 0 to 1.

    Probabilities: `(largest - 1/classes) / (1 - 1/classes)`, for a single output `|p - threshold| * 2`. Scores: the
    distance from the best to the second, as a share of the largest such distance.
    """
    if reading.form == "binary":
        away = np.abs(outputs[:, 0] - reading.threshold) * (2 if reading.probable else 1)
        sure: Array = np.minimum(away, 1)
    elif reading.form == "scores":
        two = np.partition(outputs, -2, axis=1)[:, -2:]
        margin = two[:, 1] - two[:, 0]
        sure = margin / max(float(margin.max(initial=0.0)), np.finfo(outputs.dtype).tiny)
    else:
        best = np.exp(outputs.max(axis=1)) if reading.form == "log_distribution" else outputs.max(axis=1)
        chance = 1 / outputs.shape[1]
        sure = (best - chance) / (1 - chance)
    return sure
