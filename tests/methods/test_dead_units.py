"""Dead units: those whose derivative is zero for every sample, and no others."""

import numpy as np
import pytest

from nntui import Model, layers, losses
from nntui.errors import DataError
from nntui.insight import dead_units
from nntui.insight.predictions import Weights

GENERATOR = np.random.default_rng(5)
X = GENERATOR.normal(size=(50, 3))


def made(*stack) -> Model:
    return Model([layers.Dense(6), *stack, layers.Dense(2), layers.Softmax()], (3,), loss=losses.CategoricalCrossentropy())


@pytest.mark.parametrize("activation", ["ReLU", "Sigmoid", "Tanh"])
def test_a_net_with_biases_of_minus_a_million_is_dead(activation) -> None:
    model = made(getattr(layers, activation)())
    model.set_parameters({"0.biases": np.full(6, -1e6)})
    found = model.dead_units(X)

    assert found.dead == 6
    assert found.layers[0].dead == (0, 1, 2, 3, 4, 5)
    assert found.layers[0].position == 1
    assert found.samples == 50
    assert "6 of 6 units are dead (0, 1, 2, 3, 4, 5)" in found.layers[0].sentence
    assert "lower learning rate" in found.advice


def test_only_those_that_are() -> None:
    model = made(layers.ReLU())
    weights = model.get_parameters()["0.weights"]
    highest = (X.astype("float32") @ weights).max(axis=0)
    biases = np.zeros(6)
    biases[[1, 4]] = -1.01 * highest[[1, 4]]  # never above 0
    biases[2] = -0.99 * highest[2]  # above 0 for one sample
    model.set_parameters({"0.biases": biases})

    assert model.dead_units(X).layers[0].dead == (1, 4)
    _, gradients = model.gradients(X, np.zeros(50, int))
    silent = [unit for unit in range(6) if not gradients["0.weights"][:, unit].any()]
    assert silent == [1, 4]


def test_saturated_is_not_dead() -> None:
    model = made(layers.Tanh())
    weights = np.zeros((3, 6))
    biases = np.array([0.0, 5.0, -5.0, 0.5, 3.0, 100.0])
    model.set_parameters({"0.weights": weights, "0.biases": biases})
    found = model.dead_units(X).layers[0]

    assert found.dead == (5,)
    assert found.saturated == (1, 2)  # 1 - tanh(5)**2 is 1.8e-4, 1 - tanh(3)**2 is 9.9e-3
    assert "1 of 6 units is dead (5), 2 of 6 units are saturated (1, 2)" in found.sentence


def test_a_net_that_is_alive() -> None:
    found = made(layers.Tanh(), layers.Dense(4), layers.Sigmoid()).dead_units(X)

    assert [(layer.position, layer.units) for layer in found.layers] == [(1, 6), (3, 4)]
    assert found.dead == 0
    assert found.advice == ""
    assert found.layers[1].sentence == "all 4 units are alive"


def test_what_is_no_unit_is_left_out() -> None:
    """Dropout and dense layers have no derivative of their own, and the output's is the loss's business."""
    found = made(layers.Dropout(0.9), layers.Linear()).dead_units(X)

    assert [layer.name for layer in found.layers] == ["linear"]


def test_one_sample_decides() -> None:
    """Samples are worked through in slices, and every one of them counts."""
    model = Model([layers.Dense(1), layers.ReLU(), layers.Dense(1)], (1,), loss=losses.MeanSquaredError())
    model.set_parameters({"0.weights": [[1.0]], "0.biases": [0.0]})
    samples = np.full((10_000, 1), -1.0)

    assert model.dead_units(samples).dead == 1
    for place in (0, 5000, 9999):
        alive = samples.copy()
        alive[place] = 1
        assert model.dead_units(alive).dead == 0


def test_no_samples() -> None:
    with pytest.raises(DataError, match="no samples"):
        made(layers.ReLU()).dead_units(X[:0])


def test_it_is_a_job_in_slices() -> None:
    model = made(layers.ReLU())
    weights = Weights(model._state.parameters, model._state.statistics)
    samples = GENERATOR.normal(size=(9000, 3)).astype("float32")
    told = list(dead_units.counting(model.network, weights, samples))

    assert len(told) == -(-9000 // model.network.slice_rows())
    assert told[-1].share == 1
