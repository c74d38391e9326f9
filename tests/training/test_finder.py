"""The learning-rate finder sweeps on a copy and points to where the loss falls."""

import numpy as np
import pytest
from problems import NOISY, bits, experiment, trainer

from nntui.engine.results import drain
from nntui.errors import OutOfRange, SpecError
from nntui.training.finder import Sweep, finding, smooth

CURVED = "iris scaling=standard | dense 8, tanh, dense 3, softmax | sgd | batch 32"


def test_the_rate_rises_by_the_same_factor() -> None:
    sweep = Sweep(low=1e-3, high=10.0, steps=5)

    assert [sweep.rate(update) for update in range(5)] == pytest.approx([1e-3, 1e-2, 1e-1, 1.0, 10.0])


def test_the_suggestion_lies_where_training_goes_well() -> None:
    found = drain(finding(*experiment(CURVED), low=1e-4, high=100.0, steps=200))

    assert 1e-3 < found.suggestion < 5
    assert len(found.rates) == len(found.losses) == len(found.smoothed) <= 200
    tried = trainer(CURVED.replace("sgd", f"sgd {found.suggestion}"))
    tried.run(60)
    assert tried.history["loss"][-1] < 0.8 * tried.history["loss"][0]


def test_it_stops_where_the_loss_explodes() -> None:
    text = "sine | dense 8, relu, dense 1 | sgd lr=0.01"
    found = drain(finding(*experiment(text), low=1e-3, high=1e6, steps=400))

    assert len(found.rates) < 400
    assert np.isfinite(found.smoothed).all()


def test_the_run_does_not_move() -> None:
    run, other = trainer(NOISY), trainer(NOISY)
    run.run(9)
    other.run(9)
    found = drain(finding(run.experiment, run.prepared, run.state, steps=50))

    assert bits(run)["arrays"] == bits(other)["arrays"]
    assert bits(run)["values"] == bits(other)["values"]
    assert len(found.rates) == 50


def test_the_same_sweep_twice_is_the_same() -> None:
    one, other = (drain(finding(*experiment(NOISY), steps=30)) for _ in range(2))

    assert one.losses.tolist() == other.losses.tolist()


def test_it_yields_between_slices() -> None:
    assert [told.done for told in finding(*experiment(NOISY), steps=60)] == list(range(1, 61))


def test_what_cannot_be_swept_is_refused() -> None:
    with pytest.raises(SpecError, match="random_search"):
        drain(finding(*experiment(NOISY.replace("adam lr=0.02 decay=1e-3", "random_search"))))
    with pytest.raises(OutOfRange, match="high"):
        drain(finding(*experiment(NOISY), low=1.0, high=0.1))


def test_smoothing_of_a_constant_is_the_constant() -> None:
    assert smooth(np.full(5, 3.0)).tolist() == pytest.approx([3.0] * 5)
