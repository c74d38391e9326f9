"""`?`: what has focus, what it does, and every key that works there."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.dom import DOMNode

from nntui.charts.spans import Rows
from nntui.tui import actions
from nntui.tui.actions import Action, action
from nntui.tui.dialogs.dialog import Dialog
from nntui.tui.text import pad, safe
from nntui.tui.view import View
from nntui.tui.widgets.prose import Prose, wrap

KEYS = 22


class Help(Dialog[None]):
    """Reads the registry of actions for the chain of what has focus."""

    title_text = "Help"

    def __init__(self, chain: list[DOMNode]) -> None:
        super().__init__()
        self._chain = chain

    def contents(self) -> ComposeResult:
        """One text to scroll."""
        yield Prose(self._text, id="text")

    def _text(self, width: int) -> Rows:
        return help_rows(self._chain, width, ascii=self.nntui.ascii)

    @action("help.close", title="Close help", help="Close this text.", keys=("backspace", "question_mark", "q"))
    def close_help(self) -> None:
        """Close."""
        self.dismiss(None)


def help_rows(chain: list[DOMNode], width: int, *, ascii: bool = False) -> Rows:
    """Return the help for a chain of nodes, from the focus outwards.

    A key that means one thing here and another farther out is told once; one that means two things in one place, each at
    its time, twice.
    """
    rows: list[tuple[tuple[str, str], ...]] = []
    seen: set[str] = set()
    for node in chain:
        found = [one for one in actions.of_class(type(node)) if one.keys and not seen & set(one.keys)]
        seen |= {key for one in found for key in one.keys}
        words = words_of(node)
        if words or found:
            rows += [((heading(node), "accent bold"),), *wrap(words, width), *_keys(found, width, ascii=ascii), ((("", ""),))]
    return tuple(rows)


def heading(node: DOMNode) -> str:
    """Return what a node is called in help."""
    named = (getattr(node, name, "") for name in ("help_title", "title", "title_text"))
    return safe(next(filter(None, named), "") or type(node).__name__, 40)


def words_of(node: DOMNode) -> str:
    """Return a node's own words: its `help`, or the first sentence of a view's docstring."""
    words = getattr(node, "help", "")
    if not isinstance(words, str) or not words:
        words = (type(node).__doc__ or "").strip().split("\n")[0] if isinstance(node, View) else ""
    return safe(words)


def _keys(found: list[Action], width: int, *, ascii: bool) -> Rows:
    rows: list[tuple[tuple[str, str], ...]] = []
    for one in sorted(found, key=lambda each: -each.footer):
        lines = wrap(one.help, width - KEYS)
        rows.append(((pad("  " + one.shown_keys(ascii=ascii, most=3), KEYS), "accent"), *lines[0]))
        rows += [((" " * KEYS, ""), *line) for line in lines[1:]]
    return tuple(rows)
