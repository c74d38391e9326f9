"""One line to type in: nothing blinks, ctrl+c stays quit, and only enter, escape, tab and ctrl keys do anything else."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.message import Message
from textual.widgets import Input

from nntui.tui.actions import Acting, action
from nntui.tui.text import safe

_LEFT = {"enter", "escape", "tab", "shift+tab"}
LONGEST = 4096


class Field(Acting, Input):
    """A field; `Entered` when enter is pressed, `Left` when escape is. `passed_on` are further keys it leaves alone."""

    class Entered(Message):
        """The text is to be taken."""

        def __init__(self, field: Field, text: str) -> None:
            super().__init__()
            self.field = field
            self.text = text

        @property
        def control(self) -> Field:
            """The field it came from."""
            return self.field

    class Left(Entered):
        """The text is not to be taken."""

    def __init__(self, value: str = "", *, passed_on: tuple[str, ...] = (), **options: Any) -> None:
        super().__init__(value, compact=True, max_length=LONGEST, **options)
        self.cursor_blink = False
        self.passed_on = _LEFT | set(passed_on)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Keep every key to itself but the ones that lead out."""
        return key not in self.passed_on and not key.startswith("ctrl+")

    async def _on_paste(self, event: events.Paste) -> None:  # type: ignore[override]
        """Take the first line of what is pasted, harmless."""
        event.stop()
        event.prevent_default()
        lines = event.text[: 2 * LONGEST].splitlines()
        if lines:
            self.insert_text_at_cursor(safe(lines[0]))

    @action("field.take", title="Take the value", help="Take what was typed.", keys="enter", footer=90, short="take")
    def take(self) -> None:
        """Take what was typed."""
        self.post_message(self.Entered(self, self.value))

    @action("field.leave", title="Leave the field", help="Leave without a change.", keys="escape", footer=89, short="leave")
    def leave(self) -> None:
        """Leave without a change."""
        self.post_message(self.Left(self, self.value))
