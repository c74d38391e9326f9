"""The Playground's recipes: each shows what its line says, and opens in the browser, too."""

from __future__ import annotations

import numpy as np
import pytest

from nntui import parts
from nntui.cli.wanted import seeded
from nntui.data.prepare import prepare
from nntui.spec import address, recipes
from nntui.spec.address_writing import write
from nntui.training.trainer import Trainer

parts.load()
NAMES = ["circle", "gauss", "xor", "product", "spiral", "lasso", "overfit", "regression"]


def trained(name: str, seed: int) -> Trainer:
    experiment = seeded(recipes.read(f"playground-{name}"), seed)
    trainer = Trainer(experiment, prepare(experiment.data, experiment.seed, experiment.model.dtype))
    trainer.run()
    return trainer


def test_all_are_there():
    assert [name for name in recipes.names() if name.startswith("playground-")] == [f"playground-{name}" for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_each_is_an_address(name):
    """Only how long it trains, and its words, stand in no address."""
    recipe = recipes.read(f"playground-{name}")
    written = write(recipe)

    assert address.read(written.address).experiment.model == recipe.model
    assert written.notes in ((), ("an address does not say training.epochs",))


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize(
    ("name", "reached"), [("circle", 0.98), ("gauss", 0.93), ("xor", 0.98), ("product", 0.98), ("lasso", 0.98)]
)
def test_classes_are_told_apart(name, reached, seed):
    assert trained(name, seed).evaluate()["val_accuracy"] >= reached


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_lasso_keeps_the_squares(seed):
    """Five links are dead, and those of the two squares are not."""
    run = trained("lasso", seed)
    weights = run.network.layout.arrays(run.state.parameters)["0.weights"][:, 0]

    assert np.flatnonzero(weights).tolist() == [2, 3]
    assert np.count_nonzero(run.state.optimizer.slots["dead"]) == 5


def test_overfitting_shows():
    run = trained("overfit", 0)
    validation = np.array(run.history["val_loss"])

    assert run.history["loss"][-1] < 0.5 * validation.min()
    assert validation[-1] > 1.2 * validation.min()


def test_the_hills_are_found():
    assert trained("regression", 0).evaluate()["val_loss"] < 0.5 * 0.0439
