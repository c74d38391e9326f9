"""A chart as the eye sees it: two charts that differ by less than a dot are one, and the second need not be drawn."""

from __future__ import annotations

import msgspec
import numpy as np

from nntui.charts.plotext_chart import Axis, Chart
from nntui.engine.arrays import Array

_COLUMN_PARTS, _ROW_PARTS = 4, 8
"""Places in a cell: two for each dot of a braille cell, which has 2 by 4."""


def as_seen(chart: Chart, width: int, height: int) -> Chart:
    """Return the chart of `width` by `height` cells with every point at the nearest of these places.

    A long run moves its curves by less than that between most looks of the screen; drawing them again was a third of
    what the screen took from the training.
    """
    series = tuple(
        msgspec.structs.replace(
            one, x=_placed(one.x, chart.x, width * _COLUMN_PARTS), y=_placed(one.y, chart.y, height * _ROW_PARTS)
        )
        for one in chart.series
    )
    return msgspec.structs.replace(chart, series=series)


def _placed(values: tuple[float, ...], axis: Axis, places: int) -> tuple[float, ...]:
    """Return the number of the place of each value, counted from the low end of the axis."""
    found: Array = np.round((np.asarray(values, dtype=np.float64) - axis.low) * (places / (axis.high - axis.low)))
    return tuple(found.tolist())
