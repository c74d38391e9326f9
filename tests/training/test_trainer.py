"""The trainer counts as the design says, and every value has one meaning."""

import math

import numpy as np
import pytest
from problems import NOISY, VALIDATED, WHOLE, experiment, same, trainer

from nntui.errors import InputError, SpecError
from nntui.training.events import Event
from nntui.training.trainer import Trainer


def test_counts_updates_epochs_and_what_is_planned() -> None:
    run = trainer(NOISY)

    assert (run.steps_per_epoch, run.planned_steps) == (4, 24)
    events = [run.step() for _ in range(5)]
    assert events == [Event.STEP, Event.STEP, Event.STEP, Event.EPOCH, Event.STEP]
    assert (run.updates, run.epoch, run.planned_steps) == (5, 1, 24)
    assert list(run)[-1] is Event.FINISHED
    assert (run.updates, run.epoch, run.finished) == (24, 6, True)
    assert run.step() is Event.FINISHED
    assert run.history.epochs == 6


def test_iterating_goes_step_by_step_to_the_end() -> None:
    assert [event.name for event in trainer(NOISY)] == [*(["STEP"] * 3 + ["EPOCH"]) * 6, "FINISHED"]


def test_the_loss_of_an_epoch_is_the_mean_over_samples_of_the_batches_as_trained() -> None:
    run = trainer(NOISY)
    losses, accuracies = [], []
    for _ in range(4):
        run.step()
        values = run.snapshot().values
        losses.append(values["loss"])
        accuracies.append(values["accuracy"])
    weights = np.array([16, 16, 16, 12])

    assert run.history["loss"] == [pytest.approx(np.average(losses, weights=weights), rel=1e-12)]
    assert run.history["accuracy"] == [pytest.approx(np.average(accuracies, weights=weights), rel=1e-12)]


def test_a_whole_batch_is_neither_shuffled_nor_gathered() -> None:
    run = trainer(WHOLE)
    before = run.state.to_parts()[1]["order"]
    run.run(3)

    assert run.state.to_parts()[1]["order"] == before
    assert run.problem.X is run.prepared.train.features
    assert run.history["loss"][0] == pytest.approx(math.log(3), abs=0.2)


def test_without_shuffling_batches_lie_next_to_each_other() -> None:
    run = trainer(NOISY + " shuffle false")
    run.step()
    run.step()

    np.testing.assert_array_equal(run.problem.X, run.prepared.train.features[16:32])


def test_every_sample_is_seen_once_an_epoch_in_a_new_order() -> None:
    run = trainer(NOISY)
    rows = run.prepared.train.features
    orders = []
    for _ in range(2):
        batches = []
        for _ in range(4):
            run.step()
            batches.append(run.problem.X.copy())
        orders.append([int(np.flatnonzero((rows == row).all(axis=1))[0]) for row in np.concatenate(batches)])

    assert len(set(orders[0])) == len(set(orders[1])) >= 58
    assert orders[0] != orders[1]


def test_validation_is_computed_every_so_many_epochs() -> None:
    run = trainer(VALIDATED)
    run.run()
    known = [not math.isnan(value) for value in run.history["val_loss"]]

    assert known == [False, True] * 4 + [False]
    assert len(run.snapshot().curves["val_accuracy"].step) == 4
    assert run.evaluate().keys() == {"loss", "accuracy", "val_loss", "val_accuracy"}


def test_a_snapshot_is_a_copy() -> None:
    run = trainer(WHOLE)
    run.run(5)
    seen = run.snapshot()
    kept = seen.parameters.copy()
    run.run(5)

    assert np.array_equal(seen.parameters, kept)
    assert seen.curves["loss"].step.tolist() == [1, 2, 3, 4, 5]
    assert seen.best["loss"][1] in range(1, 6)
    assert (seen.epoch, seen.planned_epochs, seen.steps_per_epoch) == (5, 50, 1)


def test_seconds_are_those_of_training() -> None:
    run = trainer(WHOLE)
    assert run.stopwatch() == 0.0
    run.run(10)
    after = run.stopwatch()

    assert after > 0
    assert run.stopwatch() == after
    assert run.snapshot().curves["loss"].seconds[-1] <= after


@pytest.mark.parametrize("text", [NOISY, WHOLE, VALIDATED])
def test_the_same_seed_gives_the_same_bits(text: str) -> None:
    one, other, third = trainer(text), trainer(text), trainer(text, seed=1)
    for run in (one, other, third):
        run.run()

    assert same(one, other)
    assert not np.array_equal(one.state.parameters, third.state.parameters)


@pytest.mark.parametrize("text", [NOISY, WHOLE, VALIDATED])
def test_rewinding_gives_the_same_run_again(text: str) -> None:
    run, straight = trainer(text), trainer(text)
    run.run(7)
    run.rewind()
    assert (run.updates, run.epoch) == (0, 0)
    run.run()
    straight.run()

    assert same(run, straight)
    assert run.snapshot().previous["loss"].step[-1] == 7


def test_a_rewind_can_be_taken_back() -> None:
    run, straight = trainer(NOISY), trainer(NOISY)
    run.run(7)
    run.rewind()
    run.change("optimizer.learning_rate", 1.0)
    run.run(3)
    run.undo()
    run.run()
    straight.run()

    assert same(run, straight)
    with pytest.raises(InputError, match="no rewind"):
        run.undo()


def test_a_change_takes_effect_at_the_next_update_and_leaves_a_mark() -> None:
    run = trainer(WHOLE)
    run.run(10)
    run.change("optimizer.learning_rate", "0.125")
    run.run(1)

    assert run.snapshot().values["learning_rate"] == pytest.approx(0.125 / (1 + 1e-3 * 10))
    mark = run.state.marks[0]
    assert (mark.step, mark.path, mark.before, mark.after) == (10, "optimizer.learning_rate", 0.5, 0.125)
    assert mark.text == "learning_rate 0.5 to 0.125"
    assert "velocity" in run.state.optimizer.slots
    assert run.experiment.optimizer.learning_rate == 0.125


def test_a_change_of_the_batch_size_takes_effect_at_the_next_batch() -> None:
    run = trainer(NOISY)
    run.run(2)
    run.change("training.batch_size", 20)
    run.step()
    assert len(run.problem.X) == 20
    assert run.step() is Event.EPOCH
    assert len(run.problem.X) == 8
    assert run.steps_per_epoch == 3


def test_the_whole_set_in_one_batch_comes_with_the_next_epoch() -> None:
    run = trainer(NOISY)
    run.run(1)
    run.change("training.batch_size", "none")

    assert run.step() is Event.EPOCH
    assert len(run.problem.X) == 44
    assert run.step() is Event.EPOCH
    assert len(run.problem.X) == 60


def test_another_optimizer_starts_with_empty_slots_and_the_same_weights() -> None:
    run = trainer(NOISY)
    run.run(3)
    before = run.state.parameters.copy()
    run.change("optimizer", "sgd 0.1")

    assert np.array_equal(run.state.parameters, before)
    assert run.state.optimizer.updates == 0
    run.run()
    assert run.updates == 24


def test_epochs_can_be_added_after_the_end() -> None:
    run = trainer(NOISY)
    run.run()
    run.change("training.epochs", 8)

    assert not run.finished
    run.run()
    assert run.epoch == 8


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("model.layers.0.units", 9, "new start"),
        ("model.dtype", "float64", "new start"),
        ("seed", 4, "new start"),
        ("data.validation", 0.5, "new start"),
        ("data.source.classes", 4, "new start"),
        ("optimizer.learning_rate", -1, "out of range"),
        ("optimizer.lerning_rate", 1, "learning_rate"),
        ("training.batch_size", 0, "out of range"),
    ],
)
def test_what_cannot_change_is_refused_and_changes_nothing(path: str, value: object, words: str) -> None:
    run, straight = trainer(NOISY), trainer(NOISY)
    run.run(3)
    with pytest.raises(SpecError, match=words):
        run.change(path, value)
    run.run()
    straight.run()

    assert same(run, straight)


def test_penalties_and_activations_can_change_live() -> None:
    run = trainer(NOISY)
    run.run(3)
    run.change("model.layers.0.weight_l2", 0.5)
    run.change("model.layers.1", "tanh")
    run.run(2)

    assert run.network.layers[1].catalog_name == "tanh"
    assert (
        run.snapshot().values["loss"]
        > run.network.evaluate(run.problem.bound, run.problem.X, run.problem.y, run.network.workspace())["loss"]
        - run.problem.bound.penalties.value()
    )


def test_a_state_of_another_network_is_refused() -> None:
    other = trainer(WHOLE.replace("dense 8", "dense 9"))

    with pytest.raises(InputError, match="another network"):
        Trainer(*experiment(WHOLE), other.state)


def test_divergence_keeps_the_last_good_weights_and_can_be_left() -> None:
    run = trainer("sine | dense 8, relu, dense 1 | sgd lr=0.01 | epochs 100")
    run.run(5)
    run.change("optimizer.learning_rate", 1e30)
    assert run.run() is Event.DIVERGED
    assert "diverged at step" in run.outcome
    assert run.failure.step == run.updates + 1
    assert np.isfinite(run.state.parameters).all()
    assert not run.finished


def test_no_array_of_a_batch_is_made_in_a_steady_step() -> None:
    import tracemalloc

    run = trainer("digits | dense 8, relu, dense 10, softmax | adam | epochs 50 batch 1000")
    run.run(40)
    tracemalloc.start()
    run.run(5)
    before, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    run.run(10)
    peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()

    assert peak < 1000 * 64 * 4 / 2
