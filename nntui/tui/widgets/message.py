"""The line above the footer, and the one line of a terminal that is too small."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from nntui.charts.spans import Rows
from nntui.tui.text import safe
from nntui.tui.widgets.prose import wrap
from nntui.tui.widgets.rows import RowsView

if TYPE_CHECKING:
    from nntui.tui.app import NntuiApp


MOST = 4


class Message(RowsView):
    """What happened last or what to do next; a message stays until the next key."""

    text = ""
    role = ""
    _lines: Rows = ()

    def say(self, text: str, role: str = "") -> None:
        """Show a sentence, in as many rows as it needs, at most four."""
        self.text, self.role = safe(text), role
        self._lines = wrap(self.text, max(self.size.width - 1, 40), role, indent=1)[:MOST]
        self.styles.height = max(len(self._lines), 1)
        self.redraw()

    def clear(self) -> None:
        """Go back to the view's own words."""
        if self.text:
            self.say("")

    def draw(self, width: int, height: int) -> Rows:
        """Return the row for that width."""
        app = cast("NntuiApp", self.app)
        if self.text:
            return self._lines
        view = app.shell.view
        words = app.workbench.loading or (view.status() if view is not None else "")
        return (((" " + safe(words, width - 2, ascii=app.ascii), "muted"),),)


class TooSmall(RowsView):
    """Covers the screen while it is smaller than 60x20."""

    def draw(self, width: int, height: int) -> Rows:
        """Say so in as many lines as it takes, and whether anything goes on behind it."""
        goes_on = " Training goes on." if cast("NntuiApp", self.app).workbench.running else ""
        words = f"nntui needs 60x20; this is {width}x{height}.{goes_on} q leaves."
        return wrap(safe(words), width, "warning")[:height]
