"""The book's small cases: chapters 2 to 6 and 9, as printed there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from book import BookStream, by_id
from reference_cases import written_in
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
    np.testing.assert_allclose(bench.predict(X)[:5], case["output_first5"], rtol=0, atol=case["tolerance"])


def test_chapters_4_and_5_softmax_and_loss(cases):
    """Probabilities of the first samples, and the loss."""
    case = cases["ch4_ch5_softmax_and_loss"]
    bench = spiral_classifier()

    np.testing.assert_allclose(bench.predict(bench.problem.X)[:5], case["output_first5"], rtol=0, atol=case["tolerance"])
    np.testing.assert_allclose(bench.gradients()[0].loss, case["loss"], rtol=0, atol=case["tolerance"])
    for key, name in (("0.weights", "w1"), ("2.weights", "w2")):
        np.testing.assert_allclose(bench.parameters()[key], case[name], rtol=0, atol=1e-9)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_chapter_9_gradients_and_one_step(dtype, cases):
    """Loss, accuracy, all four gradients, and the parameters after one step of SGD at rate 1, printed with 8 decimals.

    The book's `db2` is a float32 sum of 300 numbers that nearly cancel: it is off by 8e-8 from the exact sum.
    """
    case = cases["ch9_gradients"]
    bench = spiral_classifier(dtype)
    result, gradients = bench.gradients()
    bench.update(SGD(learning_rate=1.0))
    after = bench.parameters()

    np.testing.assert_allclose(result.loss, case["loss"], rtol=0, atol=6.1e-8)
    np.testing.assert_allclose(bench.accuracy(result), case["acc"], rtol=0, atol=1e-12)
    for key, name in (("0.weights", "dw1"), ("0.biases", "db1"), ("2.weights", "dw2"), ("2.biases", "db2")):
        expected = np.array(case[name]).reshape(gradients[key].shape)
        np.testing.assert_allclose(gradients[key], expected, rtol=0, atol=8e-8 if name == "db2" else case["tolerance"])
    for key, name in (("0.weights", "w1"), ("0.biases", "b1"), ("2.weights", "w2"), ("2.biases", "b2")):
        expected = np.array(case["printed"]["after_one_sgd_step_lr1"][name]).reshape(after[key].shape)
        near = 8e-8 if name == "b2" else 0.5e-8 + case["tolerance"]
        np.testing.assert_allclose(after[key], expected, rtol=0, atol=near)


def test_chapter_9_bias_gradient_in_the_books_order(cases):
    """Our probabilities are the book's to the last bit: its own operations on them, one by one, give its `db2`."""
    case = cases["ch9_gradients"]
    problem = spiral_classifier().problem
    outputs = problem.network.predict(problem.bound, problem.X, problem.workspace)
    outputs[np.arange(len(outputs)), problem.y] -= 1
    outputs /= len(outputs)

    np.testing.assert_allclose(outputs.sum(axis=0, keepdims=True), case["db2"], rtol=0, atol=case["tolerance"])


@pytest.mark.parametrize(("name", "data"), [("ch6_random_search_vertical", "vertical"), ("ch6_random_search_spiral", "spiral")])
def test_chapter_6_random_search(name, data, cases):
    """Every improvement of 10,000 iterations: the iteration, the loss and the accuracy, and those that are printed."""
    case = cases[name]
    stream = BookStream()
    bench = classifier(*getattr(stream, data)(), stream)
    optimizer = RandomSearch(scale=0.05)
    found, best = [], np.inf
    for iteration in range(10_000):
        result = bench.update(optimizer)
        if result.loss < best:
            best = result.loss
            found.append([iteration, result.loss, bench.accuracy(result)])
    np.testing.assert_allclose(found, case["rows"], rtol=0, atol=case["tolerance"])
    printed = [row for row in found if row[0] in {line[0] for line in case["printed"]}]
    np.testing.assert_allclose(printed, case["printed"], rtol=0, atol=case["tolerance"])


def test_every_case_is_met(cases):
    """Each case of the file is named in this module."""
    assert set(cases) - written_in(Path(__file__)) == set()
