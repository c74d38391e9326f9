"""Choosing one of several named things: a layer to add, a loss, an optimizer, a data set, a word."""

from __future__ import annotations

from nntui.catalog import catalog
from nntui.tui.dialogs.search import Search
from nntui.tui.text import pad, safe
from nntui.tui.widgets.picker import Item

ROOM = 2


class Choose(Search[str]):
    """A list of (name, words); dismissed with the name, or None."""

    def __init__(self, title: str, choices: tuple[tuple[str, str], ...], current: str = "") -> None:
        super().__init__()
        self.title_text = title
        self._choices = choices
        self._current = current

    def items(self, query: str) -> tuple[Item, ...]:
        """Return the choices whose name holds the letters, then those whose words do."""
        wanted = _key(query.strip().lower())
        found = [choice for choice in self._choices if wanted in _key(choice[0])]
        named = sorted(found, key=lambda choice: _rank(_key(choice[0]), wanted))
        spoken = [choice for choice in self._choices if choice not in named and query.strip().lower() in choice[1].lower()]
        return tuple(self._item(name, words) for name, words in (*named, *spoken))

    def _item(self, name: str, words: str) -> Item:
        role = "accent bold" if name == self._current else "accent"
        width = max(len(one) for one, _ in self._choices) + 1 + ROOM
        return Item(((pad(" " + safe(name, width - 2), width), role), (safe(words), "muted")), name)

    def about(self, item: Item) -> str:
        """Return the words of the choice in full."""
        return next((words for name, words in self._choices if name == item.value), "")

    def first_cursor(self) -> int:
        """Return the place of what is chosen now."""
        return next((place for place, (name, _) in enumerate(self._choices) if name == self._current), 0)


def _key(text: str) -> str:
    """Return a name as it is compared: a space is as good as an underscore."""
    return text.replace(" ", "_")


def _rank(name: str, wanted: str) -> int:
    """Return 0 for the very name, 1 for one that begins so, 2 for another."""
    return 0 if name == wanted else 1 if name.startswith(wanted) and wanted else 2


def component_choices(kind: str) -> tuple[tuple[str, str], ...]:
    """Return the catalog's entries of a kind as choices."""
    return tuple((entry.name, entry.summary) for entry in catalog.entries(kind))
