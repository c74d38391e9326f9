"""One method at work: how far it is, then what it found and how old that is; closing it drops what is under way."""

from __future__ import annotations

from textual.app import ComposeResult

from nntui.tui.actions import action
from nntui.tui.dialogs.dialog import Dialog
from nntui.tui.looking import Looking
from nntui.tui.widgets.findings import FindingsView
from nntui.tui.workbench import Workbench

_KEYS = (
    "Training may go on meanwhile: the picture is that of the step that is named. Escape ends the work at once and goes back. "
    "When it is done, r looks again, at the weights of now; where the picture speaks for a value, enter sets it, as an edit "
    "that Build's u takes back and, in a run that has begun, from its next step on."
)


class Findings(Dialog[str]):
    """Dismissed with what to say of a value that was taken over, or None."""

    def __init__(self, looking: Looking) -> None:
        super().__init__()
        self.title_text = looking.method.title
        self.help = f"{looking.method.legend} {_KEYS}"
        self._looking = looking
        self._view = FindingsView(looking)

    def contents(self) -> ComposeResult:
        """One picture with its words."""
        yield self._view

    def opened(self) -> None:
        """Begin."""
        self._looking.changed = self._changed
        self._looking.begin()

    def refresh_from(self, workbench: Workbench) -> None:
        """Tell how old the result is."""
        self._view.redraw()

    def _changed(self) -> None:
        self._view.redraw()
        self.nntui.shell.refresh_frame()

    def dismiss(self, result: str | None) -> None:
        """Drop what is under way, and close."""
        self._looking.stop()
        super().dismiss(result)

    @property
    def ended(self) -> bool:
        """Whether it has come to a result or an error."""
        return not self._looking.working

    @property
    def offering(self) -> bool:
        """Whether there is a value to take over."""
        return self._looking.offer is not None

    @action("findings.take", title="Take it over", help="Set the value that the picture speaks for.", keys="enter",
            when="offering", footer=90, short="take it over")  # fmt: skip
    def take(self) -> None:
        """Set the offered value."""
        self.dismiss(self._looking.take())

    @action("findings.again", title="Look again", help="Look again, at the weights of now.", keys="r", when="ended",
            footer=85, short="again")  # fmt: skip
    def again(self) -> None:
        """Begin anew."""
        self._looking.begin()

    @action("findings.close", title="Close", help="End the work, and go back.", keys=("backspace", "m", "q"))
    def close_findings(self) -> None:
        """Close."""
        self.dismiss(None)
