"""A model from a file, whoever trained it: predict and evaluate take the rows as the user knows them."""

from pathlib import Path

import numpy as np
import pytest

from nntui import Model, layers, losses
from nntui.data.prepare import prepare
from nntui.errors import FileError, SpecError, StackError
from nntui.spec import line
from nntui.store import modelfile, saving
from nntui.training.trainer import Trainer


def trained(text: str, path: Path) -> Trainer:
    made = line.parse(text)
    run = Trainer(made, prepare(made.data, made.seed, made.model.dtype))
    run.run()
    modelfile.save(path, saving.saved_of(run.keep(), run.network, run.prepared.preparation))
    return run


def test_a_classifier_of_scaled_data_takes_raw_rows(tmp_path: Path) -> None:
    run = trained("iris scaling=standard validation=0.2 | dense 8, relu | adam 0.02 | epochs 60", tmp_path / "iris")
    model = Model.load(tmp_path / "iris")
    part = run.prepared.validation

    assert model.preparation.description.class_names == run.prepared.description.class_names
    figures = model.evaluate(part.raw, part.raw_targets)
    assert figures["accuracy"] == run.evaluate()["val_accuracy"]
    assert figures["loss"] == pytest.approx(run.evaluate()["val_loss"], rel=1e-6)
    assert model.predict(part.raw).shape == (30, 3)
    assert model.history["loss"] == run.history["loss"]


def test_a_regression_is_told_in_the_units_of_the_data(tmp_path: Path) -> None:
    text = "diabetes scaling=standard target_scaling=standard validation=0.2 | dense 8, relu | adam 0.02 | epochs 60"
    run = trained(text, tmp_path / "diabetes")
    model = Model.load(tmp_path / "diabetes")
    part = run.prepared.validation
    predicted = model.predict(part.raw)

    assert np.corrcoef(predicted[:, 0], part.raw_targets[:, 0])[0, 1] > 0.5
    assert abs(predicted.mean() - part.raw_targets.mean()) < 30
    assert model.evaluate(part.raw, part.raw_targets)["loss"] == pytest.approx(run.evaluate()["val_loss"], rel=1e-5)


def test_fit_goes_on_with_raw_rows(tmp_path: Path) -> None:
    text = "iris scaling=standard | dense 8, relu, dropout 0.1 | adam 0.02 | epochs {} batch 32"
    run = trained(text.format(20), tmp_path / "iris")
    whole = trained(text.format(30), tmp_path / "whole")
    model = Model.load(tmp_path / "iris")
    part = run.prepared.train
    history = model.fit(part.raw, part.raw_targets, epochs=10, batch_size=32)

    assert len(history["loss"]) == 10
    assert history["loss"] == pytest.approx(whole.history["loss"][20:], rel=1e-4)


def test_wrong_files_are_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    for name in ("text", "missing"):
        with pytest.raises(FileError):
            Model.load(tmp_path / name)


def test_the_shape_may_be_one_number_and_must_be_whole() -> None:
    flat = Model([layers.Dense(1)], 3, loss=losses.MeanSquaredError())
    assert flat.predict(np.ones((2, 3))).shape == (2, 1)
    for wrong in ("3", (1.5,), (-2,), (), None, (2, 3)):
        with pytest.raises((SpecError, StackError)):
            Model([layers.Dense(1)], wrong, loss=losses.MeanSquaredError())
    with pytest.raises(StackError):
        Model([], (2,), loss=losses.MeanSquaredError())
