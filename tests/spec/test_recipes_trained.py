"""What the recipes come to when they are trained as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from nntui.data.prepare import prepare
from nntui.spec import line, overrides, recipes
from nntui.training.trainer import Trainer


def trained(name: str, seed: int = 0, **settings: Any) -> Trainer:
    """Train a recipe with a seed, and with settings such as `model__layers__0__units=2`."""
    recipe = msgspec.structs.replace(recipes.read(name), seed=seed)
    for path, value in settings.items():
        recipe = overrides.apply(recipe, path.replace("__", "."), value)
    trainer = Trainer(recipe, prepare(recipe.data, seed, recipe.model.dtype))
    trainer.run()
    return trainer


def last_values(name: str, seed: int) -> dict[str, float]:
    """Train a recipe with a seed and return the last value of each series."""
    return {series: values[-1] for series, values in trained(name, seed).history.items()}


def weights_of(trainer: Trainer) -> dict[str, np.ndarray]:
    """Return the weights by name."""
    return trainer.network.layout.arrays(trainer.state.parameters)


def notebook(reference: Path, case: str) -> dict[str, Any]:
    """Return what a learner's notebook printed."""
    cases = json.loads((reference / "seed_cases.json").read_text())["cases"]
    return next(one["expected"] for one in cases if one["id"] == case)


def test_the_line_is_learned_as_on_paper() -> None:
    """The gradient of the mean of `(w x - 2 x)**2` is `15 (w - 2)`: each step leaves 0.85 of the error."""
    run = trained("line")
    error = 2 * 0.85 ** np.arange(51)

    np.testing.assert_allclose(run.history["loss"], 7.5 * error[:50] ** 2, rtol=1e-3)
    assert weights_of(run)["0.weights"][0, 0] == pytest.approx(2 - error[50], abs=1e-5)
    assert run.evaluate()["accuracy"] == 1


def test_the_line_is_the_notebooks(reference: Path) -> None:
    """Weight after and loss before each of its 20 updates; float32 is good to 6 digits."""
    rows = notebook(reference, "linear_regression_y_2x_mean_gradient")["rows"]
    for epoch, weight, loss in rows:
        run = trained("line", training__epochs=epoch)

        assert weights_of(run)["0.weights"][0, 0] == pytest.approx(weight, rel=1e-5)
        assert run.history["loss"][-1] == pytest.approx(loss, rel=1e-5)


def rosenblatts_rule(rate: float, epochs: int) -> tuple[list[float], list[int]]:
    """Return bias and weights after the rule has gone through the truth table of and, and the wrong answers of each epoch."""
    bias, first, second = 0.0, 0.0, 0.0
    wrong = [0] * epochs
    for epoch in range(epochs):
        for a, b in ((0, 0), (0, 1), (1, 0), (1, 1)):
            off = (a and b) - int(first * a + second * b + bias > 0)
            wrong[epoch] += off != 0
            bias, first, second = bias + rate * off, first + rate * off * a, second + rate * off * b
    return [bias, first, second], wrong


def learned_and(run: Trainer) -> tuple[list[float], list[int]]:
    """Return the same of the recipe."""
    weights = weights_of(run)
    wrong = [round(4 * (1 - accuracy)) for accuracy in run.history["accuracy"]]
    return [*weights["0.biases"].tolist(), *weights["0.weights"][:, 0].tolist()], wrong


def test_the_perceptron_follows_rosenblatts_rule() -> None:
    """To the last bit, and it stops being wrong."""
    assert learned_and(trained("perceptron-and")) == rosenblatts_rule(0.01, 10)
    assert trained("perceptron-and").evaluate()["accuracy"] == 1


def test_the_perceptron_is_the_notebooks(reference: Path) -> None:
    """Weights and wrong answers of each epoch."""
    expected = notebook(reference, "perceptron_rule")
    weights, wrong = learned_and(trained("perceptron-and"))

    assert weights == pytest.approx(expected["weights"], abs=1e-9)
    assert wrong == expected["errors_per_epoch"]


def test_xor_is_learned_with_four_units_and_often_not_with_two() -> None:
    """Of ten starts with two units some get stuck and some do not, as its line of why says."""
    assert all(trained("xor", seed).evaluate()["loss"] < 0.05 for seed in range(5))
    stuck = sum(trained("xor", seed, model__layers__0__units=2).evaluate()["accuracy"] < 1 for seed in range(10))
    assert 2 <= stuck <= 8


def test_no_line_tells_xor_apart() -> None:
    """One unit without a hidden layer is right on three rows at the best."""
    recipe = overrides.apply(recipes.read("xor"), "model.layers", recipes.read("xor").model.layers[2:])
    trainer = Trainer(recipe, prepare(recipe.data))
    trainer.run()

    assert trainer.evaluate()["accuracy"] <= 0.75


def test_random_search_ends_where_the_books_did() -> None:
    """The book prints loss 0.1728 and accuracy 0.93 of its best (chapter 6); how the search got there hardly matters."""
    last = last_values("vertical-random", 0)

    assert last["loss"] == pytest.approx(0.1728, abs=0.004)
    assert last["accuracy"] == pytest.approx(0.93, abs=0.01)


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize(("name", "accuracy"), [("iris", 0.93), ("wine", 0.93), ("digits", 0.95)])
def test_small_data_is_learned(name: str, accuracy: float, seed: int) -> None:
    """On rows kept aside."""
    assert last_values(name, seed)["val_accuracy"] >= accuracy


@pytest.mark.parametrize("seed", [0, 1])
def test_images_are_learned(seed: int) -> None:
    """A small convolution on the digits, from one line: at least as good on rows kept aside as the dense recipe must be."""
    experiment = line.parse(
        "digits validation=0.2 scaling=minmax | conv2d 8 3, relu, max_pool2d 2, flatten, dense 10, softmax "
        f"| adam lr=0.01 | epochs 20 batch_size 64 seed {seed}"
    )
    trainer = Trainer(experiment, prepare(experiment.data, seed))
    trainer.run()

    assert trainer.history["val_accuracy"][-1] >= 0.95


def test_the_spiral_is_learned() -> None:
    """The book's own code reaches 0.87 to 0.98 on the training part."""
    assert last_values("spiral-adam", 0)["accuracy"] >= 0.87


def test_a_whole_run_ends_where_the_books_way_does() -> None:
    """The band is that of the book's way over eight starts; tests/benchmarks/book_bands.py prints those of all recipes."""
    last = last_values("spiral-decay", 0)

    assert 1.076 <= last["loss"] <= 1.078
    assert 0.40 <= last["accuracy"] <= 0.44


def test_diabetes_is_partly_explained() -> None:
    """The target has variance 1, and a straight line leaves about half of it."""
    assert last_values("diabetes", 0)["val_loss"] < 0.6
