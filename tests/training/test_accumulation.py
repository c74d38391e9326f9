"""Gradients of several batches make one update together: that of one batch as large as all of them."""

import math

import numpy as np
import pytest
from problems import experiment, same, trainer

from nntui import Model, layers, losses, optimizers
from nntui.errors import Diverged
from nntui.training.plan import complete
from nntui.training.state import TrainState
from nntui.training.trainer import Trainer

DATA = "spiral samples=20 classes=3"
NET = "dense 8 weight_l2=1e-3, tanh, dense 3, softmax"
EXACT = "model.dtype=float64"


def run(optimizer: str, batches: str, network: str = NET) -> Trainer:
    done = trainer(f"{DATA} | {network} | {optimizer} | epochs 5 {batches} {EXACT}")
    done.run()
    return done


@pytest.mark.parametrize("optimizer", ["adam lr=0.02", "sgd lr=0.3 momentum=0.9", "rmsprop lr=0.01 global_clipnorm=0.1"])
@pytest.mark.parametrize(("parts", "whole"), [("batch 8 accumulate 4", "batch 32"), ("batch 7 accumulate 3", "batch 21")])
def test_it_is_the_update_of_a_large_batch(optimizer: str, parts: str, whole: str) -> None:
    """60 samples: the last update of an epoch has fewer, and its last part fewer still."""
    small, large = run(optimizer, parts), run(optimizer, whole)

    assert (small.updates, small.steps_per_epoch) == (large.updates, large.steps_per_epoch)
    np.testing.assert_allclose(small.state.parameters, large.state.parameters, rtol=0, atol=1e-12)
    for name in ("loss", "accuracy"):
        np.testing.assert_allclose(small.history[name], large.history[name], rtol=1e-12)


def test_an_update_has_the_memory_of_one_batch() -> None:
    done = run("sgd lr=0.1", "batch 8 accumulate 4")

    assert done.problem.workspace.current is not None
    assert max(plan.size for plan in done.problem.workspace._plans.values()) == 8


def test_all_batches_of_an_epoch_make_one_update() -> None:
    """More batches than there are: the whole set, as it lies."""
    small, large = run("sgd lr=0.1", "batch 16 accumulate 100"), run("sgd lr=0.1", "")

    assert small.updates == large.updates == 5
    np.testing.assert_allclose(small.state.parameters, large.state.parameters, rtol=0, atol=1e-12)


def test_without_a_batch_size_there_is_nothing_to_put_together() -> None:
    """The whole set is one batch; that is noted, not refused."""
    one, other = run("sgd lr=0.1", "accumulate 3"), run("sgd lr=0.1", "")
    made, prepared = experiment(f"{DATA} | {NET} | adam | epochs 1 accumulate 3")

    np.testing.assert_array_equal(one.state.parameters, other.state.parameters)
    assert complete(made, prepared.description).notes == (
        "accumulate does nothing without a batch_size: the whole set is one batch",
    )


def test_weights_of_samples_count_over_all_parts() -> None:
    """The mean is `sum(w * l) / sum(w)` over the update, also when the parts weigh differently."""
    rng = np.random.default_rng(3)
    X, y, weights = rng.normal(size=(24, 2)), rng.integers(0, 2, 24), rng.uniform(0, 5, 24)

    def fitted(**batches: int) -> np.ndarray:
        model = Model(
            [layers.Dense(2), layers.Softmax()],
            (2,),
            loss=losses.CategoricalCrossentropy(),
            optimizer=optimizers.SGD(0.5),
            dtype="float64",
        )
        model.fit(X, y, epochs=3, shuffle=False, sample_weight=weights, **batches)
        return model.get_parameters()["0.weights"]

    np.testing.assert_allclose(fitted(batch_size=4, accumulate=3), fitted(batch_size=12), rtol=0, atol=1e-13)


def test_a_search_without_gradients_judges_all_parts() -> None:
    small, large = run("random_search", "batch 8 accumulate 4"), run("random_search", "batch 32")

    np.testing.assert_array_equal(small.state.parameters, large.state.parameters)


def test_it_changes_while_the_run_goes_on_and_resumes_to_the_bit() -> None:
    text = f"{DATA} | {NET} | adam lr=0.02 | epochs 6 batch 8 accumulate 2"
    whole, first = trainer(text), trainer(text)
    first.run(5)
    kept = first.keep()
    second = Trainer(first.experiment, first.prepared, TrainState.from_parts(kept.arrays, kept.values))
    for one in (whole, second):
        one.run(8 - one.updates)
        one.change("training.accumulate", 3)
        one.run()

    assert whole.steps_per_epoch == 3
    assert same(whole, second)


def test_a_part_that_is_not_finite_stops_the_update() -> None:
    """Nothing is moved."""
    X = np.zeros((12, 2))
    X[9] = 1e200
    model = Model(
        [layers.Dense(3), layers.Dense(1)],
        (2,),
        loss=losses.MeanSquaredError(),
        optimizer=optimizers.SGD(0.1),
        dtype="float64",
    )
    before = model.get_parameters()["0.weights"]
    with pytest.raises(Diverged):
        model.fit(X, np.zeros((12, 1)), epochs=1, batch_size=4, accumulate=3, shuffle=False)

    np.testing.assert_array_equal(model.get_parameters()["0.weights"], before)
    assert math.isfinite(before.sum())
