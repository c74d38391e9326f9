"""A field that holds a list of numbers is shown and edited as text."""

from nntui.spec import line, overrides
from nntui.tui.builder import form

SPEC = "iris | dense 8, relu | loss categorical_crossentropy class_weights=[1,2,1] | epochs 3"


def test_class_weights_are_shown_and_edited_as_text() -> None:
    """The entry is a text field with the numbers in it; what is typed there is taken."""
    experiment = line.parse(SPEC)

    entry = next(one for one in form.form(experiment, "model.loss") if one.path.endswith("class_weights"))

    assert (entry.kind, entry.shown, entry.editable_text) == ("text", "[1,2,1]", "[1,2,1]")
    assert overrides.get(overrides.apply(experiment, entry.path, "[1, 3, 1]"), entry.path) == (1.0, 3.0, 1.0)


def test_every_entry_of_every_recipe_can_be_shown() -> None:
    """No field of any kind ends the program where it is only looked at."""
    from nntui.spec import recipes

    for name in recipes.names():
        experiment = recipes.read(name)
        for place in ("data.source", "optimizer", "model.loss", "model.layers.0"):
            assert all(isinstance(entry.shown, str) for entry in form.form(experiment, place) if entry.value is not None)
