"""A run that was saved goes on as if nothing had happened."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from nntui.data.prepare import prepare
from nntui.errors import FileError
from nntui.spec import find, toml
from nntui.spec.experiment import Experiment
from nntui.store import modelfile, saving
from nntui.store.modelfile import Saved
from nntui.store.runs import given_folder
from nntui.training import plan
from nntui.training.trainer import Trainer

LINE = "spiral samples=20 classes=3 fresh=30 | dense 8, relu, dropout 0.2, dense 3, softmax | adam lr=0.05 | "


def trained(line: str, epochs: int, start: Saved | None = None) -> Trainer:
    """Train to the end of that many epochs, from the start or from where a file stands."""
    given = find(f"{line} epochs {epochs}") if start is None else start.experiment
    prepared = prepare(given.data, given.seed, given.model.dtype)
    complete: Experiment = plan.complete(given, prepared.description).experiment
    complete = msgspec.structs.replace(complete, training=msgspec.structs.replace(complete.training, epochs=epochs))
    trainer = Trainer(complete, prepared, None if start is None else saving.state_of(start))
    trainer.run()
    return trainer


def saved_of(trainer: Trainer) -> Saved:
    return saving.saved_of(trainer.keep(), trainer.network, trainer.prepared.preparation, metrics=trainer.evaluate())


@pytest.mark.parametrize("training", ["batch_size 16", "batch_size 7 validate_every 3", "batch_size 16 shuffle false", ""])
def test_a_hundred_epochs_and_a_hundred_more_are_two_hundred(tmp_path: Path, training: str) -> None:
    line = LINE + training
    path = tmp_path / "m.safetensors"
    modelfile.save(path, saved_of(trained(line, 10)))

    further = trained(line, 20, modelfile.load(path))
    at_once = trained(line, 20)

    np.testing.assert_array_equal(further.state.parameters, at_once.state.parameters)
    for name, slot in at_once.state.optimizer.slots.items():
        np.testing.assert_array_equal(further.state.optimizer.slots[name], slot)
    np.testing.assert_array_equal(further.history.table(), at_once.history.table())
    assert further.state.step == at_once.state.step


def test_a_run_stopped_within_an_epoch_goes_on_within_it(tmp_path: Path) -> None:
    line = LINE + "batch_size 16"
    given = find(f"{line} epochs 20")
    prepared = prepare(given.data, given.seed, given.model.dtype)
    complete = plan.complete(given, prepared.description).experiment
    trainer = Trainer(complete, prepared)
    trainer.run(steps=10)
    assert trainer.state.cursor
    path = tmp_path / "m.safetensors"
    modelfile.save(path, saved_of(trainer))

    further = trained(line, 20, modelfile.load(path))

    np.testing.assert_array_equal(further.state.parameters, trained(line, 20).state.parameters)


def test_changes_made_while_it_ran_are_in_the_files(tmp_path: Path) -> None:
    trainer = trained(LINE, 5)
    trainer.change("optimizer.learning_rate", 0.01)
    folder = given_folder(tmp_path / "run")
    saving.save_run(folder, saved_of(trainer))

    found = modelfile.load(folder.model)

    assert saving.state_of(found).log == trainer.state.log
    assert saving.state_of(found).marks == trainer.state.marks
    assert toml.read(folder.spec.read_text()).optimizer.learning_rate == 0.01
    assert msgspec.json.decode(folder.log.read_bytes().splitlines()[0])["path"] == "optimizer.learning_rate"


def test_the_figures_stand_in_the_file(tmp_path: Path) -> None:
    trainer = trained(LINE, 5)
    modelfile.save(tmp_path / "m.safetensors", saved_of(trainer))

    assert modelfile.load(tmp_path / "m.safetensors").metrics == trainer.evaluate()


def broken(saved: Saved, **changes: object) -> Saved:
    return msgspec.structs.replace(saved, values={**saved.values, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"epoch": -1},
        {"epoch": 1.5},
        {"epoch": "1"},
        {"step": None},
        {"updates": True},
        {"order": {}},
        {"order": {"state": "x", "increment": "0x1", "has_uint32": 0, "uinteger": 0}},
        {"noise": {"x": {}}},
        {"noise": []},
        {"sums": []},
        {"series": 3},
        {"marks": [{"step": "x"}]},
        {"log": [{"kind": "import"}]},
        {"optimizer": 3},
    ],
    ids=str,
)
def test_a_state_of_training_that_is_none_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(FileError, match="state of training"):
        saving.state_of(broken(saved_of(trained(LINE, 2)), **changes))


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("slots.first", np.zeros(3, np.float32)),
        ("slots.first", np.zeros(51, np.float64)),
        ("history", np.zeros(3)),
        ("history", np.zeros((3, 1))),
        ("history", np.zeros((3, 3, 3))),
        ("steps.points", np.zeros(1)),
        ("steps.span", np.zeros(0, np.int64)),
        ("steps.pending", np.zeros((2, 2))),
    ],
    ids=str,
)
def test_arrays_of_another_state_are_refused(name: str, array: np.ndarray) -> None:
    saved = saved_of(trained(LINE, 2))
    slots = [key for key in saved.arrays if key.startswith("slots.")]
    key = slots[0] if name == "slots.first" else next(found for found in saved.arrays if found.startswith(name))

    with pytest.raises(FileError, match="state of training"):
        saving.state_of(msgspec.structs.replace(saved, arrays={**saved.arrays, key: array}))


def test_a_row_of_metrics_for_every_epoch() -> None:
    trainer = trained(LINE + "validate_every 2", 4)

    header = saving.metrics_header(trainer.history).strip().split(",")
    rows = [line.split(",") for line in saving.metrics_rows(trainer.history).splitlines()]

    assert header == ["epoch", "loss", "accuracy", "val_loss", "val_accuracy", "learning_rate"]
    assert [row[0] for row in rows] == ["1", "2", "3", "4"]
    assert [row[3] == "" for row in rows] == [True, False, True, False]
    np.testing.assert_allclose([float(row[1]) for row in rows], trainer.history["loss"], rtol=1e-9)
    assert saving.metrics_rows(trainer.history, 3) == saving.metrics_rows(trainer.history).splitlines(keepends=True)[3]
    assert saving.metrics_rows(trainer.history, 4) == ""


def test_the_digest_of_parameters_is_over_little_endian_bytes() -> None:
    """SHA-256 of 00 00 80 3f (1.0) and of eight more bytes for the statistic 2.0."""
    digest = saving.parameters_sha256(np.array([1.0], ">f4"), np.array([2.0], "<f8"))

    import hashlib

    assert digest == hashlib.sha256(bytes.fromhex("0000803f") + bytes.fromhex("0000000000000040")).hexdigest()
