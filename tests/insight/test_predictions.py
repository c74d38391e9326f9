"""Predictions of one sample and of whole parts, for every way in which outputs can be read."""

from collections.abc import Generator, Sequence
from typing import Any

import numpy as np
import pytest

from nntui.data.tables import Description, Part, Preparation
from nntui.engine.activations.linear import Linear
from nntui.engine.activations.sigmoid import Sigmoid
from nntui.engine.activations.softmax import Softmax
from nntui.engine.layers.dense import Dense
from nntui.engine.losses.binary_crossentropy import BinaryCrossentropy
from nntui.engine.losses.categorical_crossentropy import CategoricalCrossentropy
from nntui.engine.losses.mean_squared_error import MeanSquaredError
from nntui.engine.network import Network
from nntui.errors import DataError
from nntui.insight.predictions import PartForecast, Weights, predict_one, predict_part


def preparation(task: Any, outputs: int, *, offset: float = 0.0, factor: float = 1.0, target: float = 1.0) -> Preparation:
    names = tuple(f"class {position}" for position in range(max(2, outputs))) if task == "classification" else ()
    return Preparation(
        description=Description(
            name="small",
            task=task,
            rows=4,
            sample_shape=(2,),
            outputs=outputs,
            feature_names=("x1", "x2"),
            target_names=("y",),
            class_names=names,
        ),
        scaling="standard",
        target_scaling="standard",
        feature_offset=np.array([offset]),
        feature_factor=np.array([factor]),
        target_offset=np.array([10.0]) if task == "regression" else np.array([0.0]),
        target_factor=np.array([target]),
    )


def part(raw: Any, raw_targets: Any, offset: float = 0.0, factor: float = 1.0) -> Part:
    raw = np.asarray(raw, dtype=np.float64)
    targets = np.asarray(raw_targets)
    features = ((raw - offset) / factor).astype(np.float64)
    return Part(name="train", features=features, targets=targets, raw=raw, raw_targets=targets, rows=np.arange(len(raw)))


def weights(network: Network, *arrays: Any) -> Weights:
    flat = np.concatenate([np.ravel(array) for array in arrays]).astype(network.dtype)
    assert flat.size == network.layout.size
    return Weights(flat, np.zeros(network.statistics_layout.size, network.dtype), step=7)


def finish(job: Generator[None, None, PartForecast]) -> PartForecast:
    while True:
        try:
            next(job)
        except StopIteration as stop:
            return stop.value


def network(layers: Sequence[Any], loss: Any) -> Network:
    return Network(layers, (2,), loss, "float64")


def test_a_softmax_gives_probabilities_and_a_class() -> None:
    net = network([Dense(2), Softmax()], CategoricalCrossentropy())
    identity = weights(net, np.eye(2), np.zeros(2))

    forecast = predict_one(net, preparation("classification", 2), identity, np.array([0.0, np.log(3.0)]))

    assert forecast.said == 1
    assert forecast.scores == pytest.approx((0.25, 0.75))
    assert forecast.reading.probable
    assert forecast.finite


def test_a_single_sigmoid_is_the_probability_of_class_1_with_threshold_a_half() -> None:
    net = network([Dense(1), Sigmoid()], BinaryCrossentropy())
    first = weights(net, [[1.0], [0.0]], [0.0])

    even = predict_one(net, preparation("classification", 2), first, np.array([0.0, 9.0]))
    likely = predict_one(net, preparation("classification", 2), first, np.array([np.log(4.0), 0.0]))

    assert (even.said, even.scores) == (0, (0.5, 0.5))
    assert likely.said == 1
    assert likely.scores == pytest.approx((0.2, 0.8))


def test_outputs_that_are_no_probabilities_are_scores() -> None:
    net = network([Dense(3), Linear()], MeanSquaredError())
    same = weights(net, np.zeros((2, 3)), [1.0, -2.0, 5.0])

    forecast = predict_one(net, preparation("classification", 3), same, np.zeros(2))

    assert (forecast.said, forecast.scores) == (2, (1.0, -2.0, 5.0))
    assert not forecast.reading.probable


def test_a_sample_is_scaled_and_a_value_turned_back() -> None:
    net = network([Dense(1)], MeanSquaredError())
    total = weights(net, [[1.0], [1.0]], [0.0])

    forecast = predict_one(net, preparation("regression", 1, offset=5.0, factor=2.0, target=3.0), total, np.array([7.0, 9.0]))

    assert forecast.values == (10.0 + 3.0 * (1.0 + 2.0),)
    assert forecast.said is None


def test_a_value_too_large_for_the_arithmetic_is_an_error_that_names_the_column() -> None:
    net = Network([Dense(1)], (2,), MeanSquaredError(), "float32")

    with pytest.raises(DataError, match="x2"):
        predict_one(net, preparation("regression", 1), weights(net, np.zeros(2), [0.0]), np.array([0.0, 1e39]))


def test_weights_that_are_not_finite_are_told() -> None:
    net = network([Dense(2), Softmax()], CategoricalCrossentropy())

    forecast = predict_one(net, preparation("classification", 2), weights(net, np.full((2, 2), np.nan), [0, 0]), np.ones(2))

    assert not forecast.finite


def test_a_part_is_predicted_with_accuracy_and_wrong_ones() -> None:
    net = network([Dense(2), Softmax()], CategoricalCrossentropy())
    samples = part([[1, 0], [0, 1], [3, 2], [0, 9]], np.array([0, 1, 1, 1]))

    result = finish(predict_part(net, preparation("classification", 2), weights(net, np.eye(2), [0, 0]), samples))

    assert result.said.tolist() == [0, 1, 0, 1]
    assert result.wrong.tolist() == [False, False, True, False]
    assert (result.accuracy, result.wrong_count, result.step, result.part) == (0.75, 1, 7, "train")


def test_a_regression_is_measured_in_the_units_of_the_data() -> None:
    net = network([Dense(1)], MeanSquaredError())
    raw = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]])
    targets = np.array([[10.0], [13.0], [20.0]])

    result = finish(
        predict_part(net, preparation("regression", 1, target=3.0), weights(net, [[1], [0]], [0]), part(raw, targets))
    )

    assert result.said.tolist() == [[10.0], [13.0], [16.0]]
    assert result.wrong.tolist() == [False, False, True]
    assert result.accuracy == pytest.approx(2 / 3)
    assert result.mean_error == pytest.approx((4 / 3,))
    assert result.tolerance == pytest.approx((targets.std() / 250,))


def test_a_part_without_rows_has_no_accuracy() -> None:
    net = network([Dense(2), Softmax()], CategoricalCrossentropy())
    empty = part(np.zeros((0, 2)), np.zeros(0, dtype=np.int64))

    result = finish(predict_part(net, preparation("classification", 2), weights(net, np.eye(2), [0, 0]), empty))

    assert np.isnan(result.accuracy)
    assert result.wrong_count == 0


def test_a_large_part_stops_between_slices() -> None:
    net = network([Dense(2), Softmax()], CategoricalCrossentropy())
    samples = part(np.zeros((20_000, 2)), np.zeros(20_000, dtype=np.int64))

    job = predict_part(net, preparation("classification", 2), weights(net, np.eye(2), [0, 0]), samples)

    assert sum(1 for _ in job) > 1
