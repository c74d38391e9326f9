"""Whatever is given where something else belongs: one sentence that says where, and nothing is changed."""

from __future__ import annotations

import numpy as np
import pytest

from nntui import Model, layers, losses, metrics, optimizers
from nntui.errors import DataError, InputError, NntuiError, OutOfRange, WrongArguments

GENERATOR = np.random.default_rng(0)
X, Y = GENERATOR.normal(size=(12, 2)), np.arange(12) % 3
STACK = [layers.Dense(3), layers.Softmax()]
LOSS = losses.CategoricalCrossentropy()
JUNK = [
    *["a", b"x", "\ud800", -1, 2.5, float("nan"), float("inf"), 10**400, 1 + 2j, object(), int, layers.Dense(3)],
    *[{"a": 1}, {1}, [[1, 2], [3]], [None], ["a"], np.array(["a"]), np.array([None]), np.array([1 + 2j])],
    *[np.zeros(0), np.zeros((2, 0)), np.zeros((12, 2, 2)), np.datetime64("2020-01-01"), np.full((12, 2), 1e39), iter([1])],
]


def model(**given) -> Model:
    return Model(**({"layers": STACK, "input_shape": (2,), "loss": LOSS} | given))


CONSTRUCTOR = {
    "layers": lambda value: model(layers=value),
    "a layer": lambda value: model(layers=[value, *STACK]),
    "input_shape": lambda value: model(input_shape=value),
    "loss": lambda value: model(loss=value),
    "optimizer": lambda value: model(optimizer=value),
    "metrics": lambda value: model(metrics=value),
    "a metric": lambda value: model(metrics=[value]),
    "dtype": lambda value: model(dtype=value),
    "seed": lambda value: model(seed=value),
}
SETTINGS = ("epochs", "batch_size", "shuffle", "sample_weight", "class_weight", "validation_data", "patience", "time_limit")
METHODS = {
    "fit X": lambda one, value: one.fit(value, Y, epochs=1),
    "fit y": lambda one, value: one.fit(X, value, epochs=1),
    **{f"fit {name}": lambda one, value, name=name: one.fit(X, Y, **({"epochs": 1} | {name: value})) for name in SETTINGS},
    "fit validation X": lambda one, value: one.fit(X, Y, epochs=1, validation_data=(value, Y)),
    "fit validation y": lambda one, value: one.fit(X, Y, epochs=1, validation_data=(X, value)),
    "fit validation weights": lambda one, value: one.fit(X, Y, epochs=1, validation_data=(X, Y, value)),
    "evaluate X": lambda one, value: one.evaluate(value, Y),
    "evaluate y": lambda one, value: one.evaluate(X, value),
    "evaluate sample_weight": lambda one, value: one.evaluate(X, Y, sample_weight=value),
    "evaluate class_weight": lambda one, value: one.evaluate(X, Y, class_weight=value),
    "predict": lambda one, value: one.predict(value),
    "gradients X": lambda one, value: one.gradients(value, Y),
    "gradients y": lambda one, value: one.gradients(X, value),
    "set_parameters": lambda one, value: one.set_parameters(value),
    "a parameter": lambda one, value: one.set_parameters({"0.weights": value}),
    "find low": lambda one, value: one.find_learning_rate(X, Y, low=value, steps=3),
    "find steps": lambda one, value: one.find_learning_rate(X, Y, steps=value),
    "folds": lambda one, value: one.cross_validate(X, Y, folds=value, epochs=1),
    "check layer": lambda one, value: one.check_gradients(X, Y, layer=value),
    "check entries": lambda one, value: one.check_gradients(X, Y, entries=value),
    "dead X": lambda one, value: one.dead_units(value),
}


def refused(call) -> NntuiError | None:
    """Return the error of a call, which must be one of ours, or None when it went through."""
    try:
        call()
    except NntuiError as error:
        return error
    return None


def told_in_one_line(error: NntuiError | None) -> bool:
    return isinstance(error, InputError) and "\n" not in str(error) and len(str(error)) < 1000


def right_after_all(name: str, value: object) -> bool:
    """Say whether that is no junk there: a layer among layers, a number of seconds, a rate."""
    if isinstance(value, layers.Dense):
        return name == "a layer"
    return isinstance(value, float) and value == 2.5 and name in {"fit time_limit", "find low"}


@pytest.mark.parametrize("name", CONSTRUCTOR)
def test_the_constructor(name: str) -> None:
    for value in JUNK:
        error = refused(lambda value=value: CONSTRUCTOR[name](value))

        assert right_after_all(name, value) or told_in_one_line(error), (value, error)


@pytest.mark.parametrize("name", METHODS)
def test_the_methods(name: str) -> None:
    one, other = model(), model()
    for value in JUNK:
        error = refused(lambda value=value: METHODS[name](one, value))
        if right_after_all(name, value):
            one.reset()
            continue

        assert told_in_one_line(error), (value, error)
        assert error.where
        assert error.has_received or error.allowed
    for key, array in one.get_parameters().items():
        np.testing.assert_array_equal(array, other.get_parameters()[key])
    assert one.history.epochs == 0


@pytest.mark.parametrize(
    ("loss", "y", "words"),
    [
        (losses.CategoricalCrossentropy(), [0.0, 1e300], "out of range"),
        (losses.CategoricalCrossentropy(), [0.0, 1.5], "whole numbers.*Received: 1.5"),
        (losses.CategoricalCrossentropy(), [0, 2**63], "out of range"),
        (losses.CategoricalCrossentropy(), [[0.5, 0.2, 0.1], [1, 0, 0]], "sample 0 must add up to 1.*Received: 0.8"),
        (losses.KLDivergence(), [[0.5, 0.5, 0.5], [1, 0, 0]], "add up to 1"),
        (losses.CategoricalFocalCrossentropy(), [3, 0], "Received: 3. Allowed: 0 to 2"),
    ],
)
def test_targets_of_classes(loss, y, words: str) -> None:
    with pytest.raises(DataError, match=f"^y: .*{words}"):
        model(loss=loss).fit(X[:2], np.array(y))


@pytest.mark.parametrize("loss", [losses.MeanSquaredError(), losses.LogCosh(), losses.Huber()])
def test_a_target_too_large_for_the_type(loss) -> None:
    """1e39 is a number, but not one of float32."""
    one = Model([layers.Dense(1)], (2,), loss=loss)
    with pytest.raises(DataError, match=r"^y: the value at position \(1, 0\) is not finite"):
        one.fit(X[:2], [0.0, 1e39])


def test_a_parameter_too_large_for_the_type() -> None:
    with pytest.raises(DataError, match=r"^0\.biases: .*not finite"):
        model().set_parameters({"0.biases": [0, 1e39, 0]})


def test_a_batch_that_needs_too_much_memory() -> None:
    wide = Model([layers.Dense(60_000), layers.Dense(1)], (2,), loss=losses.MeanSquaredError())
    with pytest.raises(OutOfRange, match="batch_size: a batch of 20,000 samples needs"):
        wide.fit(np.zeros((20_000, 2)), np.zeros(20_000), epochs=1)


def test_metrics_may_be_left_out_as_none() -> None:
    assert list(model(metrics=None).evaluate(X, Y)) == ["loss", "accuracy"]
    assert list(model(metrics=[metrics.F1()]).evaluate(X, Y)) == ["loss", "f1"]
    assert model(optimizer=None).experiment.optimizer == optimizers.Adam()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: layers.Dense(3, weights_l2=0.1), r"dense: there is no such argument.*Did you mean 'weight_l2'"),
        (lambda: optimizers.SGD(0.1, learning_rate=0.1), "sgd.learning_rate: the argument is given twice"),
        (layers.Dense, r"dense.units: an argument is missing. Allowed: a whole number at least 1"),
        (lambda: layers.ReLU(3), "relu: there are too many arguments. Received: 1. Allowed: none"),
    ],
)
def test_arguments_that_a_component_does_not_take(make, words: str) -> None:
    """They are a TypeError, as everywhere in Python, and an error of the tree, as everywhere here."""
    with pytest.raises(WrongArguments, match=words) as caught:
        make()
    assert isinstance(caught.value, TypeError)
    assert isinstance(caught.value, InputError)
