"""What every unit does, against the arithmetic written out."""

import numpy as np
import pytest

from nntui import layers, losses
from nntui.engine.network import Network, drain
from nntui.insight.predictions import Weights
from nntui.insight.units import WINDOW, incoming, looking, outgoing, stages_of, window


def network(hidden=5, inputs=2):
    stack = [layers.Dense(hidden), layers.ReLU(), layers.Dropout(0.5), layers.Dense(3), layers.Softmax()]
    return Network(stack, (inputs,), losses.CategoricalCrossentropy(), "float64")


def weights_of(net, seed=0):
    parameters, statistics = net.initial(np.random.default_rng(seed))
    return Weights(parameters + np.random.default_rng(1).normal(size=parameters.shape), statistics, 7)


def by_hand(net, weights, X):
    arrays = net.layout.arrays(weights.parameters)
    hidden = np.maximum(X @ arrays["0.weights"] + arrays["0.biases"], 0)
    scores = np.exp(hidden @ arrays["3.weights"] + arrays["3.biases"])
    return hidden, scores / scores.sum(axis=1, keepdims=True)


def test_the_stages_are_the_input_and_the_layers_with_weights():
    found = stages_of(network())

    assert [(stage.weights_at, stage.output_at, stage.units) for stage in found] == [(-1, -1, 2), (0, 2, 5), (3, 4, 3)]
    assert found[1].names == ("dense", "relu", "dropout")


def test_means_zeros_and_responses_are_those_of_the_arithmetic():
    net = network()
    weights = weights_of(net)
    X, grid = np.random.default_rng(2).normal(size=(50, 2)), np.random.default_rng(3).normal(size=(12, 2))
    hidden, outputs = by_hand(net, weights, X)

    found = drain(looking(net, weights, X, grid, (0, 0, 0)))

    np.testing.assert_allclose(found.stages[0].mean, X.mean(axis=0))
    np.testing.assert_allclose(found.stages[1].mean, hidden.mean(axis=0))
    np.testing.assert_allclose(found.stages[1].zeros, (hidden == 0).mean(axis=0))
    np.testing.assert_allclose(found.stages[2].mean, outputs.mean(axis=0))
    np.testing.assert_allclose(found.stages[1].pictures, by_hand(net, weights, grid)[0].T, rtol=1e-6)
    assert found.weights is weights
    assert found.finite


def test_of_a_wide_layer_the_units_around_the_cursor_are_kept():
    net = network(hidden=200)
    weights = weights_of(net)
    grid = np.random.default_rng(3).normal(size=(4, 2))

    found = drain(looking(net, weights, grid, grid, (0, 90, 0)))

    assert found.stages[1].pictures.shape == (WINDOW, 4)
    np.testing.assert_allclose(found.stages[1].pictures, by_hand(net, weights, grid)[0].T[90 : 90 + WINDOW], rtol=1e-6)


@pytest.mark.parametrize("units", [1, 64, 65, 200, 10_000])
def test_the_window_holds_the_cursor_and_its_neighbours(units):
    for cursor in range(0, units, max(1, units // 300)):
        first = window(units, cursor)
        last = min(first + WINDOW, units)
        assert max(0, cursor - 15) >= first
        assert min(units, cursor + 16) <= last


def test_a_large_set_is_walked_through_in_slices():
    net = network()
    job = looking(net, weights_of(net), np.zeros((10_000, 2)))

    assert sum(1 for _ in job) >= 3


def test_weights_that_are_no_numbers_are_told():
    net = network()
    weights = weights_of(net)
    weights.parameters[0] = np.nan

    assert not drain(looking(net, weights, np.ones((3, 2)))).finite


def test_weights_into_and_out_of_a_unit():
    net = network()
    weights = weights_of(net)
    arrays = net.layout.arrays(weights.parameters)
    stages = stages_of(net)

    into, bias = incoming(net, weights, stages[1], 3)
    np.testing.assert_array_equal(into, arrays["0.weights"][:, 3])
    assert bias == arrays["0.biases"][3]
    np.testing.assert_array_equal(outgoing(net, weights, stages[2], 3), arrays["3.weights"][3])
    assert incoming(net, weights, stages[0], 1)[1] is None
    assert outgoing(net, weights, None, 0).size == 0
