"""What the Build view does to the experiment: layers, values and components, each chosen or typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from nntui.catalog import Component
from nntui.errors import InputError, NntuiError
from nntui.spec import formulas, overrides
from nntui.spec.experiment import Experiment
from nntui.tui.builder import edits, outline
from nntui.tui.builder import form as forms
from nntui.tui.builder.form import Entry
from nntui.tui.builder.panels import FormList, Outline
from nntui.tui.folders import place_of
from nntui.tui.view import View
from nntui.tui.widgets.field import Field

NO_VALUE = "none"
A_NUMBER = "a number"


class Changing(View, can_focus=False):
    """The half of the Build view that edits; what it looks like is the view's own affair."""

    action_view = "build"

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._edited: Entry | None = None

    @property
    def outline(self) -> Outline:
        """The list of parts."""
        return self.query_one(Outline)

    @property
    def form(self) -> FormList:
        """The values of the part under the cursor."""
        return self.query_one(FormList)

    @property
    def stack(self) -> tuple[Component, ...]:
        """The stack."""
        return self.workbench.experiment.model.layers

    def go_to_place(self, place: str) -> None:
        """Put the cursor of the outline on a place."""
        found = [number for number, item in enumerate(self.outline.items) if item.value == place]
        if found:
            self.outline.move_to(found[0])

    def edit(self, experiment: Experiment) -> None:
        """Take an edited experiment over."""
        self.workbench.edit(experiment)
        self.nntui.news()

    def add_layer(self, behind: int | None) -> None:
        """Choose a layer and put it behind the one at `behind`, or at the end."""
        from nntui.tui.dialogs.choose import Choose, component_choices  # noqa: PLC0415 - not for the first picture

        place = len(self.stack) if behind is None else behind + 1

        def chosen(name: str | None) -> None:
            if name is not None:
                self.edit(edits.add(self.workbench.experiment, place, edits.new_component("layer", name)))
                self.go_to_place(f"{outline.LAYER}{place}")

        usual = "relu" if place and hasattr(self.stack[place - 1], "weight_initializer") else "dense"
        self.nntui.shell.open_dialog(Choose("Add a layer", component_choices("layer"), usual), chosen)

    def duplicate_layer(self, place: int | None) -> None:
        """Put the same layer behind."""
        if place is not None:
            self.edit(edits.duplicate(self.workbench.experiment, place))
            self.go_to_place(f"{outline.LAYER}{place + 1}")

    def delete_layer(self, place: int | None) -> None:
        """Take the layer out."""
        if place is not None:
            self.edit(edits.remove(self.workbench.experiment, place))
            self.go_to_place(f"{outline.LAYER}{max(min(place, len(self.stack) - 1), 0)}")

    def move_layer(self, place: int | None, by: int) -> None:
        """Exchange the layer with its neighbour."""
        if place is not None and 0 <= place + by < len(self.stack):
            self.edit(edits.move(self.workbench.experiment, place, by))
            self.go_to_place(f"{outline.LAYER}{place + by}")

    def set_value(self, entry: Entry, value: Any) -> None:
        """Set the value of an entry; raises what is wrong with it."""
        self.edit(overrides.apply(self.workbench.experiment, entry.path, value))

    def step_entry(self, entry: Entry | None, direction: int) -> None:
        """Take the next value in that direction."""
        if entry is None or entry.value is None or isinstance(entry.value, (Component, tuple)):
            return
        value = edits.next_value(entry.info, entry.value, direction)
        if value != entry.value:
            self.set_value(entry, value)

    def edit_entry(self, entry: Entry) -> None:
        """Type or choose the value of an entry."""
        if entry.kind in {"number", "text"}:
            self._type(entry)
        elif entry.kind == "path":
            self._choose_path(entry)
        elif entry.kind == "switch":
            self.set_value(entry, not entry.value)
        else:
            self.choose_value(entry)

    def choose_value(self, entry: Entry) -> None:
        """Choose the value of an entry from a list."""
        from nntui.tui.dialogs.choose import Choose  # noqa: PLC0415 - not for the first picture

        def chosen(name: str | None) -> None:
            if name is not None:
                self._chosen(entry, name)

        self.nntui.shell.open_dialog(
            Choose(f"Choose {entry.label.replace('_', ' ')}", forms.choices(entry), entry.shown), chosen
        )

    def _choose_path(self, entry: Entry) -> None:
        from nntui.tui.dialogs.files import ChooseFile, ChooseFolder  # noqa: PLC0415 - not for the first picture

        dialog = ChooseFolder if entry.info.name == "folder" else ChooseFile
        folder, name = place_of(str(entry.value))

        def chosen(path: Path | None) -> None:
            if path is not None:
                self.workbench.allow_path(entry.path)
                self._softly(lambda: self.set_value(entry, str(path)))

        self.nntui.shell.open_dialog(dialog(folder, name), chosen)

    def _softly(self, work: Callable[[], None]) -> None:
        try:
            work()
        except NntuiError as error:
            self.nntui.say(str(error), "bad")

    def _chosen(self, entry: Entry, name: str) -> None:
        if name == A_NUMBER:
            self._type(entry)
        elif entry.kind == "several":
            self._softly(lambda: self.set_value(entry, toggled(entry, name)))
        elif name == NO_VALUE and entry.info.optional:
            self._softly(lambda: self.set_value(entry, None))
        elif entry.info.kind:
            self._softly(lambda: self._set_component(entry, edits.new_component(entry.info.kind, name, like=entry.value)))
        else:
            self._softly(lambda: self.set_value(entry, name))

    def _set_component(self, entry: Entry, component: Component) -> None:
        if entry.path == outline.DATA:
            self.edit(edits.with_data_set(self.workbench.experiment, component))
        else:
            self.set_value(entry, component)

    # the field over the value

    @property
    def value_field(self) -> Field:
        """The field that opens over a value."""
        return self.query_one("#value", Field)

    def _type(self, entry: Entry) -> None:
        self._edited = entry
        field = self.value_field
        form = self.form
        column = forms.label_width(form.size.width)
        region = form.region.translate(-self.region.offset)
        row = min(max(form.cursor - form.top, 0), max(form.size.height - 1, 0))
        field.styles.offset = (region.x + column - 1, region.y + row)
        field.styles.width = max(region.width - column + 1, 12)
        field.value = entry.editable_text
        field.remove_class("hidden")
        field.focus()

    def on_field_entered(self, event: Field.Entered) -> None:
        """Take the typed value, or say what is wrong with it and stay."""
        entry = self._edited
        event.stop()
        if entry is None:
            return
        try:
            self.set_value(entry, _typed(entry, event.text))
        except NntuiError as error:
            self.nntui.say(str(error).replace(f"{entry.path}:", f"{entry.label.replace('_', ' ')}:", 1), "bad")
            return
        self._close_field()

    def on_field_left(self, event: Field.Left) -> None:
        """Leave the value as it was."""
        event.stop()
        self._close_field()

    def on_input_blurred(self) -> None:
        """Leaving the field by tab or mouse leaves the value as it was."""
        if self._edited is not None:
            self._close_field(keep_focus=False)

    def _close_field(self, *, keep_focus: bool = True) -> None:
        self._edited = None
        self.value_field.add_class("hidden")
        if keep_focus:
            self.form.focus()


def toggled(entry: Entry, name: str) -> tuple[Component | str, ...]:
    """Return the list of components, or of inputs, with the one of that name taken out or put in."""
    if not entry.info.kind:
        return formulas.toggled(entry.value, name)
    kept = tuple(item for item in entry.value if item.catalog_name != name)
    return kept if len(kept) < len(entry.value) else (*kept, edits.new_component(entry.info.kind, name))


def _typed(entry: Entry, text: str) -> Any:
    """Return what was typed; nothing means no value where that is allowed."""
    if text.strip():
        return text
    if entry.kind == "number" and not entry.info.optional:
        raise InputError("a value is needed", where=entry.path, allowed=entry.info.allowed())
    return None if entry.info.optional else text
