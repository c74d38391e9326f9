"""Everything that is asked about a plane at once: its areas or its curve, and which of the data's points are wrong."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from nntui.engine.arrays import Array
from nntui.insight.boundary import Boundary, Surface
from nntui.insight.predictions import PartForecast, Weights, predict_curve, predict_part
from nntui.insight.section import Section
from nntui.insight.window import Region

if TYPE_CHECKING:
    from nntui.data.tables import Part, Preparation
    from nntui.engine.network import Network

FAR = 0.1
"""A regression's point counts as wrong when it is off by more than this share of the targets' range."""


class Asked(msgspec.Struct, frozen=True, eq=False):
    """What is looked at: a part (None: no points), the section (None: the curve of one feature), the window, the grid."""

    part: Part | None
    section: Section | None
    region: Region
    rows: int
    columns: int

    def same(self, other: Asked | None) -> bool:
        """Whether the answer to the other question is one to this."""
        if other is None or self.part is not other.part or (self.rows, self.columns) != (other.rows, other.columns):
            return False
        return self.section == other.section and self.region == other.region


class Seen(msgspec.Struct, frozen=True, eq=False):
    """The answer: what the network says with these weights; `wrong` `(rows,)` bool of the part's rows.

    `far` is by how much a regression's point is off when it counts as wrong, in the units of its first target.
    """

    network: Network
    asked: Asked
    weights: Weights
    boundary: Boundary | None = None
    curve: tuple[Array, Array] | None = None
    forecast: PartForecast | None = None
    wrong: Array | None = None
    far: float = 0.0

    @property
    def finite(self) -> bool:
        """Whether every number of the areas or the curve was."""
        if self.boundary is not None:
            return self.boundary.finite
        return self.curve is None or bool(np.isfinite(self.curve[1]).all())


class Looking:
    """Asks one network about planes; one question at a time.

    The last grid and its workspace are kept, so that new weights cost arithmetic alone, and what was said about the
    part, so that moving the window over many samples does not ask about them again.
    """

    def __init__(self, network: Network, preparation: Preparation) -> None:
        self.network = network
        self._preparation = preparation
        self._surface: Surface | None = None
        self._said: tuple[Part, Weights, PartForecast] | None = None

    def asking(self, asked: Asked, weights: Weights) -> Generator[None, None, Seen]:
        """Return the answer; a job that stops between slices of some milliseconds."""
        network, preparation, region = self.network, self._preparation, asked.region
        boundary, curve, forecast, wrong, far = None, None, None, None, 0.0
        if asked.section is not None:
            boundary = yield from self._surface_for(asked).asking(weights)
        else:
            curve = predict_curve(network, preparation, weights, region.left, region.right)
            yield
        if asked.part is not None:
            forecast = yield from self._said_of(asked.part, weights)
            wrong, far = wrong_rows(forecast, asked.part)
        return Seen(network, asked, weights, boundary, curve, forecast, wrong, far)

    def _said_of(self, part: Part, weights: Weights) -> Generator[None, None, PartForecast]:
        said = self._said
        if said is None or said[0] is not part or said[1] is not weights:
            forecast = yield from predict_part(self.network, self._preparation, weights, part)
            said = self._said = (part, weights, forecast)
        return said[2]

    def _surface_for(self, asked: Asked) -> Surface:
        kept = self._surface
        if kept is None or (kept.region, kept.section, kept.shape) != (
            asked.region,
            asked.section,
            (asked.rows, asked.columns),
        ):
            kept = self._surface = Surface(
                self.network,
                self._preparation,
                asked.region,
                rows=asked.rows,
                columns=asked.columns,
                section=asked.section,
            )
        return kept


def wrong_rows(forecast: PartForecast, part: Part) -> tuple[Array, float]:
    """Return which rows are wrong `(rows,)` bool, and for a regression how far off the first target they are at least.

    Of a regression those are wrong that are off by more than a tenth of the range of the part's first target, and
    those of which nothing finite is said.
    """
    if forecast.reading.classifies:
        return forecast.wrong, 0.0
    targets = part.raw_targets.reshape(len(part.raw_targets), -1)[:, 0].astype(np.float64)
    if not len(targets):
        return np.zeros(0, dtype=bool), 0.0
    far = FAR * 2 * (float(targets.max()) / 2 - float(targets.min()) / 2)
    with np.errstate(all="ignore"):
        near = np.abs(forecast.said[:, 0] - targets) <= far
    return np.logical_not(near), far
