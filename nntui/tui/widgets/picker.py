"""A list with a cursor: layers, fields, files, actions and components are all chosen from one of these."""

from __future__ import annotations

from typing import Any

import msgspec
from textual import events
from textual.message import Message

from nntui.charts.spans import Row, Rows
from nntui.tui.actions import Acting, action
from nntui.tui.text import cells, fit
from nntui.tui.widgets.rows import RowsView


class Item(msgspec.Struct, frozen=True):
    """A row of a list and what it stands for; a heading cannot be chosen."""

    row: Row
    value: Any = None
    heading: bool = False


class Picker(Acting, RowsView, can_focus=True):
    """Shows items through the Line API and keeps the cursor in sight; only rows that change are sent.

    `followed`: a field beside it moves the cursor, so that it is shown as if the list had focus.
    """

    class Moved(Message):
        """The cursor went to another item."""

        def __init__(self, picker: Picker, item: Item | None) -> None:
            super().__init__()
            self.picker = picker
            self.item = item

        @property
        def control(self) -> Picker:
            """The list it came from."""
            return self.picker

    class Chosen(Moved):
        """Enter was pressed on an item, or it was clicked."""

    def __init__(
        self, items: tuple[Item, ...] = (), *, id: str | None = None, classes: str | None = None, followed: bool = False
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._followed = followed
        self.items = items
        self.cursor = 0
        self._top = 0
        self._settle(1)

    def set_items(self, items: tuple[Item, ...], cursor: int | None = None) -> None:
        """Show other items; the cursor stays at its place unless told otherwise."""
        if items == self.items and cursor in (None, self.cursor):
            return
        self.items = items
        self.cursor = self.cursor if cursor is None else cursor
        self._settle(1)
        self.redraw()

    @property
    def item(self) -> Item | None:
        """The item under the cursor."""
        return self.items[self.cursor] if 0 <= self.cursor < len(self.items) else None

    def move_to(self, place: int, direction: int = 1) -> None:
        """Put the cursor on the item at `place`, or the next one in that direction that is no heading."""
        before = self.cursor
        self.cursor = place
        self._settle(direction)
        self.redraw()
        if self.cursor != before:
            self.post_message(self.Moved(self, self.item))

    def _settle(self, direction: int) -> None:
        """Keep the cursor inside the list and off headings."""
        last = len(self.items) - 1
        self.cursor = max(0, min(self.cursor, last))
        for step in (direction, -direction):
            place = self.cursor
            while 0 <= place <= last and self.items[place].heading:
                place += step
            if 0 <= place <= last:
                self.cursor = place
                return

    def draw(self, width: int, height: int) -> Rows:
        """Return the rows in sight."""
        self._scroll(height)
        shown = range(self._top, min(self._top + height, len(self.items)))
        return tuple(self._row(place, width, height) for place in shown)

    @property
    def top(self) -> int:
        """The place of the first item in sight."""
        return self._top

    def _scroll(self, height: int) -> None:
        top = min(self._top, self.cursor)
        if self.cursor == 0 or all(item.heading for item in self.items[: self.cursor]):
            top = 0
        top = max(top, self.cursor - height + 1)
        self._top = max(0, min(top, len(self.items) - height))

    def _row(self, place: int, width: int, height: int) -> Row:
        item = self.items[place]
        bar = self._bar(place, height)
        row = crop(item.row, width - len(bar))
        if place == self.cursor and not item.heading:
            blank = width - len(bar) - sum(cells(text) for text, _ in row)
            row = tuple((text, self._on_cursor(name)) for text, name in (*row, (" " * blank, "")))
        return (*row, (bar, "muted")) if bar.strip() else row

    def _on_cursor(self, name: str) -> str:
        return f"{name} selected" if self.has_focus or self._followed else f"{name} underline"

    def _bar(self, place: int, height: int) -> str:
        """Return the arrow that says there is more above or below."""
        app: Any = self.app
        if len(self.items) <= height:
            return ""
        if place == self._top and self._top:
            return " ^" if app.ascii else " ↑"
        if place == self._top + height - 1 and place < len(self.items) - 1:
            return " v" if app.ascii else " ↓"
        return "  "

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show the cursor, or show it faintly; where on_focus is called the widget does not know yet that it has focus."""
        super().watch_has_focus(has_focus)
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        place = self._top + event.y
        if place < len(self.items) and not self.items[place].heading:
            again = place == self.cursor
            self.move_to(place)
            if again:
                self.choose()

    def on_mouse_scroll_down(self) -> None:
        """Move on."""
        self.down()

    def on_mouse_scroll_up(self) -> None:
        """Move back."""
        self.up()

    @action("list.up", title="Up", help="Move the cursor up.", keys=("up", "k"))
    def up(self) -> None:
        """Move the cursor up."""
        self.move_to(self.cursor - 1, -1)

    @action("list.down", title="Down", help="Move the cursor down.", keys=("down", "j"))
    def down(self) -> None:
        """Move the cursor down."""
        self.move_to(self.cursor + 1)

    @action("list.page-up", title="Page up", help="Move a page up.", keys="pageup")
    def page_up(self) -> None:
        """Move a page up."""
        self.move_to(self.cursor - max(self.size.height - 1, 1), -1)

    @action("list.page-down", title="Page down", help="Move a page down.", keys="pagedown")
    def page_down(self) -> None:
        """Move a page down."""
        self.move_to(self.cursor + max(self.size.height - 1, 1))

    @action("list.first", title="First", help="Move to the first row.", keys=("home", "g"))
    def first(self) -> None:
        """Move to the first row."""
        self.move_to(0)

    @action("list.last", title="Last", help="Move to the last row.", keys=("end", "G"))
    def last(self) -> None:
        """Move to the last row."""
        self.move_to(len(self.items) - 1, -1)

    @action("list.choose", title="Choose", help="Take what is under the cursor.", keys="enter", footer=58, short="choose")
    def choose(self) -> None:
        """Take what is under the cursor."""
        if self.item is not None and not self.item.heading:
            self.post_message(self.Chosen(self, self.item))


def crop(row: Row, width: int) -> Row:
    """Return the row cut to `width` cells."""
    kept: list[tuple[str, str]] = []
    for text, name in row:
        shown = fit_keep(text, width)
        if shown:
            kept.append((shown, name))
        width -= cells(shown)
        if width <= 0:
            break
    return tuple(kept)


def fit_keep(text: str, width: int) -> str:
    """Return the text cut to `width` cells; trailing spaces stay."""
    return text if cells(text) <= width else fit(text, width)
