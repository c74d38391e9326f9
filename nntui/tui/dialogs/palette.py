"""`ctrl+p`: every action under its name, found by a few letters; keys that a terminal eats are reachable here."""

from __future__ import annotations

from textual.fuzzy import FuzzySearch

from nntui.charts.spans import Row
from nntui.tui.actions import ACTIONS, Action
from nntui.tui.dialogs.dialog import Dialog
from nntui.tui.dialogs.search import Search
from nntui.tui.screens import SCREENS
from nntui.tui.text import pad
from nntui.tui.widgets.picker import Item

HIDDEN = ("list.", "prose.", "field.", "plane.move-")
TITLE = 32
KEYS = 16


class Palette(Search[Action]):
    """All actions; dismissed with the one that was chosen."""

    title_text = "All actions"

    def __init__(self, view: str) -> None:
        super().__init__()
        self._view = view

    def items(self, query: str) -> tuple[Item, ...]:
        """Return the actions that a query may mean."""
        return tuple(Item(_row(one, ascii=self.nntui.ascii), one) for one in search(query, self._view))

    def about(self, item: Item) -> str:
        """Return what the action does."""
        return str(item.value.help)


def offered() -> list[Action]:
    """Return the actions that the palette lists: all but those of a dialog, and the ways to move inside a list or field."""
    return [one for one in ACTIONS.values() if not one.name.startswith(HIDDEN) and not issubclass(one.owner, Dialog)]


def search(query: str, view: str = "") -> list[Action]:
    """Return the actions that a few letters may mean, the best first, of equals those of the view before others."""
    if not query.strip():
        return sorted(offered(), key=lambda one: (one.view != view, one.view, -one.footer, one.title))
    fuzzy = FuzzySearch()
    scores = [(fuzzy.match(query, f"{one.title} {one.name}")[0], one) for one in offered()]
    return [one for score, one in sorted(scores, key=lambda pair: (-pair[0], _nearness(pair[1], view))) if score > 0]


def _nearness(one: Action, view: str) -> int:
    """Return -1 for the view on the screen, then the place among the screens: never the order in which they were loaded."""
    names = [name for name, _, _ in SCREENS]
    return -1 if one.view == view else names.index(one.view) if one.view in names else len(names)


def _row(one: Action, *, ascii: bool) -> Row:
    keys = one.shown_keys(ascii=ascii, most=2)
    return ((pad(" " + one.title, TITLE), ""), (pad(keys, KEYS), "accent"), (one.help, "muted"))
