"""What a network says all over the plane of two features: the class at each place of a grid, and how sure it is."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import TYPE_CHECKING, cast

import msgspec
import numpy as np

from nntui.data import scaling
from nntui.engine.arrays import Array
from nntui.errors import InputError
from nntui.insight import readings
from nntui.insight.predictions import Weights
from nntui.insight.readings import Reading
from nntui.insight.section import Section
from nntui.insight.window import Region

if TYPE_CHECKING:
    from nntui.data.tables import Preparation
    from nntui.engine.network import Network


AT_ONCE = 2**20
"""A grid whose samples have more numbers than these is made into samples slice by slice."""


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
    """A grid over a region and one user's workspace for it, so that new weights cost the arithmetic alone.

    Data of more than two features need a `section`: which of them the region is about, and where the others are held.
    """

    def __init__(
        self,
        network: Network,
        preparation: Preparation,
        region: Region,
        *,
        rows: int,
        columns: int,
        section: Section | None = None,
    ) -> None:
        size = math.prod(preparation.description.sample_shape)
        if size != (2 if section is None else len(section.held)):
            raise InputError(
                "a boundary is drawn for data with two features, or with a section through more",
                received=preparation.description.sample_shape,
                allowed="samples of shape (2,)" if section is None else f"samples of {len(section.held)} numbers",
            )
        self.region = region
        self.section = section or Section(0, 1, (0.0, 0.0))
        self.shape = (rows, columns)
        self._network = network
        self._preparation = preparation
        self._reading = readings.reading_of(network, preparation.description)
        self._workspace = network.workspace()
        samples = _Samples(network, preparation, self.section, places(region, rows, columns))
        self._features = samples[:] if len(samples) * size <= AT_ONCE else cast(Array, samples)

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


class _Samples:
    """The points of a grid as the network is fed them, made when they are asked for: of wide data all would be many."""

    def __init__(self, network: Network, preparation: Preparation, section: Section, points: Array) -> None:
        self._section = section
        self._points = points
        self._preparation = preparation
        self._dtype = network.dtype.name

    def __len__(self) -> int:
        return len(self._points)

    def __getitem__(self, part: slice) -> Array:
        raw = self._section.samples(self._points[part], self._preparation.description.sample_shape)
        return scaling.to_network(self._preparation, raw, self._dtype)


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
