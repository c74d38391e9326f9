"""What the Predict view asks a runner: a part predicted with the weights of a moment, and fresh samples."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import msgspec

from nntui.insight.boundary import Boundary, Surface
from nntui.insight.fresh import fresh_part
from nntui.insight.predictions import Forecast, PartForecast, Weights, predict_curve, predict_one, predict_part
from nntui.insight.window import Region

if TYPE_CHECKING:
    from nntui.data.arrays import Array
    from nntui.data.tables import Part
    from nntui.tui.screens.predict_model import Model


AREA_ROWS, AREA_COLUMNS = 60, 96


class Predicted(msgspec.Struct, frozen=True, eq=False):
    """A part's forecast, of which model, with which weights; and the curve or the boundary that were asked for."""

    model: Model
    part: Part
    weights: Weights
    forecast: PartForecast
    curve: tuple[Array, Array] | None = None
    boundary: Boundary | None = None


class Drawn(msgspec.Struct, frozen=True, eq=False):
    """Fresh samples for a model."""

    model: Model
    part: Part


class One(msgspec.Struct, frozen=True, eq=False):
    """The answer for one sample of a large network."""

    model: Model
    raw: Array
    forecast: Forecast


def asking_one(model: Model, weights: Weights, raw: Array) -> Generator[Any, None, One]:
    """Predict one sample (a job)."""
    yield
    return One(model, raw, predict_one(model.network, model.preparation, weights, raw))


def predicting(
    model: Model,
    part: Part,
    weights: Weights,
    *,
    reach: tuple[float, float] | None = None,
    region: Region | None = None,
) -> Generator[Any, None, Predicted]:
    """Predict a part, a curve from one value of the only feature to another, and a region of the plane (a job)."""
    network, preparation = model.network, model.preparation
    forecast = yield from predict_part(network, preparation, weights, part)
    curve = None if reach is None else predict_curve(network, preparation, weights, *reach)
    boundary = None
    if region is not None:
        surface = Surface(network, preparation, region, rows=AREA_ROWS, columns=AREA_COLUMNS)
        boundary = yield from surface.asking(weights)
    return Predicted(model, part, weights, forecast, curve, boundary)


def drawing(model: Model, draw: int) -> Generator[Any, None, Drawn]:
    """Draw fresh samples (a job)."""
    yield
    return Drawn(model, fresh_part(model.experiment.data, model.preparation, model.network.dtype.name, draw=draw))
