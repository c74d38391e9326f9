"""Everything that was found of the health of a run: what, since when, the numbers behind it, and the key that helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from nntui.charts import health
from nntui.charts.spans import Rows
from nntui.tui.actions import ACTIONS, action
from nntui.tui.dialogs.dialog import Dialog
from nntui.tui.widgets.prose import Prose, wrap
from nntui.tui.widgets.run_health import HealthLine

if TYPE_CHECKING:
    from nntui.tui.workbench import Workbench

_LEGEND = (
    "! is what the run suffers from; a note is what does no harm, or not yet. The curves are examined every few seconds "
    "while training goes on, and the activations of up to 1,000 training samples."
)


class Health(Dialog[None]):
    """Shows the findings of a line as they are now."""

    title_text = "Health of the run"

    def __init__(self, line: HealthLine) -> None:
        super().__init__()
        self._line = line

    def contents(self) -> ComposeResult:
        """One text to scroll."""
        yield Prose(self._text, id="text")

    def _text(self, width: int) -> Rows:
        keys = {name: f"{one.shown_keys(ascii=True, most=1)} - {one.title}" for name, one in ACTIONS.items() if one.keys}
        told = health.rows(self._line.findings, keys, width, examined=self._line.epoch)
        return (*told, *wrap(_LEGEND, width, "muted"))

    def refresh_from(self, workbench: Workbench) -> None:
        """Tell what was found since."""
        self.query_one(Prose).redraw()

    @action("health.close", title="Close", help="Close this text.", keys=("backspace", "i", "q"))
    def close_health(self) -> None:
        """Close."""
        self.dismiss(None)
