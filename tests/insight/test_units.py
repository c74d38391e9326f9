"""What every unit does, against the arithmetic written out."""

import itertools

import numpy as np
import pytest

from nntui import layers, losses
from nntui.engine.network import Network, drain
from nntui.insight.predictions import Weights
from nntui.insight.units import WINDOW, bias_of, incoming, kernel_of, looking, outgoing, stages_of, window


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

    np.testing.assert_array_equal(incoming(net, weights, *stages[:2], 3), arrays["0.weights"][:, 3])
    np.testing.assert_array_equal(outgoing(net, weights, *stages[1:], 3), arrays["3.weights"][3])
    assert bias_of(net, weights, stages[1], 3) == arrays["0.biases"][3]
    assert bias_of(net, weights, stages[0], 1) is None
    assert kernel_of(net, weights, stages[1], 3) is None


IMAGES = (
    layers.Reshape((8, 8, 1)),
    layers.Conv2D(4, 3),
    layers.ReLU(),
    layers.Conv2D(5, 3),
    layers.MaxPool2D(2),
    layers.Flatten(),
    layers.Dense(3),
    layers.Softmax(),
)


def test_a_unit_of_an_image_layer_is_a_channel():
    net = Network(IMAGES, (64,), losses.CategoricalCrossentropy(), "float64")
    weights = weights_of(net)
    X = np.random.default_rng(2).normal(size=(50, 64))
    stages = stages_of(net)
    found = drain(looking(net, weights, X))
    middle = Network([*IMAGES[:3], layers.Flatten()], (64,), losses.MeanSquaredError(), "float64")
    count = middle.layout.size
    first = middle.predict(middle.bind(weights.parameters[:count], None, weights.statistics), X, middle.workspace())
    channels = first.reshape(50, 36, 4)

    assert [(stage.output_at, stage.units, stage.places) for stage in stages] == [(0, 1, 64), (2, 4, 36), (4, 5, 4), (7, 3, 1)]
    np.testing.assert_allclose(found.stages[0].mean, [X.mean()])
    np.testing.assert_allclose(found.stages[1].mean, channels.mean(axis=(0, 1)))
    np.testing.assert_allclose(found.stages[1].zeros, (channels == 0).mean(axis=(0, 1)))


def test_several_weights_between_two_units_are_summed():
    net = Network(IMAGES, (64,), losses.CategoricalCrossentropy(), "float64")
    weights = weights_of(net)
    arrays = net.layout.arrays(weights.parameters)
    stages = stages_of(net)

    np.testing.assert_allclose(incoming(net, weights, *stages[1:3], 2), arrays["3.weights"][:, :, :, 2].sum(axis=(0, 1)))
    np.testing.assert_allclose(outgoing(net, weights, *stages[1:3], 3), arrays["3.weights"][:, :, 3].sum(axis=(0, 1)))
    np.testing.assert_allclose(outgoing(net, weights, *stages[2:], 4), arrays["6.weights"].reshape(4, 5, 3)[:, 4].sum(axis=0))
    np.testing.assert_allclose(kernel_of(net, weights, stages[2], 2), arrays["3.weights"][:, :, :, 2].sum(axis=2))


@pytest.mark.parametrize(
    ("stack", "inputs", "units"),
    [
        ([layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(2)], (6, 6, 2), [2, 4, 2]),
        ([layers.Flatten(), layers.Dense(2)], (6, 6, 2), [72, 2]),
        ([layers.Dense(36), layers.Tanh(), layers.Reshape((6, 6, 1)), layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(2)],
         (3,), [3, 36, 4, 2]),
        ([layers.Dense(24), layers.Reshape((2, 2, 6)), layers.Reshape((3, 2, 4)), layers.Conv2D(2, 2), layers.Flatten()],
         (3,), [3, 24, 2]),
        ([layers.Dense(36), layers.Reshape((6, 6, 1)), layers.MaxPool2D(2), layers.Flatten(), layers.Dense(2)],
         (3,), [3, 36, 2]),
    ],
)  # fmt: skip
def test_stages_and_links_of_every_stack_fit_each_other(stack, inputs, units):
    net = Network(stack, inputs, losses.MeanSquaredError(), "float64")
    weights = weights_of(net)
    stages = stages_of(net)
    found = drain(looking(net, weights, np.ones((3, *inputs))))

    assert [stage.units for stage in stages] == units
    assert [len(one.mean) for one in found.stages] == units
    for before, stage in itertools.pairwise(stages):
        into = np.array([incoming(net, weights, before, stage, unit) for unit in range(stage.units)])
        out = np.array([outgoing(net, weights, before, stage, unit) for unit in range(before.units)])
        assert into.shape == (stage.units, before.units)
        np.testing.assert_allclose(into.T, out, atol=1e-12)
