"""Other data under the same weights: drawn anew, noisier, more or fewer, points drawn by hand."""

from pathlib import Path

import numpy as np
import pytest
from problems import NOISY, VALIDATED, bits, experiment, same, trainer

from nntui.data.prepare import prepare
from nntui.errors import DataError, SpecError
from nntui.store import modelfile, saving
from nntui.training.replay import replay
from nntui.training.trainer import Trainer

PLANAR = "circle samples=40 validation=0.5 split=last | dense 4, tanh, dense 1, sigmoid | adam 0.05 | epochs 8 batch_size 10"


def test_weights_and_slots_stay_and_the_next_step_has_the_new_points() -> None:
    run = trainer(NOISY)
    run.run(3)
    parameters, slots = run.state.parameters.copy(), {name: slot.copy() for name, slot in run.state.optimizer.slots.items()}
    run.change("data.seed", 1)
    expected = prepare(run.experiment.data, run.experiment.seed)

    assert np.array_equal(run.state.parameters, parameters)
    assert all(np.array_equal(run.state.optimizer.slots[name], slot) for name, slot in slots.items())
    assert np.array_equal(run.prepared.train.features, expected.train.features)
    assert run.evaluate() == Trainer(run.experiment, expected, run.state).evaluate()
    assert (run.updates, run.state.cursor) == (3, 48)


def test_data_are_replaced_and_never_written_into() -> None:
    run = trainer(NOISY)
    before = run.prepared
    kept = before.train.features.copy()
    run.change("data.source.samples", 30)
    run.run()

    assert run.prepared is not before
    assert np.array_equal(before.train.features, kept)
    assert len(run.prepared.train.features) == 90


def test_another_number_of_samples_begins_the_epoch_anew() -> None:
    run = trainer(NOISY)
    run.run(3)
    run.change("data.source.samples", 5)
    assert (run.epoch, run.state.cursor) == (0, 0)
    run.run()

    assert run.epoch == 6
    assert np.isfinite(run.history["loss"]).all()


@pytest.mark.parametrize("text", [NOISY, VALIDATED, PLANAR])
def test_a_run_on_several_data_is_replayed_from_its_log(text: str) -> None:
    run = trainer(text)
    for path, value in (
        ("data.seed", 4),
        ("data.drawn", "0.5 0.5 1"),
        ("data.source.samples", 24),
        ("data.erased", "3 4"),
        ("data.drawn", ""),
        ("optimizer.learning_rate", 0.01),
    ):
        run.run(2)
        run.change(path, value)
    run.run()

    assert same(run, replay(run.experiment, run.prepared, run.state.log))


def test_a_file_goes_on_with_the_new_data(tmp_path: Path) -> None:
    """To the bit, though only the experiment and the state are in it."""
    straight = trainer(PLANAR)
    for run in (straight,):
        run.run(5)
        run.change("data.source.noise", 0.3)
        run.change("data.drawn", "5 5 1; -5 5 0")
        run.run(2)
    modelfile.save(tmp_path / "run", saving.saved_of(straight.keep(), straight.network, straight.prepared.preparation))
    saved = modelfile.load(tmp_path / "run")
    loaded = Trainer(saved.experiment, prepare(saved.experiment.data, saved.experiment.seed), saving.state_of(saved))
    straight.run()
    loaded.run()

    assert same(straight, loaded)


def test_an_undone_rewind_goes_on_with_its_own_data() -> None:
    run, straight = trainer(NOISY), trainer(NOISY)
    for one in (run, straight):
        one.run(3)
    run.rewind()
    run.change("data.seed", 5)
    run.run(2)
    run.undo()
    for one in (run, straight):
        one.run()

    assert same(run, straight)


def test_the_best_epoch_of_other_data_is_forgotten() -> None:
    run = trainer(f"{VALIDATED} patience 2 best_weights true")
    run.run(4)
    assert run.state.best_value is not None
    run.change("data.seed", 9)

    assert run.state.best_value is None


def test_marks_say_what_it_was_and_points_one_after_the_other_are_one_mark() -> None:
    run = trainer(NOISY)
    run.change("data.seed", 1)
    run.run(1)
    run.change("data.drawn", "0.5 0.5 1")
    run.run(1)
    run.change("data.drawn", "0.5 0.5 1; 0.1 0.1 0; 0.2 0.2 0")
    run.change("data.erased", "5")
    marks = [(mark.step, mark.text) for mark in run.state.marks]

    assert marks == [(0, "data seed 0 to 1"), (1, "3 points drawn"), (2, "1 row rubbed out")]
    assert [entry.step for entry in run.state.log] == [0, 1, 2, 2]


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("data.source.classes", 4, "new start"),
        ("data.source", "iris", "new start"),
        ("data.features", ("x1",), "new start"),
        ("data.scaling", "standard", "new start"),
        ("data.drawn", "1 1", "three numbers"),
        ("data.drawn", "1 1 7", "no class of that number"),
        ("data.source.samples", 1, "out of range"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(path: str, value: object, words: str) -> None:
    run, straight = trainer(NOISY), trainer(NOISY)
    run.run(3)
    with pytest.raises((SpecError, DataError), match=words):
        run.change(path, value)
    run.run()
    straight.run()

    assert bits(run) == bits(straight)


def test_a_set_without_randomness_is_not_drawn_anew() -> None:
    """The seed of a sine changes nothing, nor does that of a line without noise."""
    for text in ("sine samples=20", "line samples=20"):
        run = Trainer(*experiment(f"{text} | dense 4, tanh, dense 1 | adam 0.05 | epochs 3"))
        with pytest.raises(SpecError, match="the same samples at every seed"):
            run.change("data.seed", 1)
        assert not run.state.log


def test_measured_data_take_no_other_draw() -> None:
    """A seed changes nothing there, and points need two features."""
    run = Trainer(*experiment("iris | dense 4, relu | adam 0.05 | epochs 3"))
    with pytest.raises(DataError, match="two features"):
        run.change("data.drawn", "1 1 0")
