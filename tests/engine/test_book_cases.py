"""The book's small cases: chapters 2 to 6 and 9, as printed there."""

from __future__ import annotations

import numpy as np
import pytest
from book import BookStream, by_id
from small_networks import Bench

from nntui.engine.activations.relu import ReLU
from nntui.engine.activations.softmax import Softmax
from nntui.engine.layers.dense import Dense
from nntui.engine.losses.categorical_crossentropy import CategoricalCrossentropy
from nntui.engine.losses.mean_squared_error import MeanSquaredError
from nntui.engine.optimizers.random_search import RandomSearch
from nntui.engine.optimizers.sgd import SGD

SCALE = np.float32(0.01)


@pytest.fixture(scope="module")
def cases(reference):
    return by_id(reference / "book_small_cases.json")


def classifier(X, y, stream, dtype="float32"):
    """Return Dense(2, 3), ReLU, Dense(3, 3), softmax with the stream's next weights."""
    weights = {"0.weights": SCALE * stream.randn(2, 3), "2.weights": SCALE * stream.randn(3, 3)}
    bench = Bench([Dense(3), ReLU(), Dense(3), Softmax()], 2, CategoricalCrossentropy(), weights, dtype, generator=stream)
    return bench.batch(X, y)


def spiral_classifier(dtype="float32"):
    """Return the book's classifier of chapters 4 to 9 on its first spiral."""
    stream = BookStream()
    return classifier(*stream.spiral(), stream, dtype)


def test_chapter_2_layer(cases):
    """A layer of three neurons on three samples."""
    weights = np.transpose([[0.2, 0.8, -0.5, 1], [0.5, -0.91, 0.26, -0.5], [-0.26, -0.27, 0.17, 0.87]])
    bench = Bench([Dense(3)], 4, MeanSquaredError(), {"0.weights": weights, "0.biases": [2.0, 3.0, 0.5]})
    X = [[1, 2, 3, 2.5], [2.0, 5.0, -1.0, 2], [-1.5, 2.7, 3.3, -0.8]]

    np.testing.assert_allclose(bench.predict(X), cases["ch2_layer"]["output"], rtol=0, atol=1e-12)


def test_chapter_3_dense_on_the_spiral(cases):
    """Dense(2, 3) on the spiral of seed 0."""
    case = cases["ch3_dense_on_spiral"]
    stream = BookStream()
    X, _ = stream.spiral()
    bench = Bench([Dense(3)], 2, MeanSquaredError(), {"0.weights": SCALE * stream.randn(2, 3)}, "float32")

    np.testing.assert_allclose(bench.parameters()["0.weights"], case["weights"], rtol=0, atol=1e-9)
    np.testing.assert_allclose(bench.predict(X)[:5], case["output_first5"], rtol=0, atol=case["tolerance"] * 2)


def test_chapters_4_and_5_softmax_and_loss(cases):
    """Probabilities of the first samples, and the loss."""
    case = cases["ch4_ch5_softmax_and_loss"]
    bench = spiral_classifier()

    np.testing.assert_allclose(bench.predict(bench.problem.X)[:5], case["output_first5"], rtol=0, atol=case["tolerance"])
    np.testing.assert_allclose(bench.gradients()[0].loss, case["loss"], rtol=0, atol=1.2e-7)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_chapter_9_gradients_and_one_step(dtype, cases):
    """All four gradients, and the parameters after one step of SGD at rate 1.

    The book's `db2` is a float32 sum of 300 numbers that nearly cancel: it is off by 8e-8 from the exact sum.
    """
    case = cases["ch9_gradients"]
    bench = spiral_classifier(dtype)
    result, gradients = bench.gradients()
    bench.update(SGD(learning_rate=1.0))
    after = bench.parameters()

    np.testing.assert_allclose(bench.accuracy(result), case["acc"], atol=0.01)
    for key, name in (("0.weights", "dw1"), ("0.biases", "db1"), ("2.weights", "dw2"), ("2.biases", "db2")):
        expected = np.array(case[name]).reshape(gradients[key].shape)
        np.testing.assert_allclose(gradients[key], expected, rtol=0, atol=8e-8 if name == "db2" else case["tolerance"])
    for key, name in (("0.weights", "w1"), ("0.biases", "b1"), ("2.weights", "w2"), ("2.biases", "b2")):
        expected = np.array(case["printed"]["after_one_sgd_step_lr1"][name]).reshape(after[key].shape)
        np.testing.assert_allclose(after[key], expected, rtol=0, atol=8e-8)


@pytest.mark.parametrize(
    ("name", "data", "iterations"),
    [("ch6_random_search_vertical", "vertical", 2000), ("ch6_random_search_spiral", "spiral", 700)],
)
def test_chapter_6_random_search(name, data, iterations, cases):
    """Every improvement of the first iterations: the iteration, the loss and the accuracy."""
    case = cases[name]
    stream = BookStream()
    bench = classifier(*getattr(stream, data)(), stream)
    optimizer = RandomSearch(scale=0.05)
    found, best = [], np.inf
    for iteration in range(iterations):
        result = bench.update(optimizer)
        if result.loss < best:
            best = result.loss
            found.append([iteration, result.loss, bench.accuracy(result)])
    expected = np.array([row for row in case["rows"] if row[0] < iterations])

    np.testing.assert_array_equal(np.array(found)[:, 0], expected[:, 0])
    np.testing.assert_allclose(np.array(found)[:, 1], expected[:, 1], rtol=0, atol=case["tolerance"])
    np.testing.assert_allclose(np.array(found)[:, 2], expected[:, 2], rtol=0, atol=0.004)
