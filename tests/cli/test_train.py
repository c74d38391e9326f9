"""`nntui train`: the files of a run, its figures, and everything that can go wrong with it."""

import csv
import hashlib
import json
import math
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from nntui.cli import headless
from nntui.cli.headless import Every
from nntui.errors import SaveError
from nntui.spec import toml
from nntui.store import atomic, modelfile

SMALL = (
    "spiral samples=10 classes=3 fresh=12 | dense 8, relu, dense 3, softmax | adam lr=0.05 | "
    "epochs 6 batch_size 10 validate_every 2"
)
FIELDS = [
    "loss",
    "accuracy",
    "val_loss",
    "val_accuracy",
    "epochs",
    "steps",
    "seconds",
    "steps_per_second",
    "run",
    "parameters_sha256",
]


def test_a_run_gets_its_files(nntui, tmp_path: Path) -> None:
    out = tmp_path / "new" / "run"
    said = nntui("train", SMALL, "--out", str(out))

    assert said.code == 0
    assert said.out == f"{out}\n"
    assert {"model.safetensors", "spec.toml", "metrics.csv"} <= {file.name for file in out.iterdir()}
    rows = list(csv.DictReader((out / "metrics.csv").read_text().splitlines()))
    assert [row["epoch"] for row in rows] == ["1", "2", "3", "4", "5", "6"]
    assert [row["val_loss"] != "" for row in rows] == [False, True, False, True, False, True]
    assert toml.read((out / "spec.toml").read_bytes()) == modelfile.load(out / "model.safetensors").experiment


def test_the_object_at_the_end(nntui, tmp_path: Path) -> None:
    out = tmp_path / "run"
    said = nntui("train", SMALL, "--out", str(out), "--json")
    told = json.loads(said.out)
    saved = modelfile.load(out / "model.safetensors")

    assert said.out.count("\n") == 1
    assert list(told) == FIELDS
    assert (told["epochs"], told["steps"]) == (6, 18)
    assert told["run"] == str(out)
    assert told["seconds"] > 0
    assert told["steps_per_second"] > 0
    assert told["parameters_sha256"] == hashlib.sha256(saved.parameters.tobytes() + saved.statistics.tobytes()).hexdigest()
    assert {name: told[name] for name in FIELDS[:4]} == saved.metrics


def test_the_figures_are_those_of_the_final_weights(nntui, tmp_path: Path) -> None:
    """Not of the last epoch as it was trained: `evaluate` says the same."""
    out = str(tmp_path / "run")
    told = json.loads(nntui("train", SMALL.replace("relu,", "relu, dropout 0.5,"), "--out", out, "--json").out)
    again = json.loads(nntui("evaluate", out, "--json").out)

    assert told["loss"] == pytest.approx(again["train"]["loss"], rel=1e-6)
    assert told["val_accuracy"] == pytest.approx(again["validation"]["accuracy"])


def test_what_there_is_not_is_null(nntui, tmp_path: Path) -> None:
    told = json.loads(nntui("train", SMALL.replace("fresh=12", ""), "--out", str(tmp_path / "run"), "--json").out)

    assert told["val_loss"] is None
    assert told["val_accuracy"] is None


def test_no_epochs_are_no_failure(nntui, tmp_path: Path) -> None:
    told = json.loads(nntui("train", SMALL, "--set", "training.epochs=0", "--out", str(tmp_path / "run"), "--json").out)

    assert (told["epochs"], told["steps"]) == (0, 0)
    assert math.isfinite(told["loss"])


def digest(nntui, *arguments: str) -> str:
    said = nntui("train", *arguments, "--json")
    assert said.code == 0, said
    return json.loads(said.out)["parameters_sha256"]


def test_the_same_spec_gives_the_same_bits(nntui) -> None:
    first = digest(nntui, SMALL)

    assert digest(nntui, SMALL) == first
    assert digest(nntui, SMALL, "--seed", "0") == first
    assert digest(nntui, SMALL, "--seed", "1") != first


def test_the_seed_of_the_command_line_wins(nntui) -> None:
    assert digest(nntui, SMALL, "--seed", "3", "--set", "seed=4") == digest(nntui, f"{SMALL} seed 3")


def test_values_can_be_set(nntui, tmp_path: Path) -> None:
    out = tmp_path / "run"
    arguments = ("--set", "model.layers.0.units=5", "--set", "optimizer.learning_rate=0.01", "--set", "training.epochs=2")
    nntui("train", SMALL, *arguments, "--out", str(out))
    experiment = toml.read((out / "spec.toml").read_bytes())

    assert experiment.model.layers[0].units == 5
    assert experiment.optimizer.learning_rate == 0.01
    assert experiment.training.epochs == 2


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("nonsense", "section.key=value"),
        ("=", "Received: ''"),
        ("optimizer.learningrate=1", "'learning_rate'"),
        ("optimizer.learning_rate=x", "a number"),
        ("optimizer.learning_rate=1e999", "out of range"),
        ("model.layers.9.units=3", "no item at that position"),
        ("model.layers.0.units=0", "out of range"),
        ("model.layers.0.units=99999999999999999999", "out of range"),
        ("training.epochs=1.5", "whole number"),
        ("training=3", "section"),
        ("a" * 100_000 + "=1", "Allowed: data, model"),
        (".".join("a" * 5_000) + "=1", "too long"),
    ],
    ids=lambda value: value[:40],
)
def test_wrong_settings(refused, setting: str, words: str) -> None:
    assert words in refused("train", SMALL, "--set", setting)


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("spiral | dense 64, relu, dense 4, softmax", "layer"),
        ("spiral | dense 64, relu, dense 3, softmax | loss mean_squared_error", ""),
        ("spiral", "layer"),
        ("csv path=/nowhere.csv | dense 3", "does not exist"),
        ("csv path=/ | dense 3", "folder"),
        ("csv path=/dev/zero | dense 3", "device"),
        ("spiral samples=1000000 classes=1000 | dense 3", ""),
    ],
)
def test_what_does_not_fit_is_refused_before_a_folder_is_made(refused, spec: str, words: str, tmp_path: Path) -> None:
    out = tmp_path / "run"

    assert words in refused("train", spec, "--out", str(out))
    assert not out.exists()


def test_a_run_that_diverges_keeps_its_last_good_weights(nntui, tmp_path: Path) -> None:
    out = tmp_path / "run"
    said = nntui("train", SMALL, "--set", "optimizer=sgd(1e30)", "--out", str(out), "--json")
    told = json.loads(said.out)

    assert said.code == 1
    assert "diverged at step" in said.err.splitlines()[-1]
    assert told["steps"] >= 1
    assert np.isfinite(modelfile.load(out / "model.safetensors").parameters).all()


BEST = r"val_loss has not become better for 2 epochs; the weights of epoch \d+ are back"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("epochs 300 patience 2 best_weights true", BEST),
        ("epochs 300 target_accuracy 0.5", r"val_accuracy is 0\.\d+, and the target was 0\.5"),
        ("epochs 100000000 time_limit 0.05", r"the time limit of 0\.05 s is over"),
    ],
)
def test_why_a_run_ended_early_is_told(nntui, tmp_path: Path, words: str, why: str) -> None:
    """The sentence stands on stderr, before the figures."""
    spec = f"iris validation=0.3 | dense 8, relu | adam lr=0.05 | batch 16 {words}"
    said = nntui("train", spec, "--out", str(tmp_path / "run"))
    told = said.err.splitlines()

    assert said.code == 0
    assert re.fullmatch(f"stopped early: {why}.*", told[-2])
    assert told[-1].startswith("done: ")


def test_a_run_that_came_to_its_end_says_no_reason(nntui, tmp_path: Path) -> None:
    said = nntui("train", "iris | dense 3 | adam | epochs 2", "--out", str(tmp_path / "run"))

    assert "stopped" not in said.err


def test_a_saved_model_is_trained_anew_by_its_spec(nntui, tmp_path: Path) -> None:
    out = str(tmp_path / "run")
    first = json.loads(nntui("train", SMALL, "--out", out, "--json").out)["parameters_sha256"]

    assert digest(nntui, out) == first
    assert digest(nntui, f"{out}/model.safetensors") == first
    assert digest(nntui, f"{out}/spec.toml") == first


@pytest.fixture
def rows_file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text("a,b,kind\n" + "".join(f"{i},{-i},{'xy'[i % 2]}\n" for i in range(20)))
    return path


def test_a_path_in_a_model_file_is_opened_only_when_the_user_names_it(nntui, refused, rows_file: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "run")
    assert nntui("train", f"csv path={rows_file} | dense 4, relu | adam | epochs 2", "--out", out).code == 0

    for arguments in (("train", out), ("train", out, "--set", "training.epochs=1"), ("evaluate", out)):
        assert "never opened by itself" in refused(*arguments)
    assert nntui("train", out, "--set", f"data.source.path={rows_file}").code == 0
    assert nntui("train", f"{out}/spec.toml").code == 0


def test_a_folder_that_cannot_be_made_is_told(refused, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    assert "folder" in refused("train", SMALL, "--out", str(tmp_path / "file" / "run"))


def failing(monkeypatch: pytest.MonkeyPatch, name: str, ending: str) -> None:
    real = getattr(atomic, name)

    def fail(path: object, data: bytes) -> None:
        if str(path).endswith(ending):
            raise SaveError("the file could not be written: No space left on device", where=str(path))
        real(path, data)

    monkeypatch.setattr(atomic, name, fail)


def test_a_full_disk_does_not_end_a_run_before_it_is_over(nntui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of metrics that cannot be written are told once; the model is what counts."""
    failing(monkeypatch, "append", "metrics.csv")
    monkeypatch.setattr(headless, "WRITE_EVERY", 0.0)
    said = nntui("train", SMALL, "--out", str(tmp_path / "run"))

    assert said.code == 0
    assert said.err.count("No space left") == 1
    assert (tmp_path / "run" / "model.safetensors").exists()


def test_a_model_that_cannot_be_written_is_told(nntui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, "replace", ".safetensors")
    said = nntui("train", SMALL, "--out", str(tmp_path / "run"))

    assert said.code == 1
    assert "No space left" in said.err.splitlines()[-1]
    assert said.out == ""


def test_a_folder_that_is_gone_at_the_end_is_replaced_by_another(
    nntui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deleted, renamed, or no longer writable while the run went on."""
    out = tmp_path / "run"
    real = headless.Run.train

    def train_and_delete(self: headless.Run, line: object) -> object:
        event = real(self, line)
        shutil.rmtree(out)
        return event

    monkeypatch.setattr(headless.Run, "train", train_and_delete)
    said = nntui("train", SMALL, "--out", str(out), "--json")
    told = json.loads(said.out)

    assert said.code == 0
    assert "instead" in said.err
    assert told["run"] != str(out)
    assert modelfile.load(Path(told["run"]) / "model.safetensors").values["epoch"] == 6


@pytest.mark.parametrize("out", ["", "  "])
def test_a_folder_without_a_name_is_not_this_folder(refused, out: str) -> None:
    assert "empty" in refused("train", SMALL, "--out", out)


def test_a_run_is_saved_from_time_to_time_which_changes_nothing(nntui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saves = []
    real = headless.Run.save_softly
    with monkeypatch.context() as patched:
        patched.setattr(headless, "SAVE_EVERY", 0.0)
        patched.setattr(headless.Run, "save_softly", lambda self: saves.append(self.trainer.state.step) or real(self))
        first = digest(nntui, SMALL, "--out", str(tmp_path / "run"))

    assert len(saves) > 1
    assert digest(nntui, SMALL, "--out", str(tmp_path / "other")) == first


def test_the_rows_of_an_earlier_run_in_the_folder_are_gone(nntui, tmp_path: Path) -> None:
    out = tmp_path / "run"
    nntui("train", SMALL, "--out", str(out))
    nntui("train", SMALL, "--set", "training.epochs=2", "--out", str(out))

    assert len((out / "metrics.csv").read_text().splitlines()) == 3


def test_work_is_done_when_it_is_due() -> None:
    done: list[str] = []
    every = Every(100.0, ((1.0, lambda: done.append("often")), (10.0, lambda: done.append("seldom"))))

    assert every.next == 101.0
    every.call(101.5)
    assert done == ["often"]
    every.call(111.0)
    assert done[1:] in (["seldom"], ["often", "seldom"])
