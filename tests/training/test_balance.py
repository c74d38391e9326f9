"""Classes that count the same, however many samples each has."""

import numpy as np
import pytest
from problems import experiment, trainer

from nntui import Model, layers, losses, optimizers
from nntui.errors import DataError
from nntui.training.plan import problems
from nntui.training.trainer import Trainer


def rare(path) -> str:
    """A table of 40 rows of one class and 10 of another."""
    rows = [f"{number / 50},{'rare' if number % 5 == 0 else 'usual'}" for number in range(50)]
    path.write_text("\n".join(["x,kind", *rows]))
    return f"csv path={path} target=kind scaling=standard | dense 2, softmax | sgd lr=0.1"


def test_a_sample_weighs_by_how_many_its_class_has(tmp_path) -> None:
    """`samples / (classes * samples of its class)`: 50 / (2 * 10) and 50 / (2 * 40)."""
    run = trainer(f"{rare(tmp_path / 'rare.csv')} | epochs 1 balance true")
    weights = run._loop.task.train.weights
    classes = run.prepared.train.targets.reshape(-1)

    assert {round(float(weights[classes == one][0]), 12) for one in (0, 1)} == {2.5, 0.625}
    assert weights.sum() == pytest.approx(50)


def test_it_is_what_class_weights_of_the_loss_give(tmp_path) -> None:
    """The same weights, named one by one in the loss."""
    text = rare(tmp_path / "rare.csv")
    balanced = trainer(f"{text} | epochs 20 batch 10 balance true model.dtype=float64")
    counts = np.bincount(balanced.prepared.train.targets.reshape(-1).astype(int))
    named = ",".join(str(25 / count) for count in counts)
    weighed = trainer(
        f"{text} | loss categorical_crossentropy class_weights=[{named}] | epochs 20 batch 10 model.dtype=float64"
    )
    balanced.run()
    weighed.run()

    np.testing.assert_allclose(balanced.state.parameters, weighed.state.parameters, rtol=0, atol=1e-12)


def test_the_rare_class_is_said_more_often(tmp_path) -> None:
    """Where nothing tells the classes apart the larger one is said, unless both count the same."""

    def share(words: str) -> float:
        run = trainer(f"{rare(tmp_path / 'rare.csv')} | epochs 300 {words}")
        run.run()
        network = run.network
        outputs = network.predict(
            network.bind(run.state.parameters, None, run.state.statistics), run.prepared.train.features, network.workspace()
        )
        return float(outputs[:, np.bincount(run.prepared.train.targets.reshape(-1).astype(int)).argmin()].mean())

    assert share("") == pytest.approx(0.2, abs=0.02)
    assert share("balance true") == pytest.approx(0.5, abs=0.02)


def test_it_changes_while_the_run_goes_on(tmp_path) -> None:
    run = trainer(f"{rare(tmp_path / 'rare.csv')} | epochs 9")
    run.run(2)
    assert run._loop.task.train.weights is None
    run.change("training.balance", True)
    assert run._loop.task.train.weights is not None
    run.change("training.balance", False)

    assert run._loop.task.train.weights is None


def test_it_multiplies_the_weights_of_samples() -> None:
    """Samples are counted by their weights, so that a weight of two still equals a row given twice."""
    X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 0, 0, 1])

    def fitted(X, y, weights) -> np.ndarray:
        model = Model(
            [layers.Dense(2), layers.Softmax()],
            (1,),
            loss=losses.CategoricalCrossentropy(),
            optimizer=optimizers.SGD(0.1),
            dtype="float64",
        )
        model.fit(X, y, epochs=5, sample_weight=weights, balance=True)
        return model.get_parameters()["0.weights"]

    twice = fitted(np.vstack([X, X[:1]]), np.append(y, 0), None)
    np.testing.assert_allclose(fitted(X, y, np.array([2.0, 1, 1, 1])), twice, rtol=0, atol=1e-13)


def test_numbers_have_no_classes() -> None:
    """The plan says so, with the place; a model given numbers says so too."""
    made, prepared = experiment("diabetes | dense 4, relu | adam | epochs 1 balance true")
    found = problems(made, prepared.description)
    assert [(error.where, error.layer) for error in found] == [("training.balance", None)]
    assert "Set balance to false" in str(found[0])
    with pytest.raises(DataError, match=r"training\.balance.*classes"):
        Trainer(made, prepared)
