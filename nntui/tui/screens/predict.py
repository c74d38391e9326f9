"""The Predict view: ask the network about a sample, with the weights of this moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from nntui.charts import numbers
from nntui.charts.spans import Rows
from nntui.errors import InputError
from nntui.tui.brush import brush_for
from nntui.tui.screens import predict_changing
from nntui.tui.screens.predict_answer import answer_rows, short_where_rows, where_rows
from nntui.tui.screens.predict_asking import Asking
from nntui.tui.screens.predict_sample import Brush, sample_rows
from nntui.tui.screens.predict_values import parse_value, parse_values
from nntui.tui.text import safe
from nntui.tui.view import view
from nntui.tui.widgets.prose import wrap
from nntui.tui.widgets.sample import Painted, SampleView
from nntui.tui.widgets.sample_typing import Typing

if TYPE_CHECKING:
    from nntui.tui.workbench import Workbench


@view("predict", "3", "Predict")
class PredictView(Asking):
    """Ask the network about a sample: choose one, type its values or change them, and see what it says."""

    help = (
        "The network answers with the weights of this moment, also while it is training. Choose a sample with the "
        "arrows, from train, validation, test or fresh samples (p); w goes to the next one that is wrong; e lets you "
        "change the values and watch the answer. Behind the points of two features stands what the network says "
        "all over the plane (b), the surer the more colour."
    )
    DEFAULT_CSS = """
    PredictView { layout: vertical; }
    PredictView #where { height: 2; }
    PredictView #ask { height: 1fr; margin-top: 1; }
    PredictView #sample { width: 58%; padding: 0 1; }
    PredictView #answer { width: 1fr; padding: 0 1; }
    PredictView.-large #sample, PredictView.-empty #sample { width: 1fr; }
    PredictView.-large #answer, PredictView.-empty #answer, PredictView.-empty #where { display: none; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._words = ""
        self._changing = False

    def compose(self) -> ComposeResult:
        """Where we are, the sample with the answer beside it, and the line to type in."""
        yield Painted(self._where, id="where")
        with Horizontal(id="ask"):
            yield SampleView(self._sample, self._change, id="sample")
            yield Painted(self._answer, id="answer")
        yield Typing(self.nntui.say, id="typing")

    # what is on the screen

    def refresh_from(self, workbench: Workbench) -> None:
        """Predict again when there are newer weights, and ask for the whole part at a calm rate."""
        words = _waiting_for(workbench)
        if self.choice.see(workbench.run, workbench.snapshot, workbench.opened_model) or words != self._words:
            self._words = words
            self.set_class(bool(words), "-empty")
            self.chosen()
        else:
            self.ask_part()

    def repaint(self) -> None:
        """Draw again what changed."""
        for painted in self.query(Painted):
            painted.redraw()

    def _where(self, width: int, height: int) -> Rows:
        if self.has_class("-large") and self.forecast is not None:
            return short_where_rows(self.choice, self.forecast, width, ascii=self.nntui.ascii)
        return where_rows(self.choice, width, stale=self.workbench.stale)

    def _sample(self, width: int, height: int) -> Rows:
        if self._words:
            return wrap(safe(self._words), max(10, width - 1), "muted")
        return sample_rows(self.choice, width, height, self._brush())

    def _answer(self, width: int, height: int) -> Rows:
        return () if self._words else answer_rows(self.choice, self.forecast, width, height, ascii=self.nntui.ascii)

    def _brush(self) -> Brush:
        return brush_for(self.nntui, changing=self._changing)

    def status(self) -> str:
        """Say what can be done."""
        if self._words:
            return ""
        if self._changing:
            return _CHANGING[self.choice.kind]
        return "arrows choose a sample, e changes its values, v types them, ? explains"

    # what the keys do

    def begin_changing(self) -> None:
        """Let the arrows change the sample."""
        self.screen.set_focus(self.query_one(SampleView))

    def enlarge(self) -> None:
        """Give the drawing the whole width, or not."""
        self.toggle_class("-large")
        self.repaint()

    def ask_number(self) -> None:
        """Ask for a sample's number."""
        question = f"sample, 1 to {self.choice.count:,}"
        self.query_one(Typing).ask(question, str(self.choice.index + 1), self, self._take_number)

    def _take_number(self, text: str) -> None:
        plain = text.replace(",", "")
        if not (plain.isascii() and plain.isdigit() and len(plain) < 12 and 1 <= int(plain) <= self.choice.count):
            raise InputError("there is no sample of that number", received=text, allowed=f"1 to {self.choice.count}")
        self.choice.go(int(plain) - 1)
        self.chosen()

    def ask_values(self) -> None:
        """Ask for all values of the sample."""
        count = len(self.choice.columns)
        text = ", ".join(numbers.short(self.choice.value(place), 6) for place in range(count))
        question = "values" if count > 2 else " and ".join(column.name for column in self.choice.columns)
        self.query_one(Typing).ask(question, text, self._home(), self._take_values)

    def _take_values(self, text: str) -> None:
        self.choice.set_values(parse_values(text))
        self.chosen()

    def _ask_value(self) -> None:
        if self.choice.kind == "plane":
            self.ask_values()
            return
        column, place = self.choice.columns[self.choice.cursor], self.choice.cursor
        value = numbers.short(self.choice.value(place), 6)
        self.query_one(Typing).ask(column.name, value, self._home(), lambda text: self._take_value(place, text))

    def _take_value(self, place: int, text: str) -> None:
        self.choice.set_value(place, parse_value(text))
        self.chosen()

    def _home(self) -> Widget:
        return self.query_one(SampleView) if self._changing else self

    def _change(self, key: str) -> None:
        if key == "leave":
            self.screen.set_focus(self)
        elif key == "type":
            self._ask_value()
        elif key in ("begin", "end"):
            self._changing = key == "begin"
            self.query_one(SampleView).redraw()
            self.nntui.shell.refresh_frame()
        else:
            predict_changing.change(self.choice, key)
            self.chosen()


_CHANGING = {
    "picture": "arrows choose a pixel, + - change it, enter types it, u undoes, esc leaves",
    "plane": "arrows move the point, enter types its place, u undoes, esc leaves",
    "curve": "left right change the value, enter types it, u undoes, esc leaves",
    "values": "up down choose a value, left right change it, enter types it, esc leaves",
}


def _waiting_for(workbench: Workbench) -> str:
    """Return why there is nothing to predict with, in words; empty when there is."""
    opened = workbench.opened_model
    if workbench.run is not None or (workbench.data_error and opened is not None and opened.preparation is not None):
        return ""
    if workbench.data_error:
        return f"There are no data to predict: {workbench.data_error} Press 1 to choose other data."
    if workbench.loading:
        return "The data are being loaded; then the network can be asked."
    if workbench.problems:
        return f"There is no network to ask yet: {workbench.problems[0]} Press 1 to change it."
    return "The network is being made."
