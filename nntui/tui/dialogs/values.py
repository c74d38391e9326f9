"""What can change while a run goes on, in one list: each value is set at the next step and marked on the charts."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.widget import Widget

from nntui.catalog import Component
from nntui.charts.spans import Rows
from nntui.tui.builder.editing import Editing
from nntui.tui.builder.form import Entry
from nntui.tui.builder.live import FEATURES, live_values, with_formula
from nntui.tui.builder.panels import Drawn, FormList
from nntui.tui.builder.said import summary
from nntui.tui.dialogs.dialog import Dialog
from nntui.tui.text import safe
from nntui.tui.widgets.field import Field
from nntui.tui.widgets.prose import wrap
from nntui.tui.workbench import Workbench

_NEW_START = "What the network sees is the shape of its first layer, so this is a new start: the next play begins at step 0."


class LiveList(FormList):
    """The values of the run."""

    title = "Values of the run"
    help = "Enter edits the value under the cursor; left and right take the next sensible one. Escape goes back to the charts."
    action_view = "train"


class Values(Dialog[None], Editing):
    """Changes the run, not a draft of it: what is set here counts from the next step on."""

    title_text = "Change while it trains"
    help = (
        "Every value here counts from the next step on (a batch size: from the next batch), with the weights as they are. "
        "Each change is a mark on the charts that tells what it was and what it is, stands in the run's log, and the same "
        "log trained again without a screen gives the same bits."
    )

    def contents(self) -> ComposeResult:
        """The list, what is said of the value under the cursor, and the field that opens over the last row."""
        yield LiveList(id="live")
        yield Drawn(self._words, id="words")
        yield Field(id="value", classes="hidden")

    def first_focus(self) -> Widget:
        """The list has the keys."""
        return self.form

    def parts(self) -> list[Widget]:
        """The list alone: tab has nowhere else to go."""
        return [self.form]

    @property
    def form(self) -> FormList:
        """The values."""
        return self.query_one(LiveList)

    def opened(self) -> None:
        """Fill the list."""
        self._message = self._said(self.nntui.workbench)
        self.refresh_from(self.nntui.workbench)

    def refresh_from(self, workbench: Workbench) -> None:
        """Show the values that the run has now, and why one was refused."""
        run = workbench.run
        if run is None:
            return
        features = len(run.prepared.description.feature_names) == 2
        shown = live_values(run.experiment, formulas_of=workbench.experiment if features else None)
        self.form.show_entries(shown, ascii=self.nntui.ascii)
        self._words_anew()
        message = self._said(workbench)
        if message != self._message:
            self._message = message
            if message:
                self.nntui.say(message, "bad")

    @staticmethod
    def _said(workbench: Workbench) -> str:
        snapshot = workbench.snapshot
        return snapshot.message if snapshot is not None and snapshot.status != "finished" else ""

    def set_value(self, entry: Entry, value: Any) -> None:
        """Order the change, or make the new start ready."""
        bench = self.nntui.workbench
        if entry.path.startswith(FEATURES):
            bench.edit(with_formula(bench.experiment, entry.path))
            self.nntui.news()
            return
        bench.change(entry.path, value)

    def leave_form(self) -> None:
        """Close."""
        self.dismiss(None)

    def on_picker_moved(self) -> None:
        """Say what is under the cursor."""
        self._words_anew()

    def _words_anew(self) -> None:
        self.query_one("#words", Drawn).redraw()

    def _words(self, width: int, height: int) -> Rows:
        entry = self.form.entry
        if entry is None:
            return ()
        if entry.path.startswith(FEATURES):
            said = _NEW_START
        else:
            said = summary(entry.value) if isinstance(entry.value, Component) else entry.words()
        return wrap(safe(said), width - 1, "muted", indent=1)[:height]
