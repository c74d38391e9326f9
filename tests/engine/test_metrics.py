"""Metrics against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from stacks import every, named

from nntui.catalog import catalog
from nntui.engine.losses.binary_crossentropy import BinaryCrossentropy
from nntui.engine.losses.categorical_crossentropy import CategoricalCrossentropy
from nntui.engine.losses.mean_squared_error import MeanSquaredError
from nntui.engine.network import Network

sklearn = pytest.importorskip("sklearn.metrics")

GENERATOR = np.random.default_rng(5)
WEIGHTS = GENERATOR.integers(1, 4, 60).astype(float)


def case(loss, outputs):
    """Return a network of the last activation alone, inputs, encoded targets and outputs."""
    network = Network([loss.output_activation], (outputs,), loss, "float64")
    X = GENERATOR.normal(size=(60, outputs))
    if loss.task == "classification":
        y = GENERATOR.integers(0, outputs, 60)
    elif loss.task == "binary":
        y = GENERATOR.integers(0, 2, (60, outputs))
    else:
        y = X + GENERATOR.normal(size=X.shape)
    bound = network.bind(*[np.zeros(0)] * 3)
    return network, X, network.encode_targets(y), network.predict(bound, X, network.workspace())


def figure(name, loss, network, X, y, weights=None):
    """Return one metric of an evaluation in slices."""
    measured = Network(network.layers, network.input_shape, loss, "float64", [catalog.build("metric", name, {})])
    measured.slice_rows = lambda: 13
    bound = measured.bind(*[np.zeros(0)] * 3)
    return measured.evaluate(bound, X, y, measured.workspace(), weights=weights)[measured.metric_names[0]]


CLASSES = {
    "accuracy": lambda y, p, w: sklearn.accuracy_score(y, p.argmax(1), sample_weight=w),
    "top_k_accuracy": lambda y, p, w: sklearn.top_k_accuracy_score(y, p, k=5, sample_weight=w, labels=range(7)),
    "precision": lambda y, p, w: sklearn.precision_score(y, p.argmax(1), average="macro", sample_weight=w, zero_division=0),
    "recall": lambda y, p, w: sklearn.recall_score(y, p.argmax(1), average="macro", sample_weight=w),
    "f1": lambda y, p, w: sklearn.f1_score(y, p.argmax(1), average="macro", sample_weight=w),
    "roc_auc": lambda y, p, w: sklearn.roc_auc_score(y, p, average="macro", multi_class="ovr", sample_weight=w),
    "confusion_matrix": lambda y, p, w: 1 - sklearn.accuracy_score(y, p.argmax(1), sample_weight=w),
}


@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["plain", "weighted"])
@pytest.mark.parametrize("name", CLASSES)
def test_classes(name, weights):
    """Seven classes, the mean over them."""
    loss = CategoricalCrossentropy()
    network, X, y, outputs = case(loss, 7)

    np.testing.assert_allclose(figure(name, loss, network, X, y, weights), CLASSES[name](y, outputs, weights), rtol=1e-12)


BINARY = {
    "binary_accuracy": lambda y, p, w: sklearn.accuracy_score(y, p > 0.5, sample_weight=w),
    "precision": lambda y, p, w: sklearn.precision_score(y, p > 0.5, sample_weight=w),
    "recall": lambda y, p, w: sklearn.recall_score(y, p > 0.5, sample_weight=w),
    "f1": lambda y, p, w: sklearn.f1_score(y, p > 0.5, sample_weight=w),
    "roc_auc": lambda y, p, w: sklearn.roc_auc_score(y, p, sample_weight=w),
}


@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["plain", "weighted"])
@pytest.mark.parametrize("name", BINARY)
def test_binary(name, weights):
    """One output: the figures of class 1."""
    loss = BinaryCrossentropy()
    network, X, y, outputs = case(loss, 1)

    expected = BINARY[name](y[:, 0], outputs[:, 0], weights)
    np.testing.assert_allclose(figure(name, loss, network, X, y, weights), expected, rtol=1e-12)


NUMBERS = {
    "mean_absolute_error": lambda y, p, w: sklearn.mean_absolute_error(y, p, sample_weight=w),
    "root_mean_squared_error": lambda y, p, w: np.sqrt(sklearn.mean_squared_error(y, p, sample_weight=w)),
    "r2": lambda y, p, w: sklearn.r2_score(y, p, sample_weight=w),
}


@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["plain", "weighted"])
@pytest.mark.parametrize("name", NUMBERS)
def test_numbers(name, weights):
    """Two outputs, with a large offset that would cost digits."""
    loss = MeanSquaredError()
    network, X, y, outputs = case(loss, 2)
    X, y, outputs = X + 1e4, y + 1e4, outputs + 1e4

    np.testing.assert_allclose(figure(name, loss, network, X, y, weights), NUMBERS[name](y, outputs, weights), rtol=1e-9)


def test_scores_of_equal_value_count_half():
    """Ties in the area under the curve."""
    metric = catalog.build("metric", "roc_auc", {})
    scores, due = np.array([[0.1], [0.5], [0.5], [0.9]]), np.array([[0.0], [0], [1], [1]])

    assert metric.of_all(scores, due, None, "binary") == sklearn.roc_auc_score(due[:, 0], scores[:, 0])
    assert np.isnan(metric.of_all(scores, np.zeros((4, 1)), None, "binary"))


def test_the_confusion_matrix_as_a_table():
    """Its sums are the table, target class by target class."""
    metric = catalog.build("metric", "confusion_matrix", {})
    loss = CategoricalCrossentropy()
    network, _, y, outputs = case(loss, 4)
    network = Network(network.layers, network.input_shape, loss, "float64", [metric])
    context = network.workspace().plan(network.bind(*[np.zeros(0)] * 3), 60, training=False).loss
    table = metric.matrix(metric.sums(outputs, y, 0.0, context))

    np.testing.assert_array_equal(table, sklearn.confusion_matrix(y, outputs.argmax(1)))


@pytest.mark.parametrize("metric", every("metric"), ids=named)
def test_targets_that_are_all_alike(metric):
    """One class, or one value, gives a number or NaN, never an error."""
    loss = next(one for one in every("loss") if one.task in metric.tasks)
    network = Network([loss.output_activation], (2,), loss, "float64", [metric])
    y = network.encode_targets(np.ones((5, 2)) if loss.task != "classification" else np.ones(5, int))
    bound = network.bind(*[np.zeros(0)] * 3)

    assert isinstance(network.evaluate(bound, np.ones((5, 2)), y, network.workspace())[network.metric_names[0]], float)
