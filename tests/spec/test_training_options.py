"""Everything that training can do is said in one line, by a setting, in TOML and in the builder's form, with help."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from nntui import parts
from nntui.catalog import Component, FieldInfo, catalog, fields
from nntui.errors import SpecError, UnknownName
from nntui.spec import line, overrides, toml
from nntui.spec.experiment import Data, Experiment, Network, Training
from nntui.tui.builder import edits, form, outline

parts.load()

BASE = "iris validation=0.2 | dense 8, relu, dense 3, softmax | adam | loss categorical_crossentropy | epochs 20"
TRAINING, OPTIMIZER, LOSS, LAYER = outline.TRAINING, outline.OPTIMIZER, outline.LOSS, "model.layers.0"

OPTIONS: list[tuple[str, str, str, Any, str]] = [
    # what is said in the line, the path of the setting, its text, the value it gives, and the place of its form
    ("epochs 20 batch_size 16", "training.batch_size", "16", 16, TRAINING),
    ("epochs 20 accumulate 4", "training.accumulate", "4", 4, TRAINING),
    ("epochs 20 balance true", "training.balance", "true", True, TRAINING),
    ("epochs 20 shuffle no", "training.shuffle", "no", False, TRAINING),
    ("epochs 20 last_batch drop", "training.last_batch", "drop", "drop", TRAINING),
    ("epochs 20 validate 5", "training.validate_every", "5", 5, TRAINING),
    ("epochs 20 patience 5", "training.patience", "5", 5, TRAINING),
    ("epochs 20 min_change 0.01", "training.min_change", "0.01", 0.01, TRAINING),
    ("epochs 20 best_weights true", "training.best_weights", "true", True, TRAINING),
    ("epochs 20 monitor val_accuracy", "training.monitor", "val_accuracy", "val_accuracy", TRAINING),
    ("epochs 20 target_loss 0.1", "training.target_loss", "0.1", 0.1, TRAINING),
    ("epochs 20 target_accuracy 0.9", "training.target_accuracy", "0.9", 0.9, TRAINING),
    ("epochs 20 time_limit 30", "training.time_limit", "30", 30.0, TRAINING),
    ("adam weight_decay=1e-4", "optimizer.weight_decay", "1e-4", 1e-4, OPTIMIZER),
    ("adam clipvalue=0.5", "optimizer.clipvalue", "0.5", 0.5, OPTIMIZER),
    ("adam clipnorm=1", "optimizer.clipnorm", "1", 1.0, OPTIMIZER),
    ("adam global_clipnorm=1", "optimizer.global_clipnorm", "1", 1.0, OPTIMIZER),
    ("adam ema_momentum=0.99", "optimizer.ema_momentum", "0.99", 0.99, OPTIMIZER),
    ("loss categorical_crossentropy label_smoothing=0.1", "model.loss.label_smoothing", "0.1", 0.1, LOSS),
    ("loss categorical_crossentropy class_weights=[1,2,1]", "model.loss.class_weights", "1,2,1", (1.0, 2.0, 1.0), LOSS),
    ("dense 8 l2=0.01, relu, dense 3, softmax", f"{LAYER}.weight_l2", "0.01", 0.01, LAYER),
    ("dense 8 trainable=no, relu, dense 3, softmax", f"{LAYER}.trainable", "no", False, LAYER),
]


def said(words: str) -> Experiment:
    """The base with the section that begins like `words` in place of its own."""
    first = words.split(maxsplit=1)[0]
    sections = [words if section.split()[0] == first else section for section in BASE.split(" | ")]
    return line.parse(" | ".join(sections))


@pytest.mark.parametrize(("words", "path", "text", "value", "place"), OPTIONS, ids=[path for _, path, *_ in OPTIONS])
def test_an_option_is_the_same_in_every_form(words: str, path: str, text: str, value: Any, place: str) -> None:
    """The line, `--set`, TOML and the builder's form all come to one experiment."""
    wanted = said(words)
    base = line.parse(BASE)
    entry = next(entry for entry in form.form(base, place) if entry.path == path)

    assert overrides.get(wanted, path) == value
    assert overrides.apply_texts(base, [f"{path}={text}"]) == wanted
    assert overrides.apply(base, entry.path, text) == wanted
    assert toml.read(toml.write(wanted)) == wanted
    assert line.parse(line.write(wanted)) == wanted
    assert entry.info.help in entry.words()
    assert next(one for one in form.form(wanted, place) if one.path == path).editable_text


def components(kind: str) -> list[str]:
    return catalog.names(kind)


@pytest.mark.parametrize("name", components("schedule"))
def test_every_schedule_takes_the_place_of_a_rate(name: str) -> None:
    """In the line, by a setting, in TOML, and chosen in the form, where it keeps the number as its own first one."""
    base = line.parse(BASE.replace("adam", "adam lr=0.05"))
    by_line = line.parse(BASE.replace("adam", f"adam lr={name}"))
    entry = next(entry for entry in form.form(base, OPTIMIZER) if entry.path == "optimizer.learning_rate")

    assert overrides.apply_texts(base, [f"optimizer.learning_rate={name}"]) == by_line
    assert toml.read(toml.write(by_line)) == by_line
    assert entry.replaceable
    assert name in [choice for choice, _ in form.choices(entry)]
    chosen = edits.new_component("schedule", name, like=entry.value)
    assert getattr(chosen, fields(type(chosen))[0].name) == 0.05
    inner = [one for one in form.form(overrides.apply(base, entry.path, chosen), OPTIMIZER) if one.depth > 1]
    assert [one.label for one in inner] == [info.name for info in fields(type(chosen))]
    assert all(one.info.help for one in inner)


def test_schedules_stand_in_one_another() -> None:
    """A warm-up before a cycle, with both of their fields in the form."""
    made = line.parse(BASE.replace("adam", "adam lr=warm_up(one_cycle(0.1,steps=50),steps=9,counts=epochs)"))
    rows = {entry.path.removeprefix("optimizer.learning_rate"): entry.shown for entry in form.form(made, OPTIMIZER)}
    changed = overrides.apply(made, "optimizer.learning_rate.then.peak", "0.2")

    assert (rows[""], rows[".steps"], rows[".counts"]) == ("warm_up", "9", "epochs")
    assert (rows[".then"], rows[".then.peak"], rows[".then.steps"]) == ("one_cycle", "0.1", "50")
    assert overrides.get(changed, "optimizer.learning_rate.then.peak") == 0.2
    assert toml.read(toml.write(made)) == made


@pytest.mark.parametrize("name", components("initializer"))
@pytest.mark.parametrize("field", ["weight_initializer", "bias_initializer"])
def test_every_initializer_starts_weights_and_biases(name: str, field: str) -> None:
    """In every form, with the fields of its own."""
    made = line.parse(BASE.replace("dense 8", f"dense 8 {field}={name}"))
    entries = form.form(made, LAYER)

    assert overrides.apply_texts(line.parse(BASE), [f"{LAYER}.{field}={name}"]) == made
    assert toml.read(toml.write(made)) == made
    assert next(entry for entry in entries if entry.path == f"{LAYER}.{field}").shown == name
    inner = [entry.label for entry in entries if entry.path.startswith(f"{LAYER}.{field}.")]
    assert inner == [info.name for info in fields(catalog.find("initializer", name).cls)]


def every_field() -> list[tuple[str, FieldInfo]]:
    sections: list[type[msgspec.Struct]] = [Data, Network, Training, Experiment, *(entry.cls for entry in catalog.entries())]
    return [(f"{cls.__name__}.{info.name}", info) for cls in sections for info in fields(cls) if info.section is None]


def explained(info: FieldInfo) -> bool:
    help_is_a_line = info.help.endswith(".") and len(info.help) <= 130
    allowed_is_told = bool(info.allowed()) and "number or a" not in info.allowed()
    return help_is_a_line and allowed_is_told and (not info.optional or bool(info.field.none))


def test_every_field_is_explained() -> None:
    """One sentence that says what it does, and one that says what it takes; an absent value is told too."""
    assert [name for name, info in every_field() if not explained(info)] == []


@pytest.mark.parametrize(
    ("words", "received", "near"),
    [("epochs 5 patiense 3", "patiense", "patience"), ("epochs 5 accumulation 3", "accumulation", "accumulate")],
)
def test_an_unknown_word_of_training_is_named(words: str, received: str, near: str) -> None:
    """What was received is the word itself, with the nearest."""
    with pytest.raises(UnknownName) as caught:
        line.parse(f"iris | dense 3 | {words}")

    assert f"Received: '{received}'." in str(caught.value)
    assert f"Did you mean '{near}'?" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"), [("1,2,3", (1.0, 2.0, 3.0)), ("[1, 2, 3]", (1.0, 2.0, 3.0)), ("", ()), ("none", ()), ("[]", ())]
)
def test_a_list_is_typed_with_commas_and_emptied(text: str, value: tuple[float, ...]) -> None:
    """With brackets or without; nothing, or none, is an empty list."""
    made = overrides.apply(line.parse(BASE), "model.loss.class_weights", text)

    assert made.model.loss.class_weights == value  # type: ignore[union-attr]


def test_a_list_without_commas_is_told_how_it_is_written() -> None:
    """The whole text is what was received."""
    with pytest.raises(SpecError, match=r"between commas\. Received: '1 2 3'"):
        overrides.apply(line.parse(BASE), "model.loss.class_weights", "1 2 3")


def test_an_empty_list_is_shown_in_words() -> None:
    """As an absent value is; the field to edit it is empty."""
    entry = next(entry for entry in form.form(line.parse(BASE), LOSS) if entry.label == "class_weights")

    assert (entry.shown, entry.editable_text) == ("all alike", "")
    assert "or empty: all alike" in entry.words()
    assert isinstance(entry.value, tuple)
    assert not isinstance(entry.value, Component)


def test_a_component_without_values_says_so() -> None:
    """By its name: another component may have them."""
    with pytest.raises(SpecError, match=r"weight_initializer\.low: he_normal has no values\. Received: 'low'"):
        overrides.apply(line.parse(BASE.replace("dense 8", "dense 8 init=he_normal")), f"{LAYER}.weight_initializer.low", "1")
