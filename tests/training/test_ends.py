"""Training ends early when patience is over, a target is met or time is up, and can go on after that."""

import math

import numpy as np
import pytest
from problems import experiment, same, trainer

from nntui.errors import OutOfRange, SpecError, UnknownName
from nntui.training.events import Event
from nntui.training.replay import replay
from nntui.training.state import TrainState
from nntui.training.trainer import Trainer

BATCHES = "iris validation=0.3 | dense 8, relu, dropout 0.1, dense 3, softmax | adam lr=0.05 | batch 16"
EARLY = BATCHES + " epochs 500 patience 4 best_weights true"


def test_patience_ends_training_and_puts_the_best_weights_back() -> None:
    run = trainer(EARLY)
    run.run()
    losses = run.history["val_loss"]
    best = int(np.argmin(losses))

    assert run.finished
    assert run.epoch == best + 1 + 4 < 500
    assert (
        run.outcome == f"stopped early: val_loss has not become better for 4 epochs; the weights of epoch {best + 1} are back"
    )
    assert run.evaluate()["val_loss"] == losses[best]
    assert run.step() is Event.FINISHED


def test_the_best_weights_are_those_that_were_measured_where_an_average_predicts() -> None:
    """With `ema_momentum` validation is that of the average: it is what comes back, not the parameters of that moment."""
    run = trainer(EARLY.replace("lr=0.05", "lr=0.05 ema_momentum=0.9"))
    run.run()
    losses = run.history["val_loss"]
    best = int(np.nanargmin(losses))

    assert f"the weights of epoch {best + 1} are back" in run.outcome
    assert run.evaluate()["val_loss"] == pytest.approx(losses[best], rel=1e-5)
    np.testing.assert_allclose(run.snapshot().parameters, run.state.parameters, rtol=1e-5, atol=1e-7)
    assert losses[-1] > losses[best] * 1.0001


def test_a_gain_below_the_minimum_change_does_not_count() -> None:
    run = trainer(BATCHES + " epochs 500 patience 3 min_change 0.05 monitor loss")
    run.run()
    losses = run.history["loss"]
    best, since = losses[0], 0
    for value in losses[1:]:
        if best - value > 0.05:
            best, since = value, 0
        else:
            since += 1

    assert since == 3
    assert "loss has not become better for 3 epochs" in run.outcome


def test_patience_counts_epochs_also_when_validation_is_rare() -> None:
    run = trainer(EARLY + " validate_every 3")
    run.run()
    known = [(value, epoch) for epoch, value in enumerate(run.history["val_loss"], start=1) if not math.isnan(value)]

    assert run.epoch % 3 == 0
    assert run.epoch - min(known)[1] >= 4


@pytest.mark.parametrize(
    ("words", "series", "met"),
    [
        ("target_accuracy 0.9", "val_accuracy", lambda value: value >= 0.9),
        ("target_loss 0.3", "val_loss", lambda value: value <= 0.3),
    ],
)
def test_a_target_ends_training(words: str, series: str, met) -> None:
    run = trainer(f"{BATCHES} epochs 500 {words}")
    run.run()
    values = run.history[series]

    assert [met(value) for value in values] == [False] * (len(values) - 1) + [True]
    assert f"{series} is" in run.outcome


def test_without_a_validation_part_the_training_part_is_watched() -> None:
    run = trainer("iris | dense 3, softmax | adam lr=0.05 | epochs 500 target_accuracy 0.8")
    run.run()

    assert run.history["accuracy"][-1] >= 0.8 > max(run.history["accuracy"][:-1])


@pytest.mark.parametrize("batch", ["", " batch 16"])
def test_a_time_limit_ends_training_at_a_step(batch: str) -> None:
    run = trainer("iris | dense 3, softmax | adam | epochs 100000000 time_limit 0.05" + batch)
    run.run()

    assert run.finished
    assert 0.05 < run.stopwatch() < 5
    assert "time limit of 0.05 s" in run.outcome
    run.change("training.time_limit", None)
    run.change("training.epochs", run.epoch + 2)
    run.run()
    assert run.epoch == run.experiment.training.epochs


def test_more_can_be_trained_after_an_early_end() -> None:
    run = trainer(EARLY)
    run.run()
    ended = run.epoch
    run.change("optimizer.learning_rate", 0.01)

    assert not run.finished
    run.run()
    assert run.epoch >= ended + 4


def test_an_early_end_survives_a_cut() -> None:
    run, straight = trainer(EARLY), trainer(EARLY)
    straight.run()
    run.run((straight.epoch - 2) * run.steps_per_epoch + 3)
    kept = run.keep()
    again = Trainer(kept.experiment, run.prepared, TrainState.from_parts(kept.arrays, kept.values))
    again.run()

    assert same(again, straight)
    ended = straight.keep()
    loaded = Trainer(ended.experiment, run.prepared, TrainState.from_parts(ended.arrays, ended.values))
    assert loaded.finished
    assert loaded.outcome == straight.outcome


def test_a_series_that_will_not_be_there_is_refused() -> None:
    made, prepared = experiment("iris | dense 3, softmax | adam | epochs 5 patience 2 monitor val_loss")
    with pytest.raises(UnknownName, match=r"training\.monitor.*auto, loss, accuracy"):
        Trainer(made, prepared)
    run, straight = trainer("iris | dense 3, softmax | adam | epochs 5"), trainer("iris | dense 3, softmax | adam | epochs 5")
    run.run(2)
    with pytest.raises(UnknownName, match="accuracy"):
        run.change("training.monitor", "acuracy")
    run.run()
    straight.run()
    assert same(run, straight)


def test_a_target_that_no_metric_can_meet_is_refused_at_its_own_place() -> None:
    made, prepared = experiment("iris | dense 3, softmax | adam | metrics f1 | epochs 5 target_accuracy 0.5")
    with pytest.raises(SpecError, match=r"training\.target_accuracy: the run has no accuracy"):
        Trainer(made, prepared)


def test_values_out_of_range_are_refused() -> None:
    run = trainer(EARLY)
    for name, value in (("patience", 0), ("min_change", -1), ("target_accuracy", 2), ("time_limit", 0)):
        with pytest.raises(OutOfRange, match=name):
            run.change(f"training.{name}", value)


@pytest.mark.parametrize("batch", ["", " batch 16"])
def test_a_run_that_time_ended_can_be_done_again(batch: str) -> None:
    run = trainer("iris | dense 3, softmax | adam | epochs 100000000 patience 3 min_change 1e-5 time_limit 0.03" + batch)
    run.run()
    run.change("training.time_limit", None)
    run.change("training.epochs", run.epoch + 20)
    run.run()
    again = replay(run.experiment, run.prepared, run.state.log)

    assert np.array_equal(again.state.parameters, run.state.parameters)
    assert again.updates == run.updates
    assert again.history["loss"] == run.history["loss"]
