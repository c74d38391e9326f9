"""The keys with which points are drawn into the plane: a cursor, a point, an eraser, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from nntui.charts import numbers
from nntui.errors import InputError, NntuiError
from nntui.tui.actions import action
from nntui.tui.plane.drawing import Drawing
from nntui.tui.plane.keys import PlaneKeys
from nntui.tui.plane.state import TRAIN

if TYPE_CHECKING:
    from nntui.tui.app import NntuiApp
    from nntui.tui.workbench import Workbench


class PlanePen(PlaneKeys):
    """While points are drawn the arrows move the pen, and each point is an order to the run."""

    drawing: Drawing | None = None
    drawn_into = 0
    _bench: Workbench | None

    @property
    def nntui(self) -> NntuiApp:
        """The application, typed."""
        raise NotImplementedError

    def cell(self) -> tuple[float, float]:
        """Return the width and height of a cell in units of the data."""
        raise NotImplementedError

    def ask_number(self, question: str, value: str, done: Callable[[str], None]) -> None:
        """Let the user type a number."""
        raise NotImplementedError

    @property
    def draws(self) -> bool:
        """Whether points are being drawn."""
        return self.drawing is not None

    @property
    def looks(self) -> bool:
        """Whether the plane is only looked at."""
        return self.drawing is None

    def pan(self, right: float, up: float) -> None:
        """Move the pen by a cell while points are drawn, else the window."""
        if self.drawing is None:
            super().pan(right, up)
            return
        self.drawing.move(self.state.window, self.cell(), (right > 0) - (right < 0), (up > 0) - (up < 0))
        self.look_again()

    def leave(self) -> None:
        """Put the pen away, or give the focus back."""
        if self.drawing is not None:
            self.drawing = None
            self._look_anew()
            return
        self.give_back()

    def _look_anew(self) -> None:
        """Draw again, and the line that says what the keys do."""
        self.look_again()
        self.nntui.shell.refresh_frame()

    def give_back(self) -> None:
        """Give the focus back."""
        raise NotImplementedError

    @action(
        "plane.draw",
        title="Draw points",
        help="Draw points of your own and rub others out, while the run goes on with what is there.",
        keys="e",
        footer=97,
        when="looks",
        short="draw",
    )
    def begin_drawing(self) -> None:
        """Take the pen."""
        run = self._bench.run if self._bench is not None else None
        section = self.state.section
        if run is None:
            raise InputError("there is no run yet into whose data points could be drawn")
        if section is None:
            raise InputError("points are drawn into data of two features", received="1 feature")
        self.state.choose_part(TRAIN)
        region = self.state.window
        self.drawn_into = run.number
        self.drawing = Drawing(run.experiment.data, run.prepared, section, region)
        self.state.region = region  # what is drawn moves no border
        self._look_anew()

    @action(
        "plane.put",
        title="Draw a point",
        help="Draw a point of the chosen class, or number, where the pen is.",
        keys="enter",
        footer=105,
        when="draws",
        short="point",
    )
    def put(self) -> None:
        """Draw a point."""
        self._change(lambda drawing: drawing.put())

    @action(
        "plane.rub-out",
        title="Rub a point out",
        help="Leave the nearest training point out, within three cells of the pen.",
        keys=("x", "delete"),
        footer=104,
        when="draws",
        short="rub out",
    )
    def rub_out(self) -> None:
        """Rub the nearest point out."""
        cell = self.cell()
        self._change(lambda drawing: drawing.rub_out(cell))

    @action(
        "plane.next-class",
        title="Another class, or number",
        help="Draw points of the next class; where a number is predicted, type it.",
        keys="c",
        footer=103,
        when="draws",
        short="class",
    )
    def next_class(self) -> None:
        """Choose what the next points are."""
        drawing = self._pen()
        if drawing.classes:
            drawing.next_class(1)
            self.look_again()
        else:
            self.ask_number("number of the points to draw", numbers.short(drawing.target, 6), self._typed_number)

    def _typed_number(self, text: str) -> None:
        from nntui.tui.screens.predict_values import parse_value  # noqa: PLC0415 - not for the first picture

        self._pen().target = parse_value(text)
        self.look_again()

    @action(
        "plane.undo-point",
        title="Take a point back",
        help="Take back the point that was drawn or rubbed out last.",
        keys="u",
        footer=102,
        when="draws",
        short="undo",
    )
    def undo_point(self) -> None:
        """Take the last change back."""
        self._change(lambda drawing: drawing.undo())

    def _pen(self) -> Drawing:
        if self.drawing is None:
            raise InputError("e takes the pen first")
        return self.drawing

    def _change(self, work: Callable[[Drawing], None]) -> None:
        """Do something with the pen, and order what changed of the data."""
        drawing, bench = self._pen(), self._bench
        if bench is None or bench.run is None:
            return
        before = drawing.texts
        work(drawing)
        for path, old, new in zip(("data.drawn", "data.erased"), before, drawing.texts, strict=True):
            if new != old:
                self._order(bench, path, new)

    def _order(self, bench: Workbench, path: str, text: str) -> None:
        try:
            bench.change(path, text)
        except NntuiError as error:
            self.nntui.say(str(error), "bad")
