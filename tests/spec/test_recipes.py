"""Recipes: all there, the book's settings, and the same in every form."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from nntui.data.prepare import describe, prepare
from nntui.errors import NntuiError, SpecError, UnknownName
from nntui.spec import find, limits, line, overrides, recipes, toml
from nntui.training import plan
from nntui.training.trainer import Trainer
from nntui.tui.screens.train_pace import first_pace

FIRST_STEPS = ["line", "perceptron-and", "xor"]
BOOK = [
    *("vertical-random", "spiral-sgd", "spiral-decay", "spiral-rate2", "spiral-decay-strong", "spiral-momentum"),
    *("spiral-adagrad", "spiral-rmsprop", "spiral-adam", "spiral-l2", "spiral-dropout", "spiral-binary", "sine", "fashion"),
]
NAMES = [*FIRST_STEPS, *BOOK, "iris", "wine", "digits", "diabetes", "fashion-conv"]


def test_all_recipes_are_there() -> None:
    """First steps, the book's in the order of its chapters, then real data."""
    assert recipes.names()[: len(NAMES)] == NAMES
    assert recipes.FIRST in recipes.names()
    assert [recipe.name for recipe in recipes.all()] == recipes.names()


@pytest.mark.parametrize("name", NAMES)
def test_each_recipe(name: str) -> None:
    """A name, one line of why, and the same value as TOML and as one line."""
    recipe = recipes.read(name)

    assert recipe.name == name
    assert 20 < len(recipe.why) <= 120
    assert "\n" not in recipe.why
    assert toml.read(toml.write(recipe)) == recipe
    assert line.parse(line.write(recipe)) == recipe
    assert find(line.write(recipe)) == recipe
    assert find(name) == recipe


@pytest.mark.parametrize("name", NAMES)
def test_each_recipe_can_be_trained(name: str) -> None:
    """Nothing is wrong with its stack, and nothing has to be inferred but the metrics."""
    recipe = recipes.read(name)
    try:
        description = describe(recipe.data)
    except NntuiError as error:
        pytest.skip(f"the data is not here: {error}")

    assert plan.problems(recipe, description) == []
    assert [str(added) for added in plan.complete(recipe, description).added if added.position is not None] == []


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("spiral-sgd", {"optimizer.learning_rate": 1.0, "optimizer.decay": 0.0, "training.epochs": 10_000}),
        ("spiral-decay", {"optimizer.learning_rate": 0.5, "optimizer.decay": 0.01, "training.epochs": 10_000}),
        ("spiral-rate2", {"optimizer.learning_rate": 2.0, "optimizer.decay": 0.0, "training.epochs": 10_000}),
        (
            "spiral-decay-strong",
            {"optimizer.learning_rate": 1.0, "optimizer.decay": 0.1, "training.epochs": 30_000, "data.fresh": 3000},
        ),
        ("vertical-random", {"optimizer.scale": 0.05, "model.layers.0.units": 3, "training.epochs": 10_000}),
        ("spiral-momentum", {"optimizer.learning_rate": 1.0, "optimizer.decay": 1e-3, "optimizer.momentum": 0.9}),
        ("spiral-adagrad", {"optimizer.learning_rate": 1.0, "optimizer.decay": 1e-4, "optimizer.epsilon": 1e-7}),
        ("spiral-rmsprop", {"optimizer.learning_rate": 0.02, "optimizer.decay": 1e-5, "optimizer.rho": 0.999}),
        ("spiral-adam", {"optimizer.learning_rate": 0.05, "optimizer.decay": 5e-7, "training.epochs": 10_000}),
        ("spiral-l2", {"optimizer.learning_rate": 0.02, "optimizer.decay": 5e-7, "data.source.samples": 1000}),
        ("spiral-l2", {"model.layers.0.weight_l2": 5e-4, "model.layers.0.bias_l2": 5e-4, "model.layers.2.weight_l2": 0.0}),
        ("spiral-dropout", {"optimizer.learning_rate": 0.05, "optimizer.decay": 5e-5, "data.source.samples": 1000}),
        ("spiral-dropout", {"model.layers.0.weight_l2": 5e-4, "model.layers.0.bias_l2": 5e-4, "model.layers.2.rate": 0.1}),
        ("spiral-binary", {"optimizer.learning_rate": 0.001, "optimizer.decay": 5e-7, "data.source.classes": 2}),
        ("sine", {"optimizer.learning_rate": 0.005, "optimizer.decay": 1e-3, "training.epochs": 10_000}),
        ("fashion", {"optimizer.decay": 1e-3, "training.epochs": 10, "training.batch_size": 128, "data.scaling": "minmax"}),
    ],
)
def test_the_books_settings(name: str, settings: dict[str, object]) -> None:
    """The numbers of the book's chapters 6, 10, 14 to 17 and 19, and of the notebooks."""
    recipe = recipes.read(name)

    assert {path: overrides.get(recipe, path) for path in settings} == settings
    if name != "fashion":
        assert recipe.training.batch_size is None


def test_the_book_starts_with_small_normal_weights() -> None:
    """0.01 normal weights; ten times that for the sine, which does not learn otherwise (chapter 17)."""
    for name in BOOK:
        scales = [
            overrides.get(recipes.read(name), f"model.layers.{position}.weight_initializer.scale")
            for position, layer in enumerate(recipes.read(name).model.layers)
            if layer.catalog_name == "dense"
        ]
        assert scales == [0.1 if name == "sine" else 0.01] * len(scales)


LONG = {"fashion", "fashion-conv", "sine"}


@pytest.mark.parametrize("name", [name for name in recipes.names() if name not in LONG])
def test_each_recipe_can_be_watched(name: str) -> None:
    """It opens at a pace that takes 20 to 60 seconds to its planned epochs; clothes and the sine are long without one."""
    recipe = recipes.read(name)
    trainer = Trainer(recipe, prepare(recipe.data, recipe.seed, recipe.model.dtype))
    samples = len(trainer.prepared.train.features)
    pace = first_pace(trainer.planned_steps, trainer.state.parameters.size, recipe.training.batch_size or samples)

    assert pace is not None
    assert 20 <= trainer.planned_steps / pace <= 60


def test_xor_is_the_truth_table_and_not_the_quadrants() -> None:
    """The word alone is the recipe, four rows that can be followed on paper; as a data set it is the Playground's."""
    assert find("xor").data.source.catalog_name == "logic"
    assert find("xor | dense 4").data.source.catalog_name == "xor"


def test_unknown_recipe() -> None:
    """The nearest name is offered."""
    for call in (recipes.read, find):
        with pytest.raises(UnknownName, match="Did you mean 'spiral-sgd'"):
            call("spiral-sdg")


def test_found_by_file_and_by_line(tmp_path: Path) -> None:
    """A path that ends in .toml is a file; what has signs or blanks is a line; a data set stands for itself."""
    file = tmp_path / "my net.toml"
    file.write_text(recipes.text("iris"), encoding="utf-8")

    assert find(str(file)) == recipes.read("iris")
    assert find("iris | dense 3").model.layers
    assert find("spiral").data.source.catalog_name == "spiral"
    assert find(" iris ") == recipes.read("iris")


@pytest.mark.parametrize(
    "text", ["", "  ", "nothing-like-it", "missing.toml", "x" * (limits.SPEC_LINE + 1), "a b", "__class__"]
)
def test_what_is_none_of_them(text: str) -> None:
    """One sentence each."""
    with pytest.raises((SpecError, NntuiError)):
        find(text)


def test_the_steps_of_the_first_recipe_are_many_enough() -> None:
    """What opens without arguments is paced by the screen: 10,000 full-batch steps."""
    first = recipes.read(recipes.FIRST)

    assert math.isclose(first.training.epochs, 10_000)
