"""A question with a few answers, each a key."""

from __future__ import annotations

from textual.app import ComposeResult

from nntui.tui.dialogs.dialog import Dialog
from nntui.tui.text import safe
from nntui.tui.widgets.picker import Item, Picker
from nntui.tui.widgets.prose import wrap
from nntui.tui.widgets.rows import RowsView


class Question(Dialog[str]):
    """Says something and offers answers as (name, words); dismissed with the name, or None."""

    def __init__(self, title: str, words: str, answers: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.title_text = title
        self._words = words
        self._answers = answers

    def contents(self) -> ComposeResult:
        """The words and the answers."""
        said = RowsView(wrap(safe(self._words), 60), id="said")
        said.styles.height = len(said.rows) + 1
        yield said
        answers = Picker(tuple(Item(((f" {words}", ""),), name) for name, words in self._answers), id="answers")
        answers.styles.height = len(self._answers)
        yield answers

    def on_picker_chosen(self, event: Picker.Chosen) -> None:
        """Answer."""
        self.dismiss(event.item.value if event.item else None)
