"""Edits of an experiment are pure; the next value of every field is one that it takes."""

import pytest
from bench import SMALL

from nntui.catalog import KINDS, catalog, check_value, fields
from nntui.spec import line, overrides
from nntui.tui.builder import edits, form, outline
from nntui.tui.drafts import Drafts, differences, needs_new_start, with_changes

EXPERIMENT = line.parse(SMALL)


def names(experiment: object) -> list[str]:
    return [layer.catalog_name for layer in experiment.model.layers]  # type: ignore[attr-defined]


def test_layers_are_added_doubled_moved_and_removed() -> None:
    """Each edit gives a new experiment and leaves the old one alone."""
    tanh = edits.new_component("layer", "tanh")

    assert names(edits.add(EXPERIMENT, 1, tanh)) == ["dense", "tanh", "relu", "dense", "softmax"]
    assert names(edits.duplicate(EXPERIMENT, 0)) == ["dense", "dense", "relu", "dense", "softmax"]
    assert names(edits.remove(EXPERIMENT, 3)) == ["dense", "relu", "dense"]
    assert names(edits.move(EXPERIMENT, 0, 1)) == ["relu", "dense", "dense", "softmax"]
    assert edits.move(EXPERIMENT, 0, -1) is EXPERIMENT
    assert names(EXPERIMENT) == ["dense", "relu", "dense", "softmax"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_component_can_be_made_from_nothing_and_stepped(kind: str) -> None:
    """Every entry of the catalog has starting values, and its fields' next values are taken, up and down."""
    for entry in catalog.entries(kind):
        made = edits.new_component(kind, entry.name)
        for info in fields(entry.cls):
            for direction in (1, -1):
                value = getattr(made, info.name)
                for _ in range(70):
                    value = edits.next_value(info, value, direction)
                    assert check_value(info, value, where="here") == value


def test_fields_of_the_same_name_are_kept_when_a_component_is_exchanged() -> None:
    """Another optimizer keeps the learning rate."""
    made = edits.new_component("optimizer", "sgd", like=EXPERIMENT.optimizer)

    assert made.learning_rate == 0.02  # type: ignore[attr-defined]


def test_a_set_that_is_not_generated_takes_a_share_instead_of_fresh_samples() -> None:
    """Fresh samples are exchanged for a fifth of the rows, and the recipe's name does not stay on other data."""
    fresh = line.parse("spiral fresh=100 | dense 3 | adam | epochs 3 name x")
    changed = edits.with_data_set(fresh, edits.new_component("dataset", "iris"))

    assert (changed.data.fresh, changed.data.validation, changed.name) == (0, 0.2, "")


def test_the_form_has_every_field_of_every_component() -> None:
    """Each field of each component of the experiment stands in a form, with words and a value."""
    for place in (
        outline.DATA,
        outline.SPLIT,
        "model.layers.0",
        outline.LOSS,
        outline.OPTIMIZER,
        outline.TRAINING,
        outline.RUN,
    ):
        entries = form.form(EXPERIMENT, place)
        assert entries
        for entry in entries:
            assert entry.words().endswith((".", "!"))
            assert entry.kind in {"component", "choice", "switch", "number", "text", "path", "several"}
            assert len(form.row(entry, 34)) == 2


def test_what_is_typed_into_a_form_comes_back() -> None:
    """The text of a field, typed again, changes nothing."""
    for place in (outline.DATA, outline.SPLIT, "model.layers.0", outline.OPTIMIZER, outline.TRAINING):
        for entry in form.form(EXPERIMENT, place):
            if entry.kind in {"number", "choice", "switch"} and entry.value is not None:
                assert overrides.apply(EXPERIMENT, entry.path, entry.editable_text) == EXPERIMENT


def test_differences_are_paths() -> None:
    """What differs is named by path; number of layers, data and seed need a new start, a rate does not."""
    rate = overrides.apply(EXPERIMENT, "optimizer.learning_rate", 0.5)
    shorter = edits.remove(EXPERIMENT, 1)

    assert differences(EXPERIMENT, rate) == (("optimizer.learning_rate", 0.5),)
    assert not needs_new_start(differences(EXPERIMENT, rate))
    assert needs_new_start(differences(EXPERIMENT, shorter))
    assert needs_new_start(differences(EXPERIMENT, overrides.apply(EXPERIMENT, "seed", 1)))
    assert with_changes(EXPERIMENT, differences(EXPERIMENT, rate)) == rate
    assert differences(EXPERIMENT, overrides.apply(EXPERIMENT, "name", "x")) == ()


def test_undo_and_redo_walk_the_same_way() -> None:
    """Undo goes back, redo on, and a new edit forgets what was taken back."""
    drafts = Drafts(EXPERIMENT)
    other = overrides.apply(EXPERIMENT, "seed", 1)
    assert drafts.edit(other)
    assert not drafts.edit(other)
    assert drafts.undo()
    assert drafts.now == EXPERIMENT
    assert drafts.redo()
    assert drafts.now == other
    drafts.undo()
    drafts.edit(overrides.apply(EXPERIMENT, "seed", 2))

    assert not drafts.redo()
