"""What a network says about samples, with the weights of a snapshot: one sample, or a whole part in slices."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, cast

import msgspec
import numpy as np

from nntui.data import scaling
from nntui.engine.arrays import Array
from nntui.insight import readings
from nntui.insight.readings import Reading
from nntui.training.feed import Rows

if TYPE_CHECKING:
    from nntui.data.tables import Part, Preparation
    from nntui.engine.network import Network

TOLERANCE_DIVISOR = 250.0


class Forecast(msgspec.Struct, frozen=True):
    """What the network says about one sample.

    For a classification `said` is the class and `scores` what each class gets (or the one number of a network whose
    single output is no probability); for a regression `values` are the outputs in the units of the data.
    """

    reading: Reading
    said: int | None = None
    scores: tuple[float, ...] = ()
    values: tuple[float, ...] = ()

    @property
    def finite(self) -> bool:
        """Whether every number is finite."""
        return bool(np.isfinite([*self.scores, *self.values]).all())


class Weights(msgspec.Struct, frozen=True, eq=False):
    """The parameters and statistics of a run at one step border; flat vectors in the network's dtype."""

    parameters: Array
    statistics: Array
    step: int = 0
    epoch: int = 0


class PartForecast(msgspec.Struct, frozen=True, eq=False):
    """What the network says about a whole part, at one step.

    `said` is `(rows,)` int64 classes or `(rows, outputs)` float64 values in the units of the data; `wrong` `(rows,)`
    bool; `accuracy` the share that is right. For a regression a sample is right when every output lies within
    `tolerance` (the book's: the deviation of the targets / 250), and `mean_error` is the mean absolute error of each output.
    """

    part: str
    reading: Reading
    step: int
    said: Array
    wrong: Array
    accuracy: float
    tolerance: tuple[float, ...] = ()
    mean_error: tuple[float, ...] = ()

    @property
    def wrong_count(self) -> int:
        """How many samples are wrong."""
        return int(np.count_nonzero(self.wrong))


def predict_one(network: Network, preparation: Preparation, weights: Weights, raw: Array) -> Forecast:
    """Return what the network says about one raw sample `(*sample_shape)` in the units of the data.

    Raises `DataError` for a value that is too large for the network's arithmetic.
    """
    features = scaling.to_network(preparation, raw[np.newaxis], network.dtype.name)
    scaling.check_finite(features, preparation.description.input_names, "the sample")
    outputs = network.predict(network.bind(weights.parameters, None, weights.statistics), features, network.workspace())
    reading = readings.reading_of(network, preparation.description)
    if not reading.classifies:
        return Forecast(reading, values=tuple(readings.values(preparation, outputs)[0].tolist()))
    scores = readings.scores(reading, outputs)[0]
    return Forecast(reading, int(readings.classes(reading, outputs)[0]), tuple(scores.tolist()))


def predict_part(
    network: Network, preparation: Preparation, weights: Weights, part: Part
) -> Generator[None, None, PartForecast]:
    """Predict every row of `part`; a job that stops between slices of some milliseconds and returns the result."""
    bound = network.bind(weights.parameters, None, weights.statistics)
    rows = cast(Array, Rows(part.features, network, preparation))
    outputs = yield from network.predicting(bound, rows, network.workspace())
    reading = readings.reading_of(network, preparation.description)
    if reading.classifies:
        return _classified(part, reading, weights.step, readings.classes(reading, outputs))
    return _measured(part, reading, weights.step, readings.values(preparation, outputs))


def _classified(part: Part, reading: Reading, step: int, said: Array) -> PartForecast:
    wrong = said != part.targets.reshape(-1)
    return PartForecast(part.name, reading, step, said, wrong, _share(np.logical_not(wrong)))


def _measured(part: Part, reading: Reading, step: int, said: Array) -> PartForecast:
    targets = part.raw_targets.reshape(len(said), -1).astype(np.float64)
    error = np.abs(said - targets)
    tolerance = targets.std(axis=0) / TOLERANCE_DIVISOR if len(targets) else np.zeros(said.shape[1])
    wrong = np.logical_not((error < tolerance).all(axis=1))
    mean_error = error.mean(axis=0) if len(error) else np.full(said.shape[1], np.nan)
    return PartForecast(
        part.name,
        reading,
        step,
        said,
        wrong,
        _share(error < tolerance),
        tuple(tolerance.tolist()),
        tuple(mean_error.tolist()),
    )


def _share(right: Any) -> float:
    return float(np.count_nonzero(right)) / right.size if right.size else float("nan")


def predict_curve(
    network: Network, preparation: Preparation, weights: Weights, low: float, high: float, *, points: int = 240
) -> tuple[Array, Array]:
    """Return `points` values of the one feature from `low` to `high`, and the first output there in the data's units.

    Both `(points,)` float64.
    """
    raw = np.linspace(low, high, points)
    features = scaling.to_network(preparation, raw[:, np.newaxis], network.dtype.name)
    bound = network.bind(weights.parameters, None, weights.statistics)
    outputs = network.predict(bound, features, network.workspace())
    return raw, readings.values(preparation, outputs)[:, 0]
