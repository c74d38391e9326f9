"""What can be asked: the network of a run with its data, or that of an opened file whose data are not there."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from nntui.insight.predictions import Weights
from nntui.tui.text import safe

if TYPE_CHECKING:
    from nntui.data.arrays import Array
    from nntui.data.tables import Description, Part, Preparation, Prepared
    from nntui.engine.network import Network
    from nntui.spec.experiment import Experiment
    from nntui.tui.running import Run

STEPS = 50
PICTURE_STEPS = 8
MOST_NUMBERS = 1_000_000
NAME = 60


class Model(msgspec.Struct, frozen=True, eq=False):
    """A network, how samples are prepared for it, its data if they are there, and its weights if no run has them."""

    network: Network
    preparation: Preparation
    experiment: Experiment
    prepared: Prepared | None = None
    weights: Weights | None = None

    @property
    def description(self) -> Description:
        """What is known of the data."""
        return self.preparation.description


def of_run(run: Run) -> Model:
    """Return what a run can be asked."""
    return Model(run.network, run.prepared.preparation, run.experiment, run.prepared)


def of_file(saved: Any) -> Model | None:
    """Return what a model file can be asked without its data, or None where it does not say how samples are prepared."""
    if saved.preparation is None:
        return None
    step, epoch = (int(saved.values.get(name, 0)) for name in ("step", "epoch"))
    weights = Weights(saved.parameters, saved.statistics, step, epoch)
    return Model(saved.network, saved.preparation, saved.experiment, None, weights)


def parts_of(model: Model) -> dict[str, Part]:
    """Return the parts that there are by their names."""
    if model.prepared is None:
        return {}
    named = (model.prepared.train, model.prepared.validation, model.prepared.test)
    return {part.name: part for part in named if part is not None}


class Column(msgspec.Struct, frozen=True):
    """One feature: its name (harmless), the range that the training part has, and the step of an arrow key."""

    name: str
    low: float
    high: float
    step: float


def columns_of(model: Model) -> tuple[Column, ...]:
    """Return names, ranges and steps, found in as many rows of the training part as are quickly looked through."""
    low, high, whole = _seen(model) if model.prepared is not None else _unseen(model)
    shape = model.description.picture_shape
    if shape is not None:
        return tuple(_pixels(shape, float(low.min()), float(high.max())))
    names = model.description.feature_names
    more = (f"value {place}" for place in itertools.count(len(names) + 1))
    found = zip(itertools.chain(names, more), low.tolist(), high.tolist(), whole.tolist(), strict=False)
    return tuple(_column(safe(name, NAME), *numbers) for name, *numbers in found)


def middle_of(model: Model) -> Array:
    """Return a sample in the middle of the scaling `(*sample_shape)` float64, for where there is no data."""
    offset = np.zeros(1) if model.description.inputs else model.preparation.feature_offset
    size = math.prod(model.description.sample_shape)
    return np.broadcast_to(offset.astype(np.float64), (size,)).reshape(model.description.sample_shape).copy()


def _seen(model: Model) -> tuple[Array, Array, Array]:
    raw = model.prepared.train.raw if model.prepared is not None else np.zeros((1, 1))
    flat = raw[: max(MOST_NUMBERS // max(1, raw[0].size), 50)].reshape(-1, raw[0].size)
    whole = (np.mod(flat[:50], 1) == 0).all(axis=0)
    return flat.min(axis=0).astype(np.float64), flat.max(axis=0).astype(np.float64), whole


def _unseen(model: Model) -> tuple[Array, Array, Array]:
    """Return the range that scaling makes -2 to 2, or 0 to 1 for the pixels of a picture."""
    middle = middle_of(model).reshape(-1)
    factor = np.ones(1) if model.description.inputs else model.preparation.feature_factor
    room = np.broadcast_to(2 * factor.astype(np.float64), middle.shape)
    whole = np.zeros(middle.shape, dtype=bool)
    if model.description.picture_shape is not None:
        return np.zeros_like(middle), np.maximum(middle + room / 2, 1.0), whole
    return middle - room, middle + room, whole


def _column(name: str, low: float, high: float, whole: bool) -> Column:
    step = (high / STEPS - low / STEPS) or max(abs(low) / STEPS, 1e-9) or 1.0
    return Column(name, low, high, float(max(1, round(step))) if whole else step)


def _pixels(shape: tuple[int, int], low: float, high: float) -> list[Column]:
    step = (high - low) / PICTURE_STEPS or 1.0
    places = itertools.product(range(1, shape[0] + 1), range(1, shape[1] + 1))
    return [Column(f"row {row}, column {column}", low, high, step) for row, column in places]
