"""The widget of the live plane: it follows the newest weights while it is on the screen, and has keys with the focus."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from textual import events

from nntui.charts import numbers
from nntui.charts.layout import crop
from nntui.charts.spans import Rows
from nntui.errors import InputError, NntuiError
from nntui.insight.plane import Seen
from nntui.tui.brush import brush_for
from nntui.tui.calm import Calm
from nntui.tui.plane.pen import PlanePen
from nntui.tui.plane.rows import Sheet, cell_of, place_of_cell, places_in, rows_of
from nntui.tui.plane.state import PlaneState
from nntui.tui.text import safe
from nntui.tui.view import View
from nntui.tui.widgets.rows import RowsView
from nntui.tui.widgets.run_prompt import RunPrompt

if TYPE_CHECKING:
    from nntui.tui.app import NntuiApp
    from nntui.tui.workbench import Workbench


class LivePlane(PlanePen, RowsView, can_focus=True):
    """The decision boundary, the heat map or the curve of the whole network; it asks only while it is `wanted`."""

    help_title = "The plane"
    help = (
        "What the whole network says all over the plane of two features, with the points of one part on it. For classes "
        "the colour and the letter are the class, more colour is more sure; for a number they are its height, and the bar "
        "above says from where to where. For one feature it is the curve through the points. A cross is a point that the "
        "network gets wrong: the wrong class, or off by more than a tenth of the range. Of wider data the other features "
        "are held at the values in the line above; the points keep their own, so a cross may stand on its own colour. "
        "Points outside the window are counted, not drawn. e takes a pen: arrows move it, enter or a click draws a point of "
        "the class that c chooses, x rubs the nearest training point out, u takes it back. They are trained on from the next "
        "step on, are part of the experiment, and stand in its files."
    )

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.state = PlaneState()
        self.trouble = ""
        self.wanted = False
        self._warned = False
        self._calm = Calm()
        self._bench: Workbench | None = None

    @property
    def nntui(self) -> NntuiApp:
        """The application, typed."""
        return cast("NntuiApp", self.app)

    @property
    def available(self) -> bool:
        """Whether the data can be drawn so."""
        return self.state.available

    def see(self, bench: Workbench) -> None:
        """Take over the network and its newest weights."""
        self._bench = bench
        before = self.state.status
        self._follow(bench)
        if self.state.see(bench):
            self.trouble, self._warned = "", False
            self.redraw()
        elif self.state.status != before:
            self.redraw()

    def _follow(self, bench: Workbench) -> None:
        """Let the pen know what the run has; put it away when there is another run, whose data may be others."""
        run, drawing = bench.run, self.drawing
        if drawing is None or bench.ordered:
            return
        if run is None or run.number != self.drawn_into:
            self.drawing = None
        else:
            drawing.follow(run.experiment.data, run.prepared)

    def need(self) -> None:
        """Raise `InputError` where there is nothing to draw; a plane of two pixels is drawn when it is asked for again."""
        state = self.state
        if self._warned and state.pictures:
            state.insists = True
        if not self.available:
            self._warned = state.pictures
            raise InputError(state.refusal)

    def look_again(self) -> None:
        """Ask at once, and draw what changed without an answer: the title, what is held."""
        self.ask(soon=True)
        self.redraw()

    def ask(self, *, soon: bool = False) -> None:
        """Ask for what the newest weights say, at a calm rate while training goes on; `soon` after a key."""
        bench = self._bench
        if bench is None or not self.wanted or not self.size or not self.available:
            return
        job = self.state.asking(*places_in(self.state, self._sheet(self.size.width, self.size.height)))
        if job is not None:
            self._calm.ask(bench, job, self._came, self._failed, soon=soon)

    def _came(self, seen: Seen) -> None:
        self.trouble = ""
        if self.state.take(seen):
            self.redraw()
        if self._bench is not None:
            self.ask()

    def _failed(self, error: NntuiError) -> None:
        self.trouble = str(error)
        self.state.fail()
        self.redraw()

    def on_resize(self) -> None:
        """Another size has other places to ask about."""
        self.ask(soon=True)

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show whether the keys are here."""
        super().watch_has_focus(has_focus)
        self.redraw()
        self.nntui.shell.refresh_frame()

    def draw(self, width: int, height: int) -> Rows:
        """Return the rows for that size."""
        if not self.available or width < 8 or height < 4:
            return ()
        rows = rows_of(self.state, self._sheet(width, height))
        if not self.trouble:
            return rows
        return (*rows[:-1], crop([(safe(self.trouble, width, ascii=self.nntui.ascii), "bad")], width))

    def _sheet(self, width: int, height: int) -> Sheet:
        return Sheet(width, height, brush_for(self.nntui), self.has_focus, self.drawing)

    def status(self) -> str:
        """Say that the keys are here, while they are."""
        if self.has_focus and self.drawing is not None:
            other = "another class" if self.drawing.classes else "another number"
            return f"drawing: arrows move, enter draws, x rubs out, c {other}, esc ends"
        return "the plane has the keys: arrows move, + and - zoom, 0 shows all, esc leaves" if self.has_focus else ""

    # the pen

    def cell(self) -> tuple[float, float]:
        """Return the width and height of a cell in units of the data."""
        return cell_of(self.state, self._sheet(self.size.width, self.size.height))

    def ask_number(self, question: str, value: str, done: Callable[[str], None]) -> None:
        """Let the user type a number."""
        self._view.query_one(RunPrompt).ask(question, value, done)

    def on_click(self, event: events.Click) -> None:
        """Draw a point where the mouse is, while points are drawn."""
        if self.drawing is None:
            return
        place = place_of_cell(self.state, self._sheet(self.size.width, self.size.height), event.x, event.y)
        if place is not None:
            self.drawing.x, self.drawing.y = place
            self.put()
            self.redraw()

    # what the keys need of the view around

    @property
    def _view(self) -> View:
        return next(node for node in self.ancestors if isinstance(node, View))

    def ask_for_words(self) -> None:
        """Let the user type a feature and a value."""
        position = self.state.held_at
        section = self.state.section
        value = numbers.short(section.held[position], 6) if section is not None else ""
        text = f"{self.state.columns[position].name} = {value}"
        self._view.query_one(RunPrompt).ask("NAME = VALUE, or x = NAME", text, self._typed)

    def _typed(self, text: str) -> None:
        self.state.typed(text)
        self.look_again()

    def give_back(self) -> None:
        """Give the focus back to the view."""
        self._view.first_focus().focus()
