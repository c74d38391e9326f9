"""One line that asks for a number: a question, a field, enter and escape."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input, Label

from nntui.errors import NntuiError
from nntui.tui.actions import Acting, action

if TYPE_CHECKING:
    from nntui.tui.app import NntuiApp


class RunPrompt(Acting, Horizontal):
    """Hidden until somebody asks; gives the text to whoever asked, and the focus back to who had it."""

    DEFAULT_CSS = """
    RunPrompt { height: 1; display: none; background: $panel; }
    RunPrompt.-open { display: block; }
    RunPrompt Label { padding: 0 1; color: $accent; text-style: bold; }
    RunPrompt Input, RunPrompt Input:focus { width: 24; height: 1; border: none; padding: 0; background: $background; }
    """
    action_view = "train"

    def __init__(self, home: Widget, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._home = home
        self._back = home
        self._done: Callable[[str], None] | None = None

    def compose(self) -> ComposeResult:
        """A question and a field."""
        yield Label("", markup=False)
        yield Input(compact=True)
        yield Label("enter does it", markup=False)

    def ask(self, question: str, value: str, done: Callable[[str], None]) -> None:
        """Open the line with a value in the field; `done` gets the text when enter is pressed."""
        self._done = done
        self._back = self.screen.focused or self._home
        self.query_one(Label).update(question)
        field = self.query_one(Input)
        field.value = value
        self.add_class("-open")
        field.focus()
        field.action_select_all()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Close and hand the text over; a text that is refused can be corrected."""
        event.stop()
        try:
            if self._done is not None:
                self._done(event.value.strip())
        except NntuiError as error:
            cast("NntuiApp", self.app).say(str(error), "bad")
        else:
            self.close()

    def on_descendant_blur(self) -> None:
        """What is left by another way is closed too."""
        self.remove_class("-open")

    @action(
        "field.leave-prompt",
        title="Leave the field",
        help="Close the question; nothing changes.",
        keys="escape",
        footer=95,
        short="leave",
    )
    def close(self) -> None:
        """Close without an answer."""
        self.remove_class("-open")
        self._back.focus()
