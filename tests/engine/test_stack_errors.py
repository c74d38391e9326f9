"""Stacks that do not fit: each error says the layer and one sentence of advice."""

from __future__ import annotations

import numpy as np
import pytest

from nntui.engine.activations.relu import ReLU
from nntui.engine.activations.sigmoid import Sigmoid
from nntui.engine.activations.softmax import Softmax
from nntui.engine.layers.dense import Dense
from nntui.engine.layers.dropout import Dropout
from nntui.engine.losses.binary_crossentropy import BinaryCrossentropy
from nntui.engine.losses.categorical_crossentropy import CategoricalCrossentropy
from nntui.engine.losses.mean_squared_error import MeanSquaredError
from nntui.engine.metrics.binary_accuracy import BinaryAccuracy
from nntui.engine.network import Network
from nntui.engine.targets import finite
from nntui.errors import DataError, OutOfRange, StackError

BROKEN = [
    ("no layers", [], CategoricalCrossentropy(), None),
    ("no softmax", [Dense(3)], CategoricalCrossentropy(), 0),
    ("relu at the end", [Dense(3), ReLU()], CategoricalCrossentropy(), 1),
    ("sigmoid with the categorical loss", [Dense(3), Sigmoid()], CategoricalCrossentropy(), 1),
    ("dropout after softmax", [Dense(3), Softmax(), Dropout(0.1)], CategoricalCrossentropy(), 2),
    ("one softmax output", [Dense(1), Softmax()], CategoricalCrossentropy(), 1),
    ("softmax with the binary loss", [Dense(2), Softmax()], BinaryCrossentropy(), 1),
    ("plain numbers with the binary loss", [Dense(1)], BinaryCrossentropy(), 0),
    ("relu with the binary loss", [Dense(4), ReLU()], BinaryCrossentropy(), 1),
]


@pytest.mark.parametrize(("layers", "loss", "position"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_position_and_advice(layers, loss, position):
    """The layer to change, and one sentence that says how."""
    with pytest.raises(StackError) as caught:
        Network(layers, (2,), loss)

    assert caught.value.layer == position
    assert caught.value.advice.endswith(".")
    assert caught.value.advice in str(caught.value)
    if position is not None:
        assert str(caught.value).startswith(f"layers.{position}: ")


def test_pictures_need_to_be_laid_flat():
    """Dense after samples of two axes names its position, what it got and what it takes."""
    with pytest.raises(StackError, match=r"layers\.0.*Received: \(28, 28\).*flatten"):
        Network([Dense(3), Softmax()], (28, 28), CategoricalCrossentropy())


def test_a_metric_of_another_kind():
    """A metric that cannot read the loss's targets is refused."""
    with pytest.raises(StackError, match="binary_accuracy does not go with the loss mean_squared_error"):
        Network([Dense(1)], (2,), MeanSquaredError(), metrics=[BinaryAccuracy()])


def test_limits_before_memory():
    """Too many parameters are refused before an array is made."""
    with pytest.raises(OutOfRange, match="too many parameters"):
        Network([Dense(65_536), Dense(65_536)], (2,), MeanSquaredError())
    with pytest.raises(OutOfRange, match="too many layers"):
        Network([ReLU()] * 300, (2,), MeanSquaredError())


def test_a_batch_that_needs_too_much_memory():
    """A batch whose buffers would not fit is refused, with the batch that would."""
    network = Network([Dense(60_000), Dense(1)], (2,), MeanSquaredError())
    with pytest.raises(OutOfRange, match="batch of 100,000 samples needs"):
        network.workspace().plan(network.bind(*[np.zeros(network.layout.size)] * 2, np.zeros(0)), 100_000, training=True)


@pytest.fixture
def classifier():
    return Network([Dense(3), Softmax()], (2,), CategoricalCrossentropy())


@pytest.mark.parametrize(
    ("X", "sentence"),
    [
        (np.zeros((5, 3)), r"X: inputs do not have the shape.*Received: \(5, 3\).*\(samples, 2\)"),
        (np.zeros(2), "inputs do not have the shape"),
        ([[1.0, np.nan]], r"the value at position \(0, 1\) is not finite"),
        ([[1.0, np.inf]], "not finite"),
        ([["a", "b"]], "numbers are needed"),
        ([[1e300, 0]], "not finite"),
    ],
)
def test_inputs(X, sentence, classifier):
    """Inputs of another shape, not finite (in the network's type) or not numbers."""
    with pytest.raises(DataError, match=sentence):
        classifier.encode_inputs(np.asarray(X))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_one_bad_value_among_many_is_found(bad, dtype):
    """And large numbers, whose squares are not finite, are none."""
    values = np.full((10_000, 2), np.finfo(dtype).max / 2, dtype)
    assert finite(values, where="X") is values

    values[7_000, 1] = bad
    with pytest.raises(DataError, match=r"the value at position \(7000, 1\) is not finite"):
        finite(values, where="X")


@pytest.mark.parametrize(
    ("y", "sentence"),
    [
        ([0, 1, 3], r"a class index is out of range. Received: 3. Allowed: 0 to 2 \(3 outputs\)"),
        ([0, -1], "Received: -1"),
        ([0.5], "whole numbers"),
        ([[0.2, 0.2, 0.2]], "add up to 1"),
        ([[2, -1, 0]], "out of range"),
        ([[1, 0]], "class indices or one-hot rows"),
    ],
)
def test_class_targets(y, sentence, classifier):
    """Labels out of range, fractions of classes, shares that do not sum to 1."""
    with pytest.raises(DataError, match=sentence):
        classifier.encode_targets(np.asarray(y))


def test_forms_of_class_targets(classifier):
    """Indices, a column of indices, floats that are whole, and one-hot rows are the same targets."""
    wanted = np.array([2, 0, 1])
    for form in (wanted, wanted[:, None], wanted.astype(float), np.eye(3)[wanted], wanted.astype(np.uint8)):
        np.testing.assert_array_equal(classifier.encode_targets(form), wanted)


def test_binary_targets():
    """0 and 1 in a row or a column; anything else is an error."""
    network = Network([Dense(1), Sigmoid()], (2,), BinaryCrossentropy())

    np.testing.assert_array_equal(network.encode_targets(np.array([0, 1])), [[0], [1]])
    with pytest.raises(DataError, match="out of range"):
        network.encode_targets(np.array([0, 2]))
