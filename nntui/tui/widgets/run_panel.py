"""The rows under the charts: progress, values, pace and time; as high as they need."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from nntui.charts.spans import Rows
from nntui.training.messages import Snapshot
from nntui.tui.text import safe
from nntui.tui.widgets.rows import RowsView
from nntui.tui.widgets.run_facts import Measured, facts

if TYPE_CHECKING:
    from nntui.tui.app import NntuiApp

_USUAL = 6


class RunPanel(RowsView, can_focus=True):
    """Shows a snapshot in words and numbers."""

    DEFAULT_CSS = "RunPanel { height: 6; width: 1fr; }"
    _snapshot: Snapshot | None = None
    _measured = Measured()

    def show_snapshot(self, snapshot: Snapshot | None, measured: Measured) -> None:
        """Show where the run is."""
        self._snapshot, self._measured = snapshot, measured
        self.redraw()

    def draw(self, width: int, height: int) -> Rows:
        """Return the rows for that width; the widget takes as many lines as there are."""
        ascii = cast("NntuiApp", self.app).ascii
        rows = _harmless(facts(self._snapshot, width, self._measured, ascii=ascii))
        wanted = len(rows) or _USUAL
        if height != wanted:
            self.styles.height = wanted
        return rows


def _harmless(rows: Rows) -> Rows:
    """Return the rows with their texts made safe: messages and marks may hold words from outside."""
    return tuple(
        tuple((text if text.isascii() and text.isprintable() else safe(text), role) for text, role in row) for row in rows
    )
