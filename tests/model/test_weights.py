"""Weighted loss is sum(w * l) / sum(w): a weight of two is a row given twice, a weight of zero is no row."""

import numpy as np
import pytest

from nntui import Model, layers, losses, optimizers
from nntui.errors import DataError, UnknownName

GENERATOR = np.random.default_rng(0)
X = GENERATOR.normal(size=(12, 2))
Y = np.arange(12) % 3
COUNTS = GENERATOR.integers(0, 4, size=12)
REPEATED = np.repeat(np.arange(12), COUNTS)


def classifier(seed: int = 0) -> Model:
    stack = [layers.Dense(5, weight_l2=0.01), layers.Tanh(), layers.Dense(3), layers.Softmax()]
    loss = losses.CategoricalCrossentropy()
    return Model(stack, (2,), loss=loss, optimizer=optimizers.SGD(0.3), dtype="float64", seed=seed)


def regressor() -> Model:
    return Model([layers.Dense(1)], (2,), loss=losses.MeanSquaredError(), optimizer=optimizers.SGD(0.1), dtype="float64")


def binary() -> Model:
    return Model([layers.Dense(1), layers.Sigmoid()], (2,), loss=losses.BinaryCrossentropy(), dtype="float64")


def assert_alike(one: Model, other: Model) -> None:
    for key, array in one.get_parameters().items():
        np.testing.assert_allclose(array, other.get_parameters()[key], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("make", "y"), [(classifier, Y), (regressor, X[:, 0] ** 2), (binary, Y == 1)])
def test_a_weight_is_a_number_of_copies(make, y) -> None:
    weighted, copied = make(), make()
    one = weighted.fit(X, y, epochs=20, sample_weight=COUNTS, validation_data=(X, y, COUNTS))
    other = copied.fit(X[REPEATED], y[REPEATED], epochs=20, validation_data=(X[REPEATED], y[REPEATED]))

    assert_alike(weighted, copied)
    for name in ("loss", "val_loss"):
        np.testing.assert_allclose(one[name], other[name], rtol=1e-9)
    for name in ("loss", "accuracy"):
        if make is not regressor or name == "loss":
            weights = weighted.evaluate(X, y, sample_weight=COUNTS)[name]
            assert weights == pytest.approx(copied.evaluate(X[REPEATED], y[REPEATED])[name], rel=1e-9)


def test_class_weights_are_weights_of_samples() -> None:
    models = [classifier() for _ in range(4)]
    models[0].fit(X, Y, epochs=5, sample_weight=np.array([1.0, 2.0, 0.5])[Y])
    models[1].fit(X, Y, epochs=5, class_weight={1: 2, 2: 0.5})
    models[2].fit(X, Y, epochs=5, class_weight=[1, 2, 0.5])
    models[3].fit(X, Y, epochs=5, class_weight=[1, 2, 0.5], sample_weight=np.ones(12))

    for model in models[1:]:
        assert_alike(model, models[0])
    assert models[0].evaluate(X, Y, class_weight={1: 2, 2: 0.5}) == models[0].evaluate(
        X, Y, sample_weight=np.array([1.0, 2.0, 0.5])[Y]
    )


def test_balanced_classes_weigh_the_same() -> None:
    y = np.array([0] * 8 + [1] * 3 + [2])
    balanced, given = classifier(), classifier()
    balanced.fit(X, y, epochs=3, class_weight="balanced")
    given.fit(X, y, epochs=3, class_weight=[12 / 24, 12 / 9, 12 / 3])

    assert_alike(balanced, given)


def test_batches_whose_weights_are_zero_do_no_harm() -> None:
    weights = np.zeros(12)
    weights[[0, 5]] = 1.0
    model = classifier()
    history = model.fit(X, Y, epochs=6, batch_size=3, shuffle=False, sample_weight=weights)

    assert np.isfinite(history["loss"]).all()
    assert all(np.isfinite(array).all() for array in model.get_parameters().values())


def test_batches_carry_their_weights_in_any_order() -> None:
    one, other = classifier(), classifier()
    one.fit(X, Y, epochs=1, batch_size=5, sample_weight=COUNTS + 1.0)
    history = other.fit(X, Y, epochs=1, batch_size=5)
    assert any(not np.array_equal(array, other.get_parameters()[key]) for key, array in one.get_parameters().items())
    assert np.isfinite(history["loss"]).all()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"sample_weight": np.ones(5)}, "one weight a sample"),
        ({"sample_weight": -np.ones(12)}, "not be negative"),
        ({"sample_weight": np.zeros(12)}, "all zero"),
        ({"sample_weight": np.full(12, np.nan)}, "not finite"),
        ({"sample_weight": ["a"] * 12}, "numbers"),
        ({"class_weight": [1, 2]}, "one weight a class"),
        ({"class_weight": "even"}, "balanced"),
        ({"class_weight": {0: -1}}, "not be negative"),
        ({"validation_data": (X,)}, "validation_data"),
        ({"validation_data": (X, Y, np.ones(3))}, "validation sample_weight"),
    ],
)
def test_wrong_weights_are_one_sentence(settings, words: str) -> None:
    with pytest.raises(DataError, match=words):
        classifier().fit(X, Y, **settings)


def test_class_weights_need_classes() -> None:
    with pytest.raises(DataError, match="class weights"):
        regressor().fit(X, X[:, 0], class_weight={0: 1})


def test_a_setting_that_does_not_exist_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="patience"):
        classifier().fit(X, Y, patiense=3)


def test_early_stopping_through_fit() -> None:
    model = classifier()
    history = model.fit(X, Y, epochs=1000, validation_data=(X[::-1], (Y + 1) % 3), patience=3, best_weights=True)

    assert len(history["loss"]) < 1000
    assert model.evaluate(X[::-1], (Y + 1) % 3)["loss"] == min(history["val_loss"])
    again = model.fit(X, Y, epochs=3)
    assert len(again["loss"]) == 3


def test_balanced_classes_are_counted_by_their_weights() -> None:
    weighted, copied = classifier(), classifier()
    weighted.fit(X, Y, epochs=20, sample_weight=COUNTS, class_weight="balanced")
    copied.fit(X[REPEATED], Y[REPEATED], epochs=20, class_weight="balanced")

    assert_alike(weighted, copied)
