"""The last line: the few keys that matter now, from the registry of actions."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, cast

from textual.dom import DOMNode
from textual.widget import Widget

from nntui.charts.spans import Row, Rows
from nntui.tui import actions
from nntui.tui.actions import Action
from nntui.tui.text import cells
from nntui.tui.widgets.rows import RowsView

if TYPE_CHECKING:
    from nntui.tui.app import NntuiApp


ALWAYS = ("app.help",)


class Footer(RowsView):
    """Keys and words, the most important first; what does not fit is left to help and palette."""

    def draw(self, width: int, height: int) -> Rows:
        """Return the row for that width."""
        app = cast("NntuiApp", self.app)
        found = offered(app.chain())
        kept: list[Action] = []
        for one in sorted(found, key=lambda one: one.name not in ALWAYS):
            if width >= _length(one, app.ascii):
                width -= _length(one, app.ascii)
                kept.append(one)
        kept.sort(key=lambda one: -one.footer)
        return (tuple(span for one in kept for span in _spans(one, app.ascii)),)


def offered(chain: list[DOMNode]) -> list[Action]:
    """Return the actions for the footer that are possible now on the nodes from the focus outwards, best first."""
    found: dict[str, Action] = {}
    blockers: list[DOMNode] = []
    taken: set[str] = set()
    for node in chain:
        possible = [one for one in actions.of_class(type(node)) if one.keys and actions.possible(node, one.slug)]
        for one in possible:
            free = not any(_consumes(blocker, key) for blocker in blockers for key in one.keys)
            if one.footer and free and one.keys[0] not in taken:
                found.setdefault(one.keys[0], one)
        taken.update(key for one in possible for key in one.keys)
        if type(node).check_consume_key is not Widget.check_consume_key:
            blockers.append(node)
    return sorted(found.values(), key=lambda one: -one.footer)


def _consumes(node: DOMNode, key: str) -> bool:
    return not key.startswith("ctrl+") and node.check_consume_key(key, _character(key))


def _character(key: str) -> str | None:
    """Return what a key types into a field, or None."""
    shown = " " if key == "space" else actions.KEY_NAMES.get(key, key)
    return shown if len(shown) == 1 and shown not in actions.ASCII_KEY_NAMES else None


def _length(one: Action, ascii: bool) -> int:
    return sum(cells(text) for text, _ in _spans(one, ascii))


def _spans(one: Action, ascii: bool) -> Row:
    return _words(one.shown_keys(ascii=ascii, most=1), one.short)


@functools.lru_cache(1024)
def _words(key: str, short: str) -> Row:
    return ((f" {key}", "accent bold"), (f" {short} ", "muted"))
