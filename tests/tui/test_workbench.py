"""The workbench without a terminal: data, plans, runs, edits while a run goes on, saving and opening."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from bench import SMALL, wait, workbench
from stand_in import Services

from nntui.errors import DataError, InputError, StackError
from nntui.spec import line, overrides
from nntui.store import modelfile
from nntui.training.messages import Change, Epochs, Pause, Play, Rewind, Steps
from nntui.tui.builder import edits
from nntui.tui.keeping import Opened
from nntui.tui.workbench import Workbench


def done(bench: Workbench) -> bool:
    return not bench.ordered and bench.snapshot is not None and bench.snapshot.status != "running"


def order(bench: Workbench, *orders: object) -> None:
    for one in orders:
        bench.play(one)  # type: ignore[arg-type]
        wait(bench, lambda: done(bench))


def test_play_before_the_data_are_there_plays_when_they_are() -> None:
    """An order given too early is carried out when there is a run."""
    bench = workbench(ready=False)
    bench.play(Steps(3))
    wait(bench, lambda: bench.steps_done == 3)
    bench.close()


def test_broken_data_are_a_sentence_and_refuse_play() -> None:
    """What is wrong with the data is said, and play says it again."""
    services = Services()
    services.broken_data = DataError("the file is empty", where="x.csv")
    bench = workbench(services=services)

    assert bench.data_error == "x.csv: the file is empty."
    with pytest.raises(InputError, match="the file is empty"):
        bench.play()


def test_a_broken_stack_refuses_play() -> None:
    """Play raises the first problem and gives no order."""
    services = Services()
    services.wrong = [StackError("it does not fit", layer=1, advice="Change it.")]
    bench = workbench(services=services)
    with pytest.raises(StackError, match="it does not fit"):
        bench.play()

    assert Play() not in services.the_runner.orders


def test_a_live_value_goes_to_the_run_and_keeps_it() -> None:
    """A new learning rate is a change of the run at its step; nothing starts anew."""
    bench = workbench()
    order(bench, Epochs(5))
    run = bench.run
    bench.edit(overrides.apply(bench.experiment, "optimizer.learning_rate", 0.5))
    wait(bench, lambda: not bench.ordered and bench.run is not run)

    assert bench.steps_done == 5
    assert not bench.stale
    assert bench.run is not None
    assert bench.run.experiment.optimizer.learning_rate == 0.5  # type: ignore[attr-defined]
    assert bench.snapshot is not None
    assert [mark.path for mark in bench.snapshot.marks] == ["optimizer.learning_rate"]
    bench.close()


def test_a_change_in_the_run_shows_in_the_experiment() -> None:
    """What Train changes stands in Build, in the one line, and can be undone there."""
    bench = workbench()
    order(bench, Epochs(2))
    bench.send(Change("optimizer.learning_rate", 0.25))
    wait(bench, lambda: "lr=0.25" in line.write(bench.experiment))
    bench.undo()
    wait(bench, lambda: not bench.ordered)
    bench.poll()

    assert bench.run is not None
    assert bench.run.experiment.optimizer.learning_rate == 0.02  # type: ignore[attr-defined]
    bench.close()


def test_a_change_in_the_run_is_shown_where_the_layer_stands_on_the_screen() -> None:
    """The run has a reshape before the first layer that the experiment on the screen has not."""
    bench = workbench("digits | conv2d 2 3, relu, dropout 0.1, flatten | epochs 50 batch_size 500")
    order(bench, Epochs(1))
    assert [layer.catalog_name for layer in bench.run.experiment.model.layers][:4] == ["reshape", "conv2d", "relu", "dropout"]
    bench.send(Change("model.layers.3.rate", 0.25))
    wait(bench, lambda: "dropout 0.25" in line.write(bench.experiment))
    bench.send(Change("model.layers.5.weight_l2", 0.5))
    wait(bench, lambda: bench.run.experiment.model.layers[5].weight_l2 == 0.5)

    assert line.write(bench.experiment).split(" | ")[1] == "conv2d 2 3, relu, dropout 0.25, flatten"
    bench.close()


def test_more_units_are_a_new_start_that_is_said_first() -> None:
    """The run stays until play; the first play says what would be lost, the second starts anew and leaves a pale line."""
    bench = workbench()
    order(bench, Epochs(5))
    bench.edit(overrides.apply(bench.experiment, "model.layers.0.units", 9))

    assert bench.stale
    assert "new start" in bench.take_messages()[0][0]
    assert bench.play(Steps(1)) is False
    assert "5 steps are not saved" in bench.take_messages()[0][0]
    assert bench.steps_done == 5
    bench.play(Steps(1))
    wait(bench, lambda: bench.run is not None and bench.run.number == 2 and bench.steps_done == 1)
    assert len(bench.previous["loss"].step) == 5
    bench.close()


def test_before_the_first_step_an_edit_just_makes_another_run() -> None:
    """Nothing is asked while nothing was trained."""
    bench = workbench()
    bench.edit(edits.add(bench.experiment, 1, edits.new_component("layer", "tanh")))
    wait(bench, lambda: bench.run is not None and len(bench.run.experiment.model.layers) == 5)

    assert bench.take_messages() == []
    bench.close()


def test_only_the_last_of_two_data_sets_counts() -> None:
    """Data that come for an experiment that is gone are dropped."""
    bench = workbench(ready=False)
    bench.edit(edits.with_data_set(bench.experiment, edits.new_component("dataset", "iris")))
    wait(bench, lambda: bench.prepared is not None)

    assert bench.description is not None
    assert bench.description.name == "iris"
    bench.close()


def test_what_would_be_lost_is_told_in_words() -> None:
    """Nothing at first; steps and edits after; nothing once they are saved."""
    bench = workbench()
    assert bench.keeping.would_be_lost() == []
    order(bench, Epochs(7))
    bench.edit(overrides.apply(bench.experiment, "name", "mine"))

    assert bench.keeping.would_be_lost() == ["7 steps of training", "changes to the experiment"]
    assert bench.dirty
    bench.close()


def test_rewinding_a_saved_run_loses_nothing(tmp_path: Path) -> None:
    """After a save and a rewind there is nothing that is not in the file."""
    bench = workbench()
    order(bench, Epochs(3))
    saved: list[bool] = []
    bench.keeping.save(tmp_path / "a.safetensors", lambda: saved.append(True))
    wait(bench, lambda: saved)
    assert bench.keeping.would_be_lost() == []
    order(bench, Rewind())

    assert bench.steps_done == 0
    assert bench.keeping.would_be_lost() == []
    bench.close()


DROPOUT = "spiral samples=20 | dense 8, relu, dropout 0.1, dense 3, softmax | adam lr=0.02 | epochs 200 batch_size 16 seed 3"


def test_saved_and_opened_training_gives_the_same_bits(tmp_path: Path) -> None:
    """20 epochs, save, open elsewhere, 20 more: the bits of 40 at once, with Adam, shuffle and dropout; curves too."""
    path = tmp_path / "half.safetensors"
    first = workbench(DROPOUT)
    order(first, Epochs(20))
    finished: list[bool] = []
    first.keeping.save(path, lambda: finished.append(True))
    wait(first, lambda: finished)
    first.close()
    saved = modelfile.load(path)
    second = Workbench(line.parse(SMALL))
    second.set_pace(None)
    second.take(Opened(saved.experiment, path, saved))
    second.open()
    wait(second, lambda: second.run is not None)
    assert second.snapshot is not None
    assert (second.snapshot.epoch, second.dirty) == (20, False)
    assert len(second.snapshot.curves["loss"].step) > 20
    order(second, Epochs(20))
    whole = workbench(DROPOUT)
    order(whole, Epochs(40))

    assert whole.snapshot is not None
    np.testing.assert_array_equal(second.snapshot.parameters, whole.snapshot.parameters)
    second.close()
    whole.close()


def test_saving_while_it_trains_does_not_disturb(tmp_path: Path) -> None:
    """Saves and pauses in the middle leave the bits as they are."""
    bench = workbench(DROPOUT)
    bench.play()
    finished: list[bool] = []
    for number in range(3):
        bench.keeping.save(tmp_path / f"{number}.safetensors", lambda: finished.append(True))
        wait(bench, lambda count=number: len(finished) == count + 1)  # type: ignore[misc]
        bench.send(Pause())
        wait(bench, lambda: not bench.ordered)
        bench.play()
    wait(bench, lambda: bench.snapshot is not None and bench.snapshot.status == "finished")
    whole = workbench(DROPOUT)
    order(whole, Epochs(200))

    assert bench.snapshot is not None
    assert whole.snapshot is not None
    np.testing.assert_array_equal(bench.snapshot.parameters, whole.snapshot.parameters)
    bench.close()
    whole.close()


def test_an_experiment_alone_is_saved_as_toml(tmp_path: Path) -> None:
    """A name ending in .toml saves what is on the screen, also when it cannot be trained."""
    bench = workbench("spiral | dense 7, softmax | adam | epochs 3")
    finished: list[bool] = []
    bench.keeping.save(tmp_path / "new" / "broken.toml", lambda: finished.append(True))
    wait(bench, lambda: finished)
    with pytest.raises(InputError, match="no network to save"):
        bench.keeping.save(tmp_path / "broken.safetensors", lambda: None)
    opened: list[Opened] = []
    bench.keeping.read(tmp_path / "new" / "broken.toml", opened.append, lambda error: pytest.fail(str(error)))
    wait(bench, lambda: opened)

    assert opened[0].experiment == bench.experiment
    bench.close()


def test_a_save_that_fails_says_so_and_training_goes_on(tmp_path: Path) -> None:
    """A folder in the way is a sentence; nothing is noted as saved."""
    bench = workbench()
    order(bench, Epochs(2))
    (tmp_path / "taken.safetensors").mkdir()
    bench.keeping.save(tmp_path / "taken.safetensors", lambda: pytest.fail("nothing was saved"))
    said: list[tuple[str, str]] = []
    wait(bench, lambda: said.extend(bench.take_messages()) or said)

    assert said[0][0].startswith("Not saved:")
    assert said[0][1] == "bad"
    assert bench.dirty
    order(bench, Epochs(1))
    assert bench.steps_done == 3
    bench.close()


def test_a_path_inside_a_model_is_not_opened_until_the_user_says_so(tmp_path: Path) -> None:
    """The data of a model from a CSV wait for the user; shapes are known from the file."""
    table = tmp_path / "own.csv"
    table.write_text("a,b,kind\n" + "".join(f"{row},{row * row % 7},{'xy'[row % 2]}\n" for row in range(40)))
    first = workbench(f"csv path={table} target=kind | dense 4, relu, dense 1, sigmoid | adam | epochs 5")
    order(first, Epochs(2))
    finished: list[bool] = []
    first.keeping.save(tmp_path / "csv.safetensors", lambda: finished.append(True))
    wait(first, lambda: finished)
    first.close()
    saved = modelfile.load(tmp_path / "csv.safetensors")
    bench = Workbench(line.parse(SMALL))
    bench.take(Opened(saved.experiment, tmp_path / "csv.safetensors", saved))
    bench.open()

    assert str(table) in bench.data_error
    assert bench.prepared is None
    assert bench.summary[0].parameters == 12
    bench.allow_path("data.source.path")
    wait(bench, lambda: bench.run is not None)
    assert bench.snapshot is not None
    assert bench.snapshot.epoch == 2
    bench.close()


def test_the_run_is_saved_into_its_folder_when_the_program_must_end() -> None:
    """Called at the end: a run's folder with model, spec and log; nothing when nothing would be lost."""
    bench = workbench()
    assert bench.keeping.save_into_run_folder(1.0) is None
    bench.play()
    wait(bench, lambda: bench.steps_done > 5)
    folder, _ = bench.keeping.save_into_run_folder(1.0)

    assert folder is not None
    assert {"model.safetensors", "spec.toml"} <= {path.name for path in folder.iterdir()}
    bench.close()


def test_a_run_that_rests_goes_on_and_obeys() -> None:
    """While somebody types the run rests for a moment; it goes on by itself, and an order is carried out at once."""
    bench = workbench("spiral samples=20 | dense 8, relu, dense 3, softmax | adam | epochs 100000000 seed 0")
    bench.hush()
    bench.play()
    wait(bench, lambda: bench.steps_done > 10)
    bench.hush()
    before = bench.steps_done
    wait(bench, lambda: bench.steps_done > before + 1000)
    bench.hush()
    order(bench, Pause())

    assert bench.snapshot is not None
    assert bench.snapshot.status == "paused"
    bench.close()


def test_a_change_while_it_trains_is_in_the_file_that_is_saved(tmp_path: Path) -> None:
    """After a save nothing would be lost: what the run has taken up is in the file."""
    bench = workbench()
    order(bench, Epochs(2))
    bench.send(Change("optimizer.learning_rate", 0.25))
    wait(bench, lambda: "lr=0.25" in line.write(bench.experiment))
    saved: list[bool] = []
    bench.keeping.save(tmp_path / "a.safetensors", lambda: saved.append(True))
    wait(bench, lambda: saved)

    assert bench.keeping.would_be_lost() == []
    assert modelfile.load(tmp_path / "a.safetensors").experiment.optimizer.learning_rate == 0.25  # type: ignore[attr-defined]
    bench.close()


def test_what_is_asked_before_it_is_open_is_answered_when_it_is() -> None:
    """Somebody types ctrl+o faster than the program starts; what was dropped meanwhile is not asked."""
    bench = Workbench(line.parse(SMALL))
    answers: list[str] = []
    bench.ask(lambda: "yes", answers.append)
    dropped = bench.ask(lambda: "no", answers.append)
    bench.jobs.cancel(dropped)
    assert bench.jobs.working
    assert not bench.poll()
    bench.open()
    wait(bench, lambda: bench.run is not None and bool(answers))

    assert answers == ["yes"]
    bench.close()
