"""Values by path: setting, reading, and which may change while a run goes on."""

from __future__ import annotations

from typing import Any

import pytest

from nntui import parts
from nntui.errors import OutOfRange, SpecError, UnknownName
from nntui.spec import line, overrides

parts.load()

START = line.parse(
    "spiral | dense 8, relu, dropout 0.1, dense 3, softmax | adam lr=inverse_time(0.05,decay=0.1) | epochs 10 batch 4"
)


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("seed", "3", 3),
        ("name", "a 'b' | c", "a 'b' | c"),
        ("training.epochs", "25", 25),
        ("training.batch_size", "none", None),
        ("training.shuffle", "false", False),
        ("model.dtype", "float64", "float64"),
        ("data.source.samples", "7", 7),
        ("data.validation", "0.25", 0.25),
        ("model.layers.0.units", "32", 32),
        ("model.layers.2.rate", ".5", 0.5),
        ("optimizer.learning_rate", "0.01", 0.01),
        ("optimizer.learning_rate.decay", "1e-3", 1e-3),
        ("optimizer.beta_1", "0", 0.0),
    ],
)
def test_a_text_is_read_by_the_fields_types(path: str, text: str, expected: Any) -> None:
    """And nothing else is changed."""
    changed = overrides.apply(START, path, text)

    assert overrides.get(changed, path) == expected
    assert type(overrides.get(changed, path)) is type(expected)
    assert overrides.apply(changed, path, overrides.get(START, path)) == START


@pytest.mark.parametrize(
    ("path", "text", "spec"),
    [
        ("optimizer", "sgd 1", "sgd 1"),
        ("optimizer", "sgd(1)", "sgd 1"),
        ("optimizer", "sgd", "sgd"),
        ("data.source", "iris", "iris"),
        ("model.loss", "mean_squared_error", "loss mean_squared_error"),
        ("model.layers", "dense 5, tanh", "dense 5, tanh"),
        ("model.layers", "[dense(5),tanh]", "dense 5, tanh"),
        ("model.layers", "tanh", "tanh"),
        ("model.metrics", "accuracy", "metrics accuracy"),
    ],
)
def test_components_as_text(path: str, text: str, spec: str) -> None:
    """A component, or several, as in one line."""
    data = "" if path == "data.source" else "spiral | "

    assert overrides.get(overrides.apply(START, path, text), path) == overrides.get(line.parse(data + spec), path)


def test_one_layer_may_be_replaced() -> None:
    """A position of a list takes a component."""
    changed = overrides.apply(START, "model.layers.1", "tanh")

    assert [layer.catalog_name for layer in changed.model.layers] == ["dense", "tanh", "dropout", "dense", "softmax"]


@pytest.mark.parametrize(
    ("path", "value", "error", "words"),
    [
        ("optimzer.decay", "1", UnknownName, "Did you mean 'optimizer'?"),
        ("optimizer.lr", "1", UnknownName, "Did you mean 'learning_rate'?"),
        ("training.epoch", "1", UnknownName, "Did you mean 'epochs'?"),
        ("model.layers.9.units", "1", SpecError, "no item at that position. Received: '9'. Allowed: 0 to 4"),
        ("model.layers.-1.units", "1", SpecError, "no item at that position"),
        ("model.layers.x", "1", SpecError, "no item at that position"),
        ("model.layers.٣", "1", SpecError, "no item at that position"),
        ("model.layers.0.units.x", "1", SpecError, "nothing inside this value"),
        ("model.layers.0.untis", "1", UnknownName, "model.layers.0.untis: dense has no field of that name"),
        ("model.layers.0.units", "0", OutOfRange, "model.layers.0.units: the value is out of range"),
        ("model.layers.0.units", "many", SpecError, "a whole number"),
        ("model.layers.0.units", "1 2", SpecError, "one value is needed"),
        ("model.layers.0.units", "1|2", SpecError, "one value is needed"),
        ("model.layers.0.units", "", SpecError, "model.layers.0.units: a word is missing"),
        ("model.layers.0.units", 1.5, SpecError, "a whole number"),
        ("model.layers.0.units", True, SpecError, "a whole number"),
        ("model.layers.0.units", None, SpecError, "a whole number"),
        ("model.layers", "dropt", UnknownName, "Did you mean 'dropout'?"),
        ("model.dtype", "float16", UnknownName, "float32, float64"),
        ("optimizer.decay", "0.5", SpecError, "optimizer.decay: a schedule and a decay cannot both be given"),
        ("training", "3", SpecError, "this is a section"),
        ("", "3", UnknownName, "there is no such key here"),
        ("seed", "-1", OutOfRange, "at least 0"),
        (".".join(["a"] * 50), "1", SpecError, "too long"),
        ("a" * 100_000, "1", UnknownName, "no such key"),
        ("\x1b]0;x\x07.y", "1", UnknownName, "no such key"),
    ],
)
def test_each_mistake_has_its_sentence(path: str, value: Any, error: type[SpecError], words: str) -> None:
    """The path, what was received, what is allowed, and the nearest name."""
    with pytest.raises(SpecError) as caught:
        overrides.apply(START, path, value)

    assert type(caught.value) is error
    assert words in str(caught.value)
    assert len(str(caught.value)) < 1500
    assert str(caught.value).isprintable()


def test_settings_of_the_command_line() -> None:
    """`--set` texts are applied in order; one without an equals sign is told so."""
    changed = overrides.apply_texts(START, ["training.epochs=3", " seed = 5 ", "training.epochs=4", "name=a=b"])

    assert (changed.training.epochs, changed.seed, changed.name) == (4, 5, "a=b")
    with pytest.raises(SpecError, match=r"written section\.key=value"):
        overrides.apply_texts(START, ["epochs"])


@pytest.mark.parametrize(
    ("path", "live"),
    [
        ("optimizer.learning_rate", True),
        ("optimizer.learning_rate.decay", True),
        ("training.epochs", True),
        ("training.batch_size", True),
        ("model.layers.2.rate", True),
        ("model.layers.0.weight_l2", True),
        ("model.layers.0.units", False),
        ("model.layers.0", False),
        ("model.layers", False),
        ("model.dtype", False),
        ("data.source.samples", True),
        ("data.source.classes", False),
        ("data.seed", True),
        ("data.validation", False),
        ("seed", False),
        ("nothing.here", False),
    ],
)
def test_what_may_change_while_a_run_goes_on(path: str, live: bool) -> None:
    """Only what keeps the layout of the parameters."""
    assert overrides.is_live(START, path) is live


def test_live_paths_exist_and_are_live() -> None:
    """The list for the screens holds paths that can be read and set."""
    paths = overrides.live_paths(START)

    assert "optimizer.learning_rate" in paths
    assert "model.layers.0.units" not in paths
    for path in paths:
        assert overrides.is_live(START, path)
        assert overrides.apply(START, path, overrides.get(START, path)) == START
        assert overrides.info(START, path).field.live or "." in path
