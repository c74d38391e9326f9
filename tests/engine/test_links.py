"""Where the weights of a unit lie, against the sums that Inspect draws and against arrays counted through."""

import itertools

import numpy as np
import pytest

from nntui import layers, losses
from nntui.engine import links
from nntui.engine.network import Network
from nntui.errors import InputError
from nntui.insight.predictions import Weights
from nntui.insight.units import incoming, outgoing, stages_of

STACKS = {
    "dense": ([layers.Dense(5), layers.ReLU(), layers.Dropout(0.5), layers.Dense(4), layers.Tanh(), layers.Dense(3)], (2,)),
    "images": (
        [
            layers.Conv2D(4, 3),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Conv2D(5, 3),
            layers.MaxPool2D(2),
            layers.Flatten(),
            layers.Dense(3, use_bias=False),
        ],
        (8, 8, 2),
    ),
    "flat": ([layers.Flatten(), layers.Dense(3)], (2, 2, 3)),
}


def network(name):
    return Network(*STACKS[name], losses.MeanSquaredError(), "float64")


@pytest.mark.parametrize("name", STACKS)
def test_the_positions_are_those_of_the_weights_that_are_drawn(name):
    net = network(name)
    vector = np.random.default_rng(0).normal(size=net.layout.size)
    weights, stages = Weights(vector, np.zeros(0), 0), stages_of(net)
    for before, stage in itertools.pairwise(stages):
        for unit in range(stage.units):
            found = vector[links.weights_into(net, stage.weights_at, unit)]
            drawn = incoming(net, weights, before, stage, unit)
            np.testing.assert_allclose(found.reshape(-1, before.units).sum(axis=0), drawn)
        for unit in range(before.units):
            found = vector[links.weights_out_of(net, before.weights_at, unit)]
            np.testing.assert_allclose(found.reshape(-1, stage.units).sum(axis=0), outgoing(net, weights, before, stage, unit))


@pytest.mark.parametrize("name", STACKS)
def test_every_parameter_belongs_to_one_unit(name):
    net = network(name)
    own = [
        links.own(net, entry.layer, unit) for entry in links.kernels(net) for unit in range(links.units_of(net, entry.layer))
    ]
    scales = [links.scales_of(net, entry.layer, unit) for entry in links.kernels(net) for unit in range(entry.shape[-1])]
    counted = np.bincount(np.concatenate([*own, *scales]), minlength=net.layout.size)

    np.testing.assert_array_equal(np.ones(net.layout.size), counted)


def test_layers_are_numbered_as_on_the_screen():
    net = network("images")

    assert [links.number_of(net, entry.layer) for entry in links.kernels(net)] == [1, 2, 3]
    assert links.called(net, 3, 1) == "unit 2 of layer 2"
    assert links.called(net, -1, 0) == "input 1"
    assert [links.units_of(net, layer) for layer in (-1, 0, 3, 6)] == [2, 4, 5, 3]


@pytest.mark.parametrize(
    ("between", "words"),
    [
        ([layers.Softmax()], "softmax behind it mixes units"),
        ([layers.ReLU(), layers.LayerNormalization()], "layer_normalization behind it mixes units"),
        ([layers.Reshape((2, 3, 1)), layers.Flatten()], "reshape behind it lays units out anew"),
    ],
)
def test_where_units_are_mixed_there_is_no_single_way_out(between, words):
    net = Network([layers.Dense(6), *between, layers.Dense(2)], (3,), losses.MeanSquaredError(), "float64")
    with pytest.raises(InputError, match=words):
        links.weights_out_of(net, 0, 1)
