"""Paragraphs that can be scrolled: help and explanations."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

from nntui.charts.spans import Row, Rows
from nntui.tui.actions import Acting, action
from nntui.tui.text import cells
from nntui.tui.widgets.rows import RowsView

ARROWS = {"↑": "^", "↓": "v"}
MARGIN = 2
"""Cells on the right for the arrow that says there is more."""


class Prose(Acting, RowsView, can_focus=True):
    """Shows what `write(width)` returns, from the row that was scrolled to."""

    def __init__(self, write: Callable[[int], Rows], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._write = write
        self._top = 0
        self._length = 0
        self._was_longer = False

    def draw(self, width: int, height: int) -> Rows:
        """Return the rows in sight, with an arrow where there is more."""
        rows = self._write(width - MARGIN)
        self._length = len(rows)
        if self._was_longer != (len(rows) > height):
            self._was_longer = len(rows) > height
            self.app.acted()  # type: ignore[attr-defined]  # it can be scrolled now, or no more
        self._top = max(0, min(self._top, len(rows) - height))
        shown = list(rows[self._top : self._top + height])
        if self._top:
            shown[0] = self._marked(shown[0], width, "↑")
        if self._top + height < len(rows):
            shown[-1] = self._marked(shown[-1], width, "↓")
        return tuple(shown)

    @property
    def longer(self) -> bool:
        """Whether there is more than is in sight."""
        return self._length > self.size.height

    def _marked(self, row: Row, width: int, arrow: str) -> Row:
        """Return the row with an arrow in its last cell."""
        app: Any = self.app
        blank = width - MARGIN + 1 - sum(cells(text) for text, _ in row)
        return (*row, (" " * blank, ""), (ARROWS[arrow] if app.ascii else arrow, "muted"))

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """Be as high as the text."""
        return len(self._write(width - MARGIN))

    def _scroll_by(self, rows: int) -> None:
        self._top += rows
        self.redraw()

    @action("prose.up", title="Scroll up", help="Scroll the text up.", keys=("up", "k"))
    def scroll_back(self) -> None:
        """Scroll up."""
        self._scroll_by(-1)

    @action("prose.down", title="Scroll down", help="Scroll the text down.", keys=("down", "j"), when="longer", footer=70,
            short="scroll")  # fmt: skip
    def scroll_on(self) -> None:
        """Scroll down."""
        self._scroll_by(1)

    @action("prose.page-up", title="Page up", help="Scroll a page up.", keys="pageup")
    def page_back(self) -> None:
        """Scroll a page up."""
        self._scroll_by(1 - self.size.height)

    @action("prose.page-down", title="Page down", help="Scroll a page down.", keys=("pagedown", "space"))
    def page_on(self) -> None:
        """Scroll a page down."""
        self._scroll_by(self.size.height - 1)

    def on_mouse_scroll_down(self) -> None:
        """Scroll on."""
        self._scroll_by(2)

    def on_mouse_scroll_up(self) -> None:
        """Scroll back."""
        self._scroll_by(-2)


def wrap(text: str, width: int, role: str = "", indent: int = 0) -> Rows:
    """Return harmless text as rows of at most `width` cells (ASCII and narrow characters)."""
    room = max(width - indent, 8)
    lines = textwrap.wrap(text, room, break_long_words=True) or [""]
    return tuple(_indented(line, role, indent) for line in lines)


def _indented(line: str, role: str, indent: int) -> Row:
    return ((" " * indent, ""), (line, role)) if indent else ((line, role),)
