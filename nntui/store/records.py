"""Whether the history and the curves in a file have the shapes that training will rely on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from nntui.engine.arrays import Array
from nntui.training.folding import PLACES
from nntui.training.pyramid import POINTS
from nntui.training.state import TrainState


def records_fit(state: TrainState, arrays: Mapping[str, Array], metrics: tuple[str, ...]) -> bool:
    """Say whether the arrays are those of a history and curves of these metrics."""
    series = {"steps": len(state.steps.names), "validations": len(state.validations.names)}
    return (
        tuple(state.steps.names[1:-1]) == metrics
        and _is_table(arrays["history"], len(state.history.names))
        and len(arrays["history"]) == state.epoch
        and all(_curves_fit(arrays, name, count) for name, count in series.items())
    )


def _curves_fit(arrays: Mapping[str, Array], name: str, series: int) -> bool:
    span: Any = arrays[f"{name}.span"]
    widths = {"places": PLACES, "low": series, "high": series, "mean": series}
    return (
        span.shape == (1,)
        and span.dtype == np.int64
        and int(span[0]) >= 1
        and _is_table(arrays[f"{name}.pending"], PLACES + series)
        and len(arrays[f"{name}.points.count"]) <= POINTS
        and all(_points_fit(arrays, f"{name}.{part}", widths) for part in ("points", "open"))
    )


def _points_fit(arrays: Mapping[str, Array], place: str, widths: Mapping[str, int]) -> bool:
    count = arrays[f"{place}.count"]
    tables = {name: arrays[f"{place}.{name}"] for name in widths}
    return (
        count.ndim == 1
        and bool(np.all(count >= 1))
        and all(_is_table(table, widths[name]) and len(table) == len(count) for name, table in tables.items())
    )


def _is_table(array: Array, width: int) -> bool:
    return array.ndim == 2 and array.shape[1] == width and array.dtype == np.float64
