"""How layers are spread, against NumPy and arithmetic written out."""

import math

import numpy as np
import pytest

from nntui import layers, losses
from nntui.engine.network import Network, drain
from nntui.insight.distributions import LOOKS, SHARES, LayerSpread, Look, Record, layers_of, looking, quantiles
from nntui.insight.predictions import Weights


def network(hidden=6, activation=None):
    stack = [layers.Dense(hidden), activation or layers.ReLU(), layers.Dense(1)]
    return Network(stack, (2,), losses.MeanSquaredError(), "float64")


def weights_of(net, seed=0):
    parameters, statistics = net.initial(np.random.default_rng(seed))
    return Weights(parameters + np.random.default_rng(1).normal(size=parameters.shape), statistics, 7)


def samples(count=50):
    numbers = np.random.default_rng(2)
    return numbers.normal(size=(count, 2)), numbers.normal(size=(count, 1))


def test_quantiles_are_those_of_numpy():
    values = np.random.default_rng(0).normal(size=(40, 25))

    assert quantiles(values) == pytest.approx(np.quantile(values, SHARES))


def test_of_a_large_array_the_ends_are_exact_and_the_rest_is_near():
    values = np.random.default_rng(0).normal(size=700_001).astype(np.float32)
    values[3], values[-2] = 99.0, -99.0
    found = quantiles(values)

    assert (found[0], found[-1]) == (-99.0, 99.0)
    assert found[1:-1] == pytest.approx([-1.645, -0.674, 0.0, 0.674, 1.645], abs=0.03)


@pytest.mark.parametrize("values", [[], [1.0, math.nan], [math.inf, 0.0]])
def test_what_is_no_number_has_no_quantiles(values):
    assert all(math.isnan(value) for value in quantiles(np.array(values)))


def test_activations_and_gradients_are_those_of_the_arithmetic():
    """Mean squared error of one output: `dL/doutput = 2 (output - y) / n`, and the chain rule from there."""
    net = network()
    weights = weights_of(net)
    X, y = samples()
    arrays = net.layout.arrays(weights.parameters)
    before = X @ arrays["0.weights"] + arrays["0.biases"]
    hidden = np.maximum(before, 0)
    output = hidden @ arrays["2.weights"] + arrays["2.biases"]
    slope = 2 * (output - y) / len(X)

    first, second = drain(looking(net, weights, X, y))

    assert first.weights == pytest.approx(np.quantile(arrays["0.weights"], SHARES))
    assert first.activations == pytest.approx(np.quantile(hidden, SHARES))
    assert second.activations == pytest.approx(np.quantile(output, SHARES))
    assert second.gradients == pytest.approx(np.quantile(hidden.T @ slope, SHARES))
    assert first.gradients == pytest.approx(np.quantile(X.T @ (slope @ arrays["2.weights"].T * (before > 0)), SHARES))


def test_dead_units_are_a_share_of_the_layer_and_the_output_has_none():
    net = network(hidden=4)
    weights = weights_of(net)
    net.layout.arrays(weights.parameters)["0.biases"][:3] = -1e6
    first, second = drain(looking(net, weights, *samples()))

    assert (first.dead, first.saturated, first.counted) == (0.75, 0.0, 1)
    assert math.isnan(second.dead)


def test_saturated_units_are_a_share_too():
    net = network(hidden=4, activation=layers.Tanh())
    weights = weights_of(net)
    net.layout.arrays(weights.parameters)["0.biases"][:1] = 12.0
    first, _ = drain(looking(net, weights, *samples()))

    assert (first.dead, first.saturated) == (0.0, 0.25)


def test_nothing_that_was_handed_in_is_changed():
    stack = [layers.Dense(4), layers.BatchNormalization(), layers.ReLU(), layers.Dropout(0.5), layers.Dense(1)]
    net = Network(stack, (2,), losses.MeanSquaredError(), "float64")
    weights = weights_of(net)
    X, y = samples()
    before = [array.copy() for array in (weights.parameters, weights.statistics, X, y)]
    found = drain(looking(net, weights, X, y))

    for array, kept in zip((weights.parameters, weights.statistics, X, y), before, strict=True):
        np.testing.assert_array_equal(array, kept)
    assert len(found) == len(layers_of(net)) == 2
    assert found == drain(looking(net, weights, X, y))


def test_diverged_weights_are_told_as_unknown():
    net = network()
    weights = weights_of(net)
    weights.parameters[:] = math.nan

    assert all(math.isnan(value) for value in drain(looking(net, weights, *samples()))[0].weights)


def look(step, value=0.0):
    spread = tuple(value + part for part in range(7))
    return Look(step, step / 2, step / 10, (LayerSpread(spread, spread, spread, 0.5, 0.25),))


def test_a_record_is_bounded_and_keeps_the_first_and_the_newest():
    record = Record()
    for step in range(10 * LOOKS + 3):
        record.add(look(step))

    steps = [one.step for one in record.looks]
    assert LOOKS / 2 <= len(steps) <= LOOKS
    assert (steps[0], steps[-1]) == (0, 10 * LOOKS + 2)
    assert steps == sorted(set(steps))


def test_a_rewound_run_forgets_what_came_later():
    record = Record()
    for step in (0, 10, 20):
        record.add(look(step))
    record.add(look(10, 5.0))

    assert [one.step for one in record.looks] == [0, 10]
    np.testing.assert_array_equal(record.bands(0, "weights"), [range(7), range(5, 12)])
    np.testing.assert_array_equal(record.share(0, "dead"), [0.5, 0.5])
    np.testing.assert_array_equal(record.places(), [[0, 10], [0, 5], [0, 1]])
