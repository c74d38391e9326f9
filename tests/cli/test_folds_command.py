"""`nntui train SPEC --folds N`."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from nntui.cli.columns import columns

SPEC = "iris scaling=standard | dense 6, relu | adam lr=0.02 | epochs 8 batch 16"


def test_a_row_for_each_fold_then_mean_and_deviation(nntui) -> None:
    said = nntui("train", SPEC, "--folds", "3")
    lines = [line.split() for line in said.out.splitlines()]

    assert said.code == 0
    assert lines[0] == ["fold", "rows", "epochs", "loss", "accuracy", "val_loss", "val_accuracy"]
    assert [line[:3] for line in lines[1:4]] == [["1", "50", "8"], ["2", "50", "8"], ["3", "50", "8"]]
    figures = np.array([[float(text) for text in line[3:]] for line in lines[1:4]])
    assert lines[4][0] == "mean"
    assert [float(text) for text in lines[4][1:]] == pytest.approx(figures.mean(axis=0), abs=2e-4)
    assert lines[5][0] == "deviation"
    assert [float(text) for text in lines[5][1:]] == pytest.approx(figures.std(axis=0), abs=2e-4)
    assert "3 folds of 150 rows" in said.err


def test_one_json_object(nntui) -> None:
    said = nntui("train", SPEC, "--folds", "3", "--json")
    told = json.loads(said.out)

    assert said.out.count("\n") == 1
    assert [fold["fold"] for fold in told["folds"]] == [1, 2, 3]
    assert [fold["trained_on"] + fold["rows"] for fold in told["folds"]] == [150] * 3
    for name in ("loss", "accuracy", "val_loss", "val_accuracy"):
        values = [fold[name] for fold in told["folds"]]
        assert told["mean"][name] == pytest.approx(np.mean(values))
        assert told["deviation"][name] == pytest.approx(np.std(values))
    assert json.loads(nntui("train", SPEC, "--folds", "3", "--json").out) == told
    assert json.loads(nntui("train", SPEC, "--folds", "3", "--json", "--seed", "1").out) != told


def test_settings_count_and_nothing_is_saved(nntui) -> None:
    said = nntui("train", "iris", "--folds", "2", "--set", "training.epochs=1")

    assert "note: the folds take the place of the validation part" in said.err
    assert "2 folds of 150 rows, 1 epochs each" in said.err
    assert not Path(os.environ["NNTUI_HOME"]).exists()


def test_what_cannot_be(nntui, refused, tmp_path: Path) -> None:
    assert "Allowed: 2 to 150" in refused("train", SPEC, "--folds", "151")
    assert "--folds" in refused("train", SPEC, "--folds", "1")
    assert "nothing for --out" in refused("train", SPEC, "--folds", "3", "--out", str(tmp_path / "run"))
    assert "fold 1" in refused("train", "sine | dense 1 | sgd lr=1e30 | epochs 9", "--folds", "2", code=1)


def test_columns() -> None:
    assert columns(["name", "a"], [["x", "10"], ["longer", ""]]) == "name     a\nx       10\nlonger"
