"""What the recipes come to when they are trained as they are."""

from __future__ import annotations

import msgspec
import pytest

from nntui.data.prepare import prepare
from nntui.spec import recipes
from nntui.training.trainer import Trainer


def last_values(name: str, seed: int) -> dict[str, float]:
    """Train a recipe with a seed and return the last value of each series."""
    recipe = msgspec.structs.replace(recipes.read(name), seed=seed)
    trainer = Trainer(recipe, prepare(recipe.data, seed, recipe.model.dtype))
    trainer.run()
    return {series: values[-1] for series, values in trainer.history.items()}


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize(("name", "accuracy"), [("iris", 0.93), ("wine", 0.93), ("digits", 0.95)])
def test_small_data_is_learned(name: str, accuracy: float, seed: int) -> None:
    """On rows kept aside."""
    assert last_values(name, seed)["val_accuracy"] >= accuracy


def test_the_spiral_is_learned() -> None:
    """The book's own code reaches 0.87 to 0.98 on the training part."""
    assert last_values("spiral-adam", 0)["accuracy"] >= 0.87


def test_diabetes_is_partly_explained() -> None:
    """The target has variance 1, and a straight line leaves about half of it."""
    assert last_values("diabetes", 0)["val_loss"] < 0.6
