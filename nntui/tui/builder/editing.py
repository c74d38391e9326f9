"""Values of a form typed, chosen or stepped through: what Build and the dialog of live values have in common."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from textual.widget import Widget

from nntui.catalog import Component
from nntui.errors import InputError, NntuiError
from nntui.spec import formulas
from nntui.tui.builder import edits
from nntui.tui.builder import form as forms
from nntui.tui.builder.form import Entry
from nntui.tui.folders import place_of
from nntui.tui.widgets.field import Field

if TYPE_CHECKING:
    from nntui.tui.app import NntuiApp
    from nntui.tui.builder.panels import FormList

NO_VALUE = "none"
A_NUMBER = "a number"


class Editing(Widget):
    """Whoever shows a form and takes what is typed or chosen there; mixed into a view or a dialog."""

    _edited: Entry | None = None

    @property
    def form(self) -> FormList:
        """The values that can be edited."""
        raise NotImplementedError

    def set_value(self, entry: Entry, value: Any) -> None:
        """Set the value of an entry; raises what is wrong with it."""
        raise NotImplementedError

    def set_component(self, entry: Entry, component: Component) -> None:
        """Set a component as the value of an entry; raises what is wrong with it."""
        self.set_value(entry, component)

    def leave_form(self) -> None:
        """Go back to where the form was entered from."""
        raise NotImplementedError

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

        self._application.shell.open_dialog(
            Choose(f"Choose {entry.label.replace('_', ' ')}", forms.choices(entry), entry.shown), chosen
        )

    def _choose_path(self, entry: Entry) -> None:
        from nntui.tui.dialogs.files import ChooseFile, ChooseFolder  # noqa: PLC0415 - not for the first picture

        dialog = ChooseFolder if entry.info.name == "folder" else ChooseFile
        folder, name = place_of(str(entry.value))

        def chosen(path: Path | None) -> None:
            if path is not None:
                self._application.workbench.allow_path(entry.path)
                self._softly(lambda: self.set_value(entry, str(path)))

        self._application.shell.open_dialog(dialog(folder, name), chosen)

    def _softly(self, work: Callable[[], None]) -> None:
        try:
            work()
        except NntuiError as error:
            self._application.say(str(error), "bad")

    def _chosen(self, entry: Entry, name: str) -> None:
        if name == A_NUMBER:
            self._type(entry)
        elif entry.kind == "several":
            self._softly(lambda: self.set_value(entry, toggled(entry, name)))
        elif name == NO_VALUE and entry.info.optional:
            self._softly(lambda: self.set_value(entry, None))
        elif entry.info.kind:
            self._softly(lambda: self.set_component(entry, edits.new_component(entry.info.kind, name, like=entry.value)))
        else:
            self._softly(lambda: self.set_value(entry, name))

    # the field over the value

    @property
    def value_field(self) -> Field:
        """The field that opens over a value."""
        return self.query_one("#value", Field)

    def _type(self, entry: Entry) -> None:
        self._edited = entry
        field = self.value_field
        self.place_field()
        field.value = entry.editable_text
        field.remove_class("hidden")
        field.focus()

    def place_field(self) -> None:
        """Put the field over the value that is typed, wherever the form has it now."""
        if self._edited is None:
            return
        field, form = self.value_field, self.form
        column = forms.label_width(form.size.width)
        region = form.region.translate(-self.content_region.offset)
        row = min(max(form.cursor - form.top, 0), max(form.size.height - 1, 0))
        field.styles.offset = (region.x + column - 1, region.y + row)
        field.styles.width = max(region.width - column + 1, 12)

    def on_field_entered(self, event: Field.Entered) -> None:
        """Take the typed value, or say what is wrong with it and stay."""
        entry = self._edited
        event.stop()
        if entry is None:
            return
        try:
            self.set_value(entry, _typed(entry, event.text))
        except NntuiError as error:
            self._application.say(str(error).replace(f"{entry.path}:", f"{entry.label.replace('_', ' ')}:", 1), "bad")
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

    @property
    def _application(self) -> NntuiApp:
        return cast("NntuiApp", self.app)


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
