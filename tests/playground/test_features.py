"""Inputs made of two features: part of the data section, of the model file, and of every prediction."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nntui import parts
from nntui.data import scaling
from nntui.data.formulas import made
from nntui.data.prepare import describe, prepare, to_part
from nntui.errors import DataError, FileError, SpecError
from nntui.model import Model
from nntui.spec import line, overrides, toml
from nntui.spec.formulas import FORMULAS, NAMES, toggled
from nntui.store import modelfile, preparations
from nntui.store.saving import saved_of
from nntui.training import plan
from nntui.training.trainer import Trainer
from nntui.tui.builder import editing, form, outline

parts.load()
ALL = f"features=[{','.join(NAMES)}]"
CIRCLE = "circle {} val=0.5 | dense 4, tanh, dense 1, sigmoid | loss binary_crossentropy | adam | epochs 3 batch 10"


def test_the_seven_inputs_are_the_pages():
    """x, y, their squares, their product, and their sines, in that order."""
    rows = np.array([[0.5, -2.0], [3.0, 0.0]])
    x, y = rows.T

    np.testing.assert_allclose(made(rows, NAMES), np.column_stack([x, y, x**2, y**2, x * y, np.sin(x), np.sin(y)]), atol=1e-15)
    assert made(rows, ()) is rows


def test_inputs_have_names():
    assert describe(line.parse(f"circle {ALL}").data).input_names == (
        "x1",
        "x2",
        "x1^2",
        "x2^2",
        "x1*x2",
        "sin(x1)",
        "sin(x2)",
    )


def test_inputs_of_a_file_carry_its_names(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("age,height,kind\n1,2,a\n3,5,b\n4,4,a\n", encoding="utf-8")
    data = line.parse(f"csv path={path} target=kind features=[x1_x2,sin_x2,x2_squared]").data

    assert describe(data).input_names == ("age*height", "sin(height)", "height^2")
    np.testing.assert_allclose(prepare(data).train.features[:, 0], [2, 15, 16])


@pytest.mark.parametrize("source", ["circle", "spiral", "vertical", "reg-gauss"])
def test_every_set_of_two_features_takes_them(source):
    """The parts hold what the network sees, beside the raw points; the plan counts the inputs."""
    experiment = line.parse(f"{source} {ALL} val=0.2 | dense 3, tanh")
    prepared = prepare(experiment.data)

    assert prepared.train.features.shape[1:] == (7,)
    assert prepared.train.raw.shape[1:] == (2,)
    np.testing.assert_allclose(prepared.train.features, made(prepared.train.raw, NAMES), rtol=1e-6, atol=1e-7)
    assert not plan.problems(experiment, prepared.description)
    assert plan.summary(experiment, prepared.description)[0].parameters == 7 * 3 + 3


def test_scaling_is_fitted_on_the_inputs():
    """Each input of the training part has mean 0 and deviation 1; the validation part is treated alike."""
    prepared = prepare(line.parse(f"circle {ALL} scaling=standard val=0.3").data, dtype="float64")

    np.testing.assert_allclose(prepared.train.features.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(prepared.train.features.std(axis=0), 1, atol=1e-12)
    validation = prepared.validation
    assert validation is not None
    np.testing.assert_array_equal(scaling.to_network(prepared.preparation, validation.raw, "float64"), validation.features)
    np.testing.assert_array_equal(
        to_part(prepared.preparation, validation.raw, validation.targets, "float64")[0], validation.features
    )


@pytest.mark.parametrize("scaled", ["none", "standard"])
def test_a_saved_model_takes_raw_points(tmp_path: Path, scaled: str):
    """Formulas and scaling stand in the model file: prediction takes x1 and x2."""
    trainer = trained(CIRCLE.format(f"{ALL} scaling={scaled}"))
    path = tmp_path / "model.safetensors"
    modelfile.save(path, saved_of(trainer.keep(), trainer.network, trainer.prepared.preparation))
    model = Model.load(path)
    validation = trainer.prepared.validation
    assert validation is not None

    assert model.evaluate(validation.raw, validation.targets)["loss"] == pytest.approx(trainer.evaluate()["val_loss"], rel=1e-6)
    assert model.predict(np.array([[0.0, 0.0]])).shape == (1, 1)
    with pytest.raises(DataError, match="rows of two features"):
        model.predict(np.zeros((2, 7)))


def trained(text: str) -> Trainer:
    """Return the trainer of a one-line spec at its end."""
    experiment = line.parse(text)
    trainer = Trainer(experiment, prepare(experiment.data, experiment.seed, experiment.model.dtype))
    trainer.run()
    return trainer


@pytest.mark.parametrize("wrong", ['"x2_cubed"', '"x1","x2"', ""])
def test_a_file_with_other_formulas_than_the_network_takes_is_refused(wrong):
    preparation = prepare(line.parse("circle features=[x1,x2_squared]").data).preparation
    text, tensors = preparations.encode(preparation)
    assert preparations.decode(text, tensors, (2,), where="f").description == preparation.description

    with pytest.raises(FileError, match="does not fit the network"):
        preparations.decode(text.replace('"x2_squared"', wrong).replace(",]", "]"), tensors, (2,), where="f")


def test_inputs_are_switched_in_the_pages_order():
    """The features are on until something is said; both alone are as good as saying nothing."""
    assert toggled((), "sin_x1") == ("x1", "x2", "sin_x1")
    assert toggled(("x1", "x2", "sin_x1"), "x2_squared") == ("x1", "x2", "x2_squared", "sin_x1")
    assert toggled(("x1", "x2", "sin_x1"), "sin_x1") == toggled(("x1",), "x2") == ()
    assert toggled((), "x1") == ("x2",)


def test_the_builder_switches_them():
    """Among the fields of the split, by choosing from the list as often as one likes."""
    experiment = line.parse("circle")
    for name, shown in (
        ("sin_x1", "x1, x2, sin_x1"),
        ("x1", "x2, sin_x1"),
        ("sin_x1", "x2"),
        ("x1", "both features as they are"),
    ):
        entry = next(entry for entry in form.form(experiment, outline.SPLIT) if entry.path == "data.features")
        assert entry.kind == "several"
        assert name in dict(form.choices(entry))
        experiment = overrides.apply(experiment, entry.path, editing.toggled(entry, name))
        entry = next(entry for entry in form.form(experiment, outline.SPLIT) if entry.path == "data.features")
        assert entry.shown == shown


def test_they_survive_every_form():
    experiment = line.parse(CIRCLE.format("features=[x1,sin_x2] noise=0.2"))

    assert line.parse(line.write(experiment)) == toml.read(toml.write(experiment)) == experiment
    assert experiment.data.features == ("x1", "sin_x2")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("iris features=x1_x2", "data.features: formulas are made of two features"),
        ("circle features=[x1,x1]", "given twice"),
        ("circle features=x1_cubed", "not one of the choices"),
    ],
)
def test_what_cannot_be_is_said(text, words):
    with pytest.raises(SpecError, match=words):
        prepare(line.parse(text).data)


def test_an_overflow_names_the_formula(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("a,b,y\n1e30,2,0.5\n3,5,1.5\n", encoding="utf-8")

    with pytest.raises(DataError, match=r"column 'a\^2'"):
        prepare(line.parse(f"csv path={path} target=y task=regression features=[x1,x1_squared]").data)


def test_formulas_are_what_they_are_named():
    """Each name says its powers and sine."""
    for name, formula in FORMULAS.items():
        assert formula.sine == name.startswith("sin")
        assert (formula.first > 0, formula.second > 0) == ("x1" in name, "x2" in name)
