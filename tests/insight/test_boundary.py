"""What a network says all over the plane."""

import msgspec
import numpy as np
import pytest
from test_predictions import network, preparation, weights

from nntui.engine.activations.linear import Linear
from nntui.engine.activations.sigmoid import Sigmoid
from nntui.engine.activations.softmax import Softmax
from nntui.engine.layers.dense import Dense
from nntui.engine.losses.binary_crossentropy import BinaryCrossentropy
from nntui.engine.losses.categorical_crossentropy import CategoricalCrossentropy
from nntui.engine.losses.mean_squared_error import MeanSquaredError
from nntui.errors import InputError
from nntui.insight.boundary import Surface, confidence, places
from nntui.insight.readings import Reading
from nntui.insight.window import Region

SQUARE = Region(left=-1.0, right=1.0, bottom=-1.0, top=1.0)


def surface(net, prepared, rows=2, columns=4):
    return Surface(net, prepared, SQUARE, rows=rows, columns=columns)


def test_places_are_the_middles_of_a_grid_from_the_top_left():
    assert places(SQUARE, 2, 2).tolist() == [[-0.5, 0.5], [0.5, 0.5], [-0.5, -0.5], [0.5, -0.5]]


def test_a_boundary_lies_where_two_classes_are_as_likely():
    net = network([Dense(2), Softmax()], CategoricalCrossentropy())
    right_is_one = weights(net, [[0.0, np.log(3.0)], [0.0, 0.0]], [0.0, 0.0])

    found = surface(net, preparation("classification", 2)).at(right_is_one)

    assert found.said.tolist() == [[0, 0, 1, 1]] * 2
    assert found.step == 7
    odds = 3.0 ** np.array([0.25, 0.75])
    expected = (odds / (1 + odds) - 0.5) * 2
    assert found.confidence[0, 2:].tolist() == pytest.approx(expected.tolist())
    assert found.confidence[0, :2].tolist() == pytest.approx(expected[::-1].tolist())


def test_a_single_output_is_sure_away_from_its_threshold():
    net = network([Dense(1), Sigmoid()], BinaryCrossentropy())

    found = surface(net, preparation("classification", 2)).at(weights(net, [[0.0], [1000.0]], [0.0]))

    assert found.said.tolist() == [[1] * 4, [0] * 4]
    assert found.confidence.min() == pytest.approx(1.0)


def test_a_regression_gives_values_in_the_units_of_the_data():
    net = network([Dense(1), Linear()], MeanSquaredError())

    found = surface(net, preparation("regression", 1, target=3.0)).at(weights(net, [[1.0], [0.0]], [0.0]))

    assert found.values.tolist() == [[7.75, 9.25, 10.75, 12.25]] * 2


def test_points_are_scaled_as_the_data_was():
    net = network([Dense(1), Linear()], MeanSquaredError())

    found = surface(net, preparation("regression", 1, offset=1.0, factor=2.0)).at(weights(net, [[1.0], [0.0]], [0.0]))

    assert found.values[0].tolist() == [10 + (x - 1) / 2 for x in (-0.75, -0.25, 0.25, 0.75)]


@pytest.mark.parametrize(
    ("reading", "outputs", "expected"),
    [
        (Reading("distribution"), [[1.0, 0.0, 0.0], [1 / 3, 1 / 3, 1 / 3]], [1.0, 0.0]),
        (Reading("log_distribution"), [[0.0, -50.0], [np.log(0.5), np.log(0.5)]], [1.0, 0.0]),
        (Reading("scores", probable=False), [[5.0, 1.0], [1.0, 0.0]], [1.0, 0.25]),
        (Reading("scores", probable=False), [[0.0, 0.0]], [0.0]),
        (Reading("binary"), [[0.5], [0.0], [1.0], [0.75]], [0.0, 1.0, 1.0, 0.5]),
        (Reading("binary", 0.0, probable=False), [[-9.0], [0.5]], [1.0, 0.5]),
    ],
)
def test_confidence_is_nothing_at_chance_and_one_when_certain(reading, outputs, expected):
    assert confidence(reading, np.array(outputs)).tolist() == pytest.approx(expected, abs=1e-12)


def test_weights_that_are_not_finite_give_an_unsure_boundary_that_says_so():
    net = network([Dense(2), Softmax()], CategoricalCrossentropy())

    found = surface(net, preparation("classification", 2)).at(weights(net, np.full((2, 2), np.nan), [0.0, 0.0]))

    assert not found.finite
    assert found.confidence.max() == 0


def test_a_large_grid_stops_between_slices_and_gives_the_same():
    net = network([Dense(2), Softmax()], CategoricalCrossentropy())
    large = surface(net, preparation("classification", 2), rows=100, columns=100)

    steps = sum(1 for _ in large.asking(weights(net, np.eye(2), [0.0, 0.0])))

    assert steps > 1


def test_other_data_than_two_features_is_refused():
    net = network([Dense(2), Softmax()], CategoricalCrossentropy())
    three = preparation("classification", 2)
    three = msgspec.structs.replace(three, description=msgspec.structs.replace(three.description, sample_shape=(3,)))
    with pytest.raises(InputError, match="two features"):
        surface(net, three)
