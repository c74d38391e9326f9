"""What the sweep of rates suggests, against the mathematics of a quadratic; and that it leaves everything as it was."""

import numpy as np
import pytest

from nntui import Model, layers, losses, optimizers
from nntui.data.prepare import prepare
from nntui.data.progress import finish
from nntui.errors import DataError, OutOfRange, SpecError
from nntui.spec import line, overrides
from nntui.training.finder import finding, smooth
from nntui.training.trainer import Trainer

GENERATOR = np.random.default_rng(4)
X = GENERATOR.normal(size=(60, 3)) * [1.0, 2.0, 0.5]
Y = X @ [[1.0], [-2.0], [0.5]]
CURVATURE = float(np.linalg.eigvalsh(2 * X.T @ X / len(X)).max())
"""The largest second derivative of the mean squared error of a linear layer: gradient descent diverges above 2 / it."""


def linear(optimizer=None, **fields) -> Model:
    stack = [layers.Dense(1, use_bias=False, **fields)]
    chosen = optimizer or optimizers.SGD(0.1)
    return Model(stack, (3,), loss=losses.MeanSquaredError(), optimizer=chosen, dtype="float64")


def test_gradient_descent_on_a_quadratic() -> None:
    """Below 2 / curvature the loss falls, above it rises: so the lowest lies there, and the suggestion below."""
    found = linear().find_learning_rate(X, Y, low=1e-4, high=1e3, steps=400)
    limit = 2 / CURVATURE

    assert (np.diff(found.losses)[found.rates[:-1] < limit] <= 0).all()
    assert found.losses[-1] > found.losses[0]
    assert 0.001 * limit < found.suggestion < limit
    assert limit < found.rates[-1] < 1e3
    assert found.suggestion < found.lowest
    assert "rose too high" in found.outcome
    assert f"{found.suggestion:.2g}" in found.sentence


def test_the_losses_are_those_of_gradient_descent() -> None:
    model = linear()
    weights = model.get_parameters()["0.weights"]
    found = model.find_learning_rate(X, Y, low=1e-3, high=0.1, steps=20)
    expected = []
    for rate in 1e-3 * 100 ** (np.arange(20) / 19):
        expected.append(((X @ weights - Y) ** 2).mean())
        weights = weights - rate * 2 * X.T @ (X @ weights - Y) / len(X)

    np.testing.assert_allclose(found.losses, expected, rtol=1e-10)
    np.testing.assert_allclose(found.rates, np.geomspace(1e-3, 0.1, 20), rtol=1e-12)
    assert found.outcome == "the highest rate was reached"


def test_the_model_stays_as_it_is_to_the_bit() -> None:
    def made() -> Model:
        stack = [layers.Dense(6), layers.Dropout(0.3), layers.ReLU(), layers.Dense(1)]
        model = Model(stack, (3,), loss=losses.MeanSquaredError(), optimizer=optimizers.Adam(0.01), seed=3)
        model.fit(X, Y, epochs=3, batch_size=16)
        return model

    model, other = made(), made()
    model.find_learning_rate(X, Y, batch_size=16)

    assert all((array == other.get_parameters()[key]).all() for key, array in model.get_parameters().items())
    assert model.history.epochs == 3
    assert model.fit(X, Y, epochs=4, batch_size=16)["loss"] == other.fit(X, Y, epochs=4, batch_size=16)["loss"]
    assert (model.predict(X) == other.predict(X)).all()


def test_weights_count() -> None:
    counts = GENERATOR.integers(0, 3, 60)
    repeated = np.repeat(np.arange(60), counts)
    weighted = linear().find_learning_rate(X, Y, sample_weight=counts)
    copied = linear().find_learning_rate(X[repeated], Y[repeated])

    np.testing.assert_allclose(weighted.losses, copied.losses, rtol=1e-9)


def test_where_nothing_falls_nothing_is_suggested() -> None:
    found = linear().find_learning_rate(X, Y, low=1e-12, high=1e-9)

    assert found.suggestion is None
    assert found.lowest is None
    assert "does not fall" in found.sentence


def test_a_run_that_diverges_at_once() -> None:
    found = linear().find_learning_rate(X, Y, low=1e20, high=1e30)

    assert found.suggestion is None
    assert len(found.losses) < 10
    assert np.isfinite(found.losses).all()
    assert "it diverged at" in found.outcome or "rose too high" in found.outcome


@pytest.mark.parametrize("recipe", ["iris", "digits", "sine", "spiral-binary"])
def test_the_suggestion_trains_as_well_as_the_recipe(recipe) -> None:
    from nntui.spec import find

    experiment = overrides.apply(find(recipe), "training.epochs", 40)
    prepared = prepare(experiment.data, experiment.seed)
    found = finish(finding(experiment, prepared))

    def trained(rate: float) -> float:
        run = Trainer(overrides.apply(experiment, "optimizer.learning_rate", rate), prepared)
        run.run()
        return run.evaluate()["loss"]

    assert trained(found.suggestion) < 2 * min(trained(found.suggestion / 30), trained(found.suggestion * 30))


def test_noise_alone_suggests_nothing() -> None:
    """Losses of small batches vary; rates far too small must not look as if they helped."""
    suggested = []
    for seed in range(10):
        experiment = line.parse(f"iris scaling=standard | dense 8, relu | adam | batch 16 seed {seed}")
        prepared = prepare(experiment.data, seed)
        suggested.append(finish(finding(experiment, prepared, low=1e-12, high=1e-9)).suggestion)
        assert finish(finding(experiment, prepared)).suggestion is not None

    assert suggested.count(None) >= 9


def test_smoothing_has_no_delay() -> None:
    straight = np.linspace(3.0, 1.0, 61)
    step = np.repeat([1.0, 0.0], 30)

    assert smooth(straight)[25:36] == pytest.approx(straight[25:36], abs=2e-3)
    assert smooth(step)[29:31].mean() == pytest.approx(0.5)
    assert int(np.argmin(np.diff(smooth(step)))) == 29


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ({"low": 0.0}, OutOfRange),
        ({"low": 2.0, "high": 1.0}, OutOfRange),
        ({"steps": 1}, OutOfRange),
        ({"high": np.nan}, OutOfRange),
    ],
)
def test_ranges(words, kind) -> None:
    with pytest.raises(kind):
        linear().find_learning_rate(X, Y, **words)


def test_what_has_no_rate() -> None:
    with pytest.raises(SpecError, match="random_search has no learning rate"):
        linear(optimizers.RandomSearch()).find_learning_rate(X, Y)
    with pytest.raises(DataError, match="no samples"):
        linear().find_learning_rate(X[:0], Y[:0])
