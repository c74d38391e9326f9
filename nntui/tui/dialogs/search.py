"""A field and a list that narrows while one types: the palette and every choice are one of these."""

from __future__ import annotations

from typing import Any, TypeVar

from textual.app import ComposeResult

from nntui.charts.spans import Rows
from nntui.tui.actions import action
from nntui.tui.dialogs.dialog import Dialog
from nntui.tui.text import safe
from nntui.tui.widgets.field import Field
from nntui.tui.widgets.picker import Item, Picker
from nntui.tui.widgets.prose import wrap
from nntui.tui.widgets.sample import Painted

Result = TypeVar("Result")


class Search(Dialog[Result]):
    """Dismissed with the value of the chosen item, or None."""

    placeholder = "type a few letters"

    def items(self, query: str) -> tuple[Item, ...]:
        """Return the items that a query leaves, the best first."""
        return ()

    def first_cursor(self) -> int:
        """Return where the cursor is at first."""
        return 0

    def contents(self) -> ComposeResult:
        """The field and the list."""
        yield Field(placeholder=self.placeholder, passed_on=("up", "down", "pageup", "pagedown"), id="query")
        yield Picker(self.items(""), id="found", followed=True)
        yield Painted(self._words, id="words")

    def about(self, item: Item) -> str:
        """Return what is said of the item under the cursor, in full."""
        return ""

    def opened(self) -> None:
        """Put the cursor where it belongs."""
        self.found.move_to(self.first_cursor())

    def on_picker_moved(self) -> None:
        """Say what is under the cursor."""
        self._words_anew()

    def _words(self, width: int, height: int) -> Rows:
        item = self.found.item
        return wrap(safe(self.about(item)), width - 1, indent=1) if item is not None else ()

    def _words_anew(self) -> None:
        self.query_one("#words", Painted).redraw()

    @property
    def found(self) -> Picker:
        """The list."""
        return self.query_one(Picker)

    def on_input_changed(self, event: Field.Changed) -> None:
        """Narrow the list."""
        self.found.set_items(self.items(event.value), 0 if event.value else self.first_cursor())
        self._words_anew()

    def on_field_entered(self) -> None:
        """Take what is under the cursor."""
        self._take(self.found.item)

    def on_field_left(self) -> None:
        """Go back."""
        self.dismiss(None)

    def on_picker_chosen(self, event: Picker.Chosen) -> None:
        """Take what was clicked or entered."""
        self._take(event.item)

    def _take(self, item: Item | None) -> None:
        value: Any = item.value if item is not None else None
        self.dismiss(value)

    @action("search.up", title="Up", help="The row above.", keys="up")
    def up(self) -> None:
        """Move the cursor up."""
        self.found.up()

    @action("search.down", title="Down", help="The row below.", keys="down")
    def down(self) -> None:
        """Move the cursor down."""
        self.found.down()

    @action("search.page-up", title="Page up", help="A page up.", keys="pageup")
    def page_up(self) -> None:
        """Move a page up."""
        self.found.page_up()

    @action("search.page-down", title="Page down", help="A page down.", keys="pagedown")
    def page_down(self) -> None:
        """Move a page down."""
        self.found.page_down()
