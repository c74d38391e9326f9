"""The one-line form: what is understood, and the sentence for each mistake."""

from __future__ import annotations

from typing import Any

import pytest

from nntui.catalog import Component, catalog
from nntui.errors import NntuiError, OutOfRange, SpecError, UnknownName
from nntui.spec import line, overrides, toml
from nntui.spec.overrides import get

DESIGN = (
    "spiral samples=100 classes=3 | dense 64, relu, dropout 0.1, dense 3, softmax | adam lr=0.05 decay=5e-7"
    " | epochs 1000 seed 0"
)


def test_the_line_of_the_design() -> None:
    """The example that says what the form is."""
    read = line.parse(DESIGN)

    assert [layer.catalog_name for layer in read.model.layers] == ["dense", "relu", "dropout", "dense", "softmax"]
    assert get(read, "model.layers.0.units") == 64
    assert get(read, "model.layers.2.rate") == 0.1
    assert get(read, "optimizer.learning_rate") == 0.05
    assert get(read, "optimizer.decay") == 5e-7
    assert read.training.epochs == 1000
    assert line.write(read) == DESIGN.replace(" classes=3", "")


def test_sections_in_any_order() -> None:
    """A section is told by its first word."""
    parts = DESIGN.split(" | ")

    assert line.parse(" | ".join(reversed(parts))) == line.parse(DESIGN)


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("spiral 50", "data.source.samples", 50),
        ("spiral(50,classes=2)", "data.source.classes", 2),
        ("spiral validation=0.2", "data.validation", 0.2),
        ("spiral val=0.2", "data.validation", 0.2),
        ("spiral seed=4", "data.seed", 4),
        ("spiral | seed 4", "seed", 4),
        ("spiral scaling=minmax", "data.scaling", "minmax"),
        ("spiral | batch 32", "training.batch_size", 32),
        ("spiral | batch=32", "training.batch_size", 32),
        ("spiral | batch_size none", "training.batch_size", None),
        ("spiral | shuffle no", "training.shuffle", False),
        ("spiral | epochs 5 | seed 3", "training.epochs", 5),
        ("spiral | name 'a | b, c'", "name", "a | b, c"),
        ('spiral | why "it\'s \\"so\\""', "why", 'it\'s "so"'),
        ("spiral | name a\\ b", "name", "a b"),
        ("spiral | name $'a\\tb\\x41'", "name", "a\tbA"),
        ("spiral | model.dtype=float64", "model.dtype", "float64"),
        ("spiral model.dtype=float64 data.seed=9", "data.seed", 9),
        ("spiral | dense 3 | model.layers.0.units=7", "model.layers.0.units", 7),
        ("digits | conv2d 16 5", "model.layers.0.kernel_size", 5),
        ("digits | conv2d 16 kernel_size=5", "model.layers.0.kernel_size", 5),
        ("digits | conv2d 16 [5,5] strides=[2,2]", "model.layers.0.strides", 2),
        ("digits | reshape 8 8 1, conv2d 16 5", "model.layers.0.target_shape", (8, 8, 1)),
        ("digits | reshape [8,8,1], conv2d 16 5", "model.layers.0.target_shape", (8, 8, 1)),
        ("digits | reshape target_shape=[-1], dense 5", "model.layers.0.target_shape", (-1,)),
        ("spiral | dense 3 l2=0.1", "model.layers.0.weight_l2", 0.1),
        ("spiral | dense units=3", "model.layers.0.units", 3),
        ("spiral | dense 3 init=book_normal(scale=0.5)", "model.layers.0.weight_initializer.scale", 0.5),
        ("spiral | sgd lr = 0.5", "optimizer.learning_rate", 0.5),
        ("spiral | sgd 1.5e-3", "optimizer.learning_rate", 1.5e-3),
        ("spiral | sgd lr=inverse_time(0.05, decay=0.1)", "optimizer.learning_rate.decay", 0.1),
        ("spiral | layers dense 5", "model.layers.0.units", 5),
        ("  spiral|dense 5,relu|epochs   7 ", "training.epochs", 7),
    ],
)
def test_understands(text: str, path: str, expected: Any) -> None:
    """Short names, positions, nesting, quoting, and whole paths."""
    assert get(line.parse(text), path) == expected


def test_loss_and_metrics_with_and_without_their_word() -> None:
    """A loss or metric is told by its own name too."""
    plain = line.parse("spiral | mean_squared_error | accuracy, binary_accuracy")

    assert plain == line.parse("spiral | loss mean_squared_error | metrics accuracy, binary_accuracy")
    assert len(plain.model.metrics) == 2


def test_values_that_must_be_given_are_written_without_their_names() -> None:
    """In their order; a list of numbers as they stand."""
    read = line.parse("digits | reshape [8,8,1], conv2d kernel_size=3 filters=4 strides=2, max_pool2d, dense 10")

    assert "| reshape 8 8 1, conv2d 4 3 strides=2, max_pool2d 2, dense 10 |" in line.write(read)
    assert line.parse(line.write(read)) == read


def test_names_may_be_left_out() -> None:
    """What is shown on a screen need not hold name and why."""
    read = line.parse("spiral | name x why y")

    assert line.write(read).endswith("name x why y")
    assert "name" not in line.write(read, names=False)


def test_numbers_are_short_and_exact() -> None:
    """The shortest digits that give the same number."""
    read = line.parse("spiral | sgd 1.0 decay=0.0000005 | dense 3 l2=1000000.0 l1=0.30000000000000004")

    assert "dense 3 weight_l1=0.30000000000000004 weight_l2=1000000 | sgd lr=1 decay=5e-7" in line.write(read)
    assert line.parse(line.write(read)) == read


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("", SpecError, "section 1: a word is missing"),
        ("|", SpecError, "section 1: a word is missing"),
        ("spiral |", SpecError, "section 2: a word is missing"),
        ("spirl", UnknownName, "Did you mean 'spiral'?"),
        ("dense 3", SpecError, "says no data set"),
        ("spiral | droput 0.1", UnknownName, "section 2: no section begins with this word. Received: 'droput'"),
        ("spiral | dense 3, droput", UnknownName, "section 2, word 'droput'"),
        ("spiral | dense 3 untis=4", UnknownName, "section 2, word 'dense', word 'untis=4'"),
        ("spiral | dense 3 units=4", SpecError, "units is given twice"),
        ("spiral | dense 3 4", SpecError, "section 2, word 'dense', word '4': dense takes no value here without a name"),
        ("digits | conv2d 16 3 2", SpecError, "word '2': conv2d takes no value here without a name"),
        ("digits | conv2d 16", SpecError, "conv2d needs a value for kernel_size"),
        ("digits | conv2d 16 [3,5]", SpecError, "a whole number is needed here. Received: (3, 5)"),
        ("digits | conv2d 16 3 kernel_size=3", SpecError, "kernel_size is given twice"),
        ("digits | reshape 8 target_shape=8", SpecError, "target_shape is given twice"),
        ("digits | reshape 8 8 x", SpecError, "a whole number"),
        ("digits | reshape 8 0", OutOfRange, "this is no shape"),
        ("spiral | relu 3", SpecError, "relu takes no values"),
        ("spiral | dense", SpecError, "section 2, word 'dense': dense needs a value for units"),
        ("spiral | dense x", SpecError, "a whole number"),
        ("spiral | dense '3'", SpecError, "a whole number"),
        ("spiral | dense 3.0", SpecError, "a whole number"),
        ("spiral | dense 0", OutOfRange, "section 2, word 'dense', word '0': the value is out of range. Received: 0"),
        ("spiral | dense 1_0", SpecError, "a whole number"),
        ("spiral | dense ٣", SpecError, "a whole number"),
        ("spiral | dropout nan", OutOfRange, "out of range"),
        ("spiral | sgd 1e999", OutOfRange, "out of range"),
        ("spiral | sgd lr=abc", SpecError, "neither a number nor a name known here"),
        ("spiral | sgd lr=inverse_tim(1)", UnknownName, "Did you mean 'inverse_time'?"),
        ("spiral | dense 3 init=5", SpecError, "an initializer is needed"),
        ("spiral | dense 3 units2=dense(3)", UnknownName, "has no field"),
        ("spiral | dense dense(3)", SpecError, "no component can stand here"),
        ("spiral | dense [3]", SpecError, "not a list"),
        ("spiral | epochs", SpecError, "epochs has no value"),
        ("spiral | epochs seed", SpecError, "section 2, word 'epochs seed'"),
        ("spiral | epochs 1 epochs 2", SpecError, "epochs is given twice"),
        ("spiral data.seed=1 | data.seed=1", SpecError, "'data.seed' is given twice"),
        ("spiral | epochs 1 | epochs=2", SpecError, "epochs is given twice"),
        ("spiral | epochs 1 speed 2", UnknownName, "Did you mean 'seed'?"),
        ("spiral | iris", SpecError, "data is given twice"),
        ("spiral, iris", SpecError, "without commas"),
        ("spiral | dense 3 | dense 4", SpecError, "layers is given twice"),
        ("spiral | dense 3,, relu", SpecError, "section 2, after ',': a word is missing"),
        ("spiral | dense 3, ", SpecError, "a word is missing"),
        ("spiral | dense(3", SpecError, "a ) is missing"),
        ("spiral | dense 3)", SpecError, "never opened"),
        ("spiral | dense(3,)", SpecError, "a value is missing. Received: ')'"),
        ("spiral | layers [dense]", SpecError, "the name of a layer is needed first"),
        ("spiral | layers units=3", SpecError, "the name of a layer is needed first"),
        ("spiral | [dense]", SpecError, "section 2"),
        ("spiral | dense 3 units=", SpecError, "a value is missing"),
        ("spiral | dense (3)", SpecError, "never opened"),
        ("spiral | name 'x", SpecError, "column 15: a quote is not closed"),
        ("spiral | name $'x", SpecError, "a quote is not closed"),
        ("spiral | name x\\", SpecError, "a quote is not closed"),
        ("spiral | name $'\\Uffffffff'", SpecError, "no such character"),
        ("spiral | name \ud800", SpecError, "not UTF-8"),
        ("spiral | model.layers.0.units=3", SpecError, "no item at that position"),
        ("spiral | modl.dtype=float64", UnknownName, "Did you mean 'model'?"),
        ("spiral | optimizer.lr=3", UnknownName, "Did you mean 'learning_rate'?"),
        ("spiral | training=3", UnknownName, "training has no field of that name"),
        ("spiral | " + ", ".join(["relu"] * 300), OutOfRange, "too many layers"),
        ("spiral | dense 3 init=book_normal(" + "f(" * 100, OutOfRange, "too deep"),
        ("x" * 20_001, OutOfRange, "too many characters"),
        ("spiral | dense " + "9" * 500, OutOfRange, "the number is too long"),
        ("spiral | dense " + "9" * 300, OutOfRange, "out of range"),
    ],
)
def test_each_mistake_has_its_sentence(text: str, error: type[SpecError], words: str) -> None:
    """The section and the word, what was received, and what is allowed."""
    with pytest.raises(SpecError) as caught:
        line.parse(text)

    assert type(caught.value) is error
    assert words in str(caught.value)


def test_every_component_is_told_by_its_first_word() -> None:
    """Each name of the catalog that may begin a section is taken for its kind."""
    for kind, section in (("layer", "layers"), ("loss", "loss"), ("metric", "metrics"), ("optimizer", "optimizer")):
        for entry in catalog.entries(kind):
            try:
                read = line.parse(f"spiral | {section} {entry.name}")
            except NntuiError as error:
                assert "needs a value" in str(error), entry.name  # noqa: PT017
            else:
                assert entry.name in line.write(read)


class Odd(Component, frozen=True):
    """A component whose name begins another section."""


def test_a_name_that_begins_another_section() -> None:
    """The section's own word is put before it."""
    for kind, name in (
        ("layer", "seed"),
        ("layer", "iris"),
        ("optimizer", "relu"),
        ("dataset", "epochs"),
        ("loss", "accuracy"),
    ):
        catalog.add(kind, name, type("Odd", (Odd,), {}, frozen=True))
        try:
            odd = catalog.build(kind, name, {})
            paths = {"layer": "model.layers", "optimizer": "optimizer", "dataset": "data.source", "loss": "model.loss"}
            made = overrides.apply(line.parse("spiral | tanh"), paths[kind], (odd,) if kind == "layer" else odd)
            assert line.parse(line.write(made)) == made
        finally:
            catalog.remove(kind, name)


def test_an_unregistered_component_cannot_be_written() -> None:
    """It has no name in a spec."""
    experiment = overrides.apply(line.parse("spiral"), "model.layers", (type("Nameless", (Odd,), {}, frozen=True)(),))

    for write in (line.write, toml.write):
        with pytest.raises(SpecError, match="not registered"):
            write(experiment)
