"""The widgets of the Build view: the outline, the form and what is said under them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from nntui.charts.spans import Rows
from nntui.tui.actions import action
from nntui.tui.builder import form as forms
from nntui.tui.builder import outline
from nntui.tui.builder.editing import Editing
from nntui.tui.builder.form import Entry
from nntui.tui.widgets.picker import Item, Picker
from nntui.tui.widgets.rows import RowsView

if TYPE_CHECKING:
    from nntui.tui.screens.build import BuildView


class Outline(Picker):
    """The experiment from data to seed; layers are added, moved and deleted here."""

    title = "The experiment"
    help = (
        "Every row is a part of the experiment. Arrows move, enter goes to the values of the row, "
        "and beside each layer stand the shape of its output and how many parameters it has."
    )
    action_view = "build"

    @property
    def build(self) -> BuildView:
        """The view it belongs to."""
        return cast("BuildView", next(node for node in self.ancestors if node.id == "build"))

    @property
    def place(self) -> str:
        """The place of the experiment under the cursor."""
        return str(self.item.value) if self.item is not None else ""

    @property
    def position(self) -> int | None:
        """The position of the layer under the cursor."""
        position = outline.layer_place(self.place)
        return position if position is not None and position < len(self.build.stack) else None

    @property
    def on_layer(self) -> bool:
        """Whether the cursor is on a layer."""
        return self.position is not None

    @action("build.edit", title="Edit the values", help="Go to the values of this row.", keys=("enter", "right", "l"),
            footer=60, short="edit")  # fmt: skip
    def edit_values(self) -> None:
        """Go to the form."""
        self.build.edit_values()

    @action("build.add", title="Add a layer", help="Choose a layer; it comes after the one under the cursor.",
            keys=("a", "insert"), footer=59, short="add")  # fmt: skip
    def add_layer(self) -> None:
        """Choose a layer to add."""
        self.build.add_layer(self.position)

    @action("build.duplicate", title="Duplicate the layer", help="Put the same layer behind this one.", keys="d",
            when="on_layer", footer=53, short="duplicate")  # fmt: skip
    def duplicate_layer(self) -> None:
        """Put the same layer behind."""
        self.build.duplicate_layer(self.position)

    @action("build.delete", title="Delete the layer", help="Take this layer out; u brings it back.",
            keys=("x", "delete"), when="on_layer", footer=55, short="delete")  # fmt: skip
    def delete_layer(self) -> None:
        """Take the layer out."""
        self.build.delete_layer(self.position)

    @action("build.up", title="Move the layer up", help="Exchange this layer with the one above.",
            keys=("K", "shift+up", "ctrl+up"), when="on_layer")  # fmt: skip
    def move_layer_up(self) -> None:
        """Exchange with the layer above."""
        self.build.move_layer(self.position, -1)

    @action("build.down", title="Move the layer down", help="Exchange this layer with the one below.",
            keys=("J", "shift+down", "ctrl+down"), when="on_layer", footer=54, short="move down")  # fmt: skip
    def move_layer_down(self) -> None:
        """Exchange with the layer below."""
        self.build.move_layer(self.position, 1)


class FormList(Picker):
    """The values of one place of the experiment, each with its range."""

    title = "Values"
    help = "Enter edits the value under the cursor; left and right take the next sensible one. What it does stands below."
    action_view = "build"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.entries: tuple[Entry, ...] = ()
        self._shown: tuple[Entry | str, ...] = ()

    @property
    def editor(self) -> Editing:
        """Who takes what is typed and chosen here."""
        return next(node for node in self.ancestors if isinstance(node, Editing))

    def show_entries(self, entries: tuple[Entry | str, ...], *, ascii: bool, cursor: int | None = None) -> None:
        """Show these entries, and headings between them; the cursor stays on its row."""
        self.entries = tuple(entry for entry in entries if isinstance(entry, Entry))
        self._shown = entries
        width = self.size.width or 40
        self.set_items(tuple(_item(entry, width, ascii=ascii) for entry in entries), cursor)

    def on_resize(self) -> None:
        """Lay the rows out for the new width."""
        self.show_entries(self._shown, ascii=bool(getattr(self.app, "ascii", False)))
        self.redraw()

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        return cast("Entry | None", self.item.value) if self.item is not None else None

    @action("form.edit", title="Edit this value", help="Type a value, or choose one.", keys="enter", footer=70, short="edit")
    def edit_value(self) -> None:
        """Type or choose a value."""
        if self.entry is not None:
            self.editor.edit_entry(self.entry)

    @property
    def on_replaceable(self) -> bool:
        """Whether a component can be chosen in place of the number under the cursor."""
        return self.entry is not None and self.entry.replaceable

    @action("form.choose", title="Choose from a list", help="Choose a component, such as a schedule, in place of a number.",
            keys="o", when="on_replaceable", footer=69, short="choose")  # fmt: skip
    def choose_component(self) -> None:
        """Choose a component in place of a number."""
        if self.entry is not None:
            self.editor.choose_value(self.entry)

    @action("form.more", title="Next value", help="Take the next larger value, or the next choice.", keys=("right", "l"),
            footer=66, short="more")  # fmt: skip
    def more(self) -> None:
        """Take the next value."""
        self.editor.step_entry(self.entry, 1)

    @action("form.less", title="Value before", help="Take the next smaller value, or the choice before.",
            keys=("left", "h"), footer=67, short="less")  # fmt: skip
    def less(self) -> None:
        """Take the value before."""
        self.editor.step_entry(self.entry, -1)

    @action("form.leave", title="Leave the values", help="Go back to where you came from.",
            keys=("escape", "backspace"), footer=65, short="back")  # fmt: skip
    def leave(self) -> None:
        """Go back to the outline."""
        self.editor.leave_form()


def _item(entry: Entry | str, width: int, *, ascii: bool) -> Item:
    if isinstance(entry, str):
        return Item(((" " + entry, "muted bold"),), heading=True)
    return Item(forms.row(entry, width, ascii=ascii), entry)


class Drawn(RowsView):
    """Rows that a function draws for the size there is; a click means nothing here."""

    def __init__(self, make: Callable[[int, int], Rows], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._make = make

    def draw(self, width: int, height: int) -> Rows:
        """Return the rows for that size in cells."""
        return self._make(width, height)[:height]
