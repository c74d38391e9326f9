"""One line to type a number or values in, with what went wrong beside it."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from nntui.charts.spans import Row
from nntui.errors import NntuiError
from nntui.tui.text import cells, safe
from nntui.tui.widgets.field import Field
from nntui.tui.widgets.rows import RowsView


class Typing(Horizontal):
    """Hidden until something is asked; a text that is not understood stays in the field, and the reason is said."""

    DEFAULT_CSS = """
    Typing { height: 1; display: none; }
    Typing.-open { display: block; }
    Typing #question { height: 1; width: 20; }
    """

    def __init__(self, say: Callable[[str, str], None], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._say = say
        self._done: Callable[[str], None] = lambda _: None
        self._home: Widget | None = None

    def compose(self) -> ComposeResult:
        """A question and a field."""
        yield RowsView(id="question")
        yield Field(id="typed")

    def ask(self, question: str, value: str, home: Widget, done: Callable[[str], None]) -> None:
        """Open the line with a value in the field; `done` gets the text, and `home` the focus afterwards."""
        self._done, self._home = done, home
        row: Row = ((f" {safe(question, 40)} ", "accent bold"),)
        label = self.query_one("#question", RowsView)
        label.styles.width = sum(cells(text) for text, _ in row)
        label.show((row,))
        self.add_class("-open")
        field = self.query_one(Field)
        field.value = value
        self.screen.set_focus(field)
        field.action_select_all()

    def on_field_entered(self, event: Field.Entered) -> None:
        """Hand the text over; close when it was understood."""
        event.stop()
        try:
            self._done(event.text.strip())
        except NntuiError as error:
            self._say(str(error), "bad")
            return
        self._close()

    def on_field_left(self, event: Field.Left) -> None:
        """Close without an answer."""
        event.stop()
        self._close()

    def on_descendant_blur(self) -> None:
        """What is left by another way is closed too."""
        self.remove_class("-open")

    def _close(self) -> None:
        self.remove_class("-open")
        if self._home is not None:
            self.screen.set_focus(self._home)
