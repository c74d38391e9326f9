"""Weighted loss is sum(w * l) / sum(w): a weight of two is a row given twice, a weight of zero is no row."""

import numpy as np
import pytest

from nntui import Model, layers, losses, optimizers
from nntui.catalog import catalog
from nntui.errors import DataError, StackError, UnknownName

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


def ending(loss):
    """Return a model that ends as the loss wants, and targets for it in a single column of classes, or of numbers."""
    outputs = 3 if loss.task == "classification" else 1
    stack = [layers.Dense(5), layers.Tanh(), layers.Dense(outputs), loss.output_activation]
    model = Model(stack, (2,), loss=loss, optimizer=optimizers.SGD(0.1), dtype="float64")
    return model, {"classification": Y, "binary": Y == 1, "sign": np.where(Y == 1, 1, -1)}.get(loss.task, X[:, 0] ** 2)


LOSSES = [entry.cls() for entry in catalog.entries("loss")]
CLASSES = [loss for loss in LOSSES if loss.task != "regression"]


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.catalog_name)
def test_weighted_loss_is_the_weighted_mean_of_the_samples_losses(loss) -> None:
    """In evaluate, and in the first epoch of fit: sum(w * l) / sum(w), each l measured by itself."""
    model, y = ending(loss)
    weights = GENERATOR.uniform(0.1, 3, 12)
    each = [model.evaluate(X[[row]], y[[row]])["loss"] for row in range(12)]
    expected = sum(w * one for w, one in zip(weights, each, strict=True)) / sum(weights)

    assert model.evaluate(X, y, sample_weight=weights)["loss"] == pytest.approx(expected, rel=1e-12)
    assert model.fit(X, y, epochs=1, sample_weight=weights)["loss"] == [pytest.approx(expected, rel=1e-12)]


@pytest.mark.parametrize("batch_size", [None, 5])
@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.catalog_name)
def test_for_every_loss_a_weight_is_a_number_of_copies(loss, batch_size) -> None:
    """The whole training; in batches where the copies fall into the batch of their row."""
    (weighted, y), (copied, _) = ending(loss), ending(loss)
    rows = np.arange(10)
    counts = np.array([2, 1, 3, 1, 1, 1, 1, 2, 3, 1])
    repeated = np.repeat(rows, counts)
    weighted.fit(X[:10], y[:10], epochs=15, sample_weight=counts, batch_size=batch_size, shuffle=False)
    copied.fit(X[repeated], y[repeated], epochs=15, batch_size=8 if batch_size else None, shuffle=False)

    assert_alike(weighted, copied)
    found = weighted.evaluate(X[:10], y[:10], sample_weight=counts)
    expected = copied.evaluate(X[repeated], y[repeated])
    assert found["loss"] == pytest.approx(expected["loss"], rel=1e-9)
    # What counts as right in a regression depends on the spread of the rows, copies included.
    assert loss.task == "regression" or found["accuracy"] == pytest.approx(expected["accuracy"])


@pytest.mark.parametrize("loss", CLASSES, ids=lambda loss: loss.catalog_name)
def test_for_every_loss_a_class_weight_is_a_weight_of_its_samples(loss) -> None:
    """A class of weight two counts as if each of its rows were there twice, in fit and in evaluate."""
    models = [ending(loss) for _ in range(3)]
    y = models[0][1]
    repeated = np.repeat(np.arange(12), np.where(Y == 1, 2, 1))
    models[0][0].fit(X, y, epochs=15, class_weight={1: 2})
    models[1][0].fit(X, y, epochs=15, class_weight=[1, 2, 1][: 3 if loss.task == "classification" else 2])
    models[2][0].fit(X[repeated], y[repeated], epochs=15)

    assert_alike(models[0][0], models[2][0])
    assert_alike(models[1][0], models[2][0])
    weighed = models[0][0].evaluate(X, y, class_weight={1: 2})
    assert weighed == pytest.approx(models[2][0].evaluate(X[repeated], y[repeated]), rel=1e-9)


def test_class_weights_of_the_loss_are_those_of_fit() -> None:
    """Told once, to the loss or to `fit`; told both, they are multiplied."""
    own, given, both = (ending(losses.CategoricalCrossentropy(class_weights=w))[0] for w in [(1, 4, 1), (), (1, 2, 1)])
    own.fit(X, Y, epochs=15)
    given.fit(X, Y, epochs=15, class_weight={1: 4})
    both.fit(X, Y, epochs=15, class_weight={1: 2})

    assert_alike(own, given)
    assert_alike(both, given)
    assert own.evaluate(X, Y)["loss"] == pytest.approx(given.evaluate(X, Y, class_weight={1: 4})["loss"], rel=1e-9)


def test_classes_of_shares_may_be_weighed() -> None:
    """Smoothed targets, and shares: the class is the one that has most."""
    smooth = losses.CategoricalCrossentropy(label_smoothing=0.1)
    one, other, plain = (ending(loss)[0] for loss in (smooth, smooth, losses.KLDivergence()))
    one.fit(X, Y, epochs=4, class_weight=[1, 2, 0.5])
    other.fit(X, Y, epochs=4, sample_weight=np.array([1, 2, 0.5])[Y])
    assert_alike(one, other)

    shares = np.eye(3)[Y] * 0.6 + np.array([0.1, 0.1, 0.2])
    again = ending(losses.KLDivergence())[0]
    plain.fit(X, shares, epochs=4, class_weight=[1, 2, 0.5])
    again.fit(X, shares, epochs=4, sample_weight=np.array([1, 2, 0.5])[Y])
    assert_alike(plain, again)


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


@pytest.mark.parametrize("factor", [1e-310, 1e-300, 1e300])
def test_only_the_ratios_of_weights_count(factor: float) -> None:
    weights = np.array([1.0, 2, 4] * 4)
    plain, scaled = classifier(), classifier()
    plain.fit(X, Y, epochs=5, sample_weight=weights)
    scaled.fit(X, Y, epochs=5, sample_weight=weights * factor)

    assert scaled.history["loss"] == pytest.approx(plain.history["loss"], rel=1e-9)
    assert scaled.evaluate(X, Y, sample_weight=weights * factor)["loss"] == pytest.approx(
        plain.evaluate(X, Y, sample_weight=weights)["loss"], rel=1e-9
    )


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
        ({"sample_weight": np.full(12, 1e308)}, "the sum of the weights is not finite"),
        ({"sample_weight": Y == 0, "class_weight": [0, 1, 1]}, r"class_weight times sample_weight: .* all zero"),
        ({"sample_weight": np.full(12, 1e200), "class_weight": [1e200, 1, 1]}, "times sample_weight: the sum"),
        ({"sample_weight": ["a"] * 12}, "numbers"),
        ({"class_weight": [1, 2]}, "one weight a class"),
        ({"class_weight": "even"}, "balanced"),
        ({"class_weight": {0: -1}}, "not be negative"),
        ({"class_weight": {3: 1}}, "no such class"),
        ({"class_weight": {"a": 1}}, "no such class"),
        ({"class_weight": {0: "a"}}, "numbers"),
        ({"class_weight": {0: float("nan")}}, "not finite"),
        ({"class_weight": [1, 2, 3, 4]}, "one weight a class"),
        ({"class_weight": ["a", "b", "c"]}, "numbers"),
        ({"class_weight": 3}, "one weight a class"),
        ({"validation_data": (X,)}, "validation_data"),
        ({"validation_data": (X, Y, np.ones(3))}, "validation sample_weight"),
    ],
)
def test_wrong_weights_are_one_sentence(settings, words: str) -> None:
    with pytest.raises(DataError, match=words):
        classifier().fit(X, Y, **settings)


def test_class_weights_of_the_loss_may_not_all_be_zero() -> None:
    with pytest.raises(StackError, match="class_weights: the class weights are all zero"):
        ending(losses.CategoricalCrossentropy(class_weights=(0, 0, 0)))


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
