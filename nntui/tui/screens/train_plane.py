"""What the network says all over the plane, beside the charts: areas, training points and wrong ones, while it learns."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from nntui.charts import classes
from nntui.charts.layout import crop, row_width
from nntui.charts.numbers import grouped
from nntui.charts.spans import Row, Rows, Span
from nntui.errors import NntuiError
from nntui.tui.brush import brush_for
from nntui.tui.calm import Calm
from nntui.tui.screens.predict_jobs import Predicted, predicting
from nntui.tui.screens.predict_plane import plane_meaning, plane_rows, region_of
from nntui.tui.screens.predict_sample import curve_rows
from nntui.tui.screens.predict_state import Choice
from nntui.tui.text import safe
from nntui.tui.widgets.rows import RowsView

if TYPE_CHECKING:
    from nntui.tui.app import NntuiApp
    from nntui.tui.workbench import Workbench

TRAIN, VALIDATION = "train", "validation"
_FEATURES = ((1,), (2,))
_NAME = 16


class TrainingPlane(RowsView):
    """The decision boundary, or the curve of one feature, with the newest weights; it asks only while it is `wanted`."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.choice = Choice()
        self.trouble = ""
        self.wanted = False
        self._part = TRAIN
        self._calm = Calm()
        self._bench: Workbench | None = None

    @property
    def available(self) -> bool:
        """Whether the run's data can be drawn so: two features, or one and a number to predict."""
        return self.choice.model is not None and self.choice.kind in ("plane", "curve")

    @property
    def word(self) -> str:
        """What is drawn, in a word."""
        return "curve" if self.choice.kind == "curve" else "boundary"

    def see(self, bench: Workbench) -> None:
        """Take over the run and its newest weights."""
        run = bench.run
        drawable = run is not None and run.network is not None and run.prepared.description.sample_shape in _FEATURES
        before, self._bench = self.choice.model, bench
        self.choice.see(run if drawable else None, bench.snapshot)
        if self.choice.model is not before:
            self.trouble = ""
            self.choose(self._part)

    def choose(self, part: str) -> None:
        """Show the points of a part; the training points where there is no such part."""
        self._part = part
        self.choice.choose_part(part if part in self.choice.parts else TRAIN)
        self.redraw()

    def other_points(self) -> bool:
        """Show the validation points instead of the training points, or back; returns whether there are any."""
        if VALIDATION not in self.choice.parts:
            return False
        self.choose(TRAIN if self.choice.part_name == VALIDATION else VALIDATION)
        self.ask()
        return True

    def ask(self) -> None:
        """Ask for what the newest weights say, at a calm rate while training goes on."""
        choice, bench = self.choice, self._bench
        model, part, weights = choice.model, choice.part, choice.weights
        if bench is None or not self.wanted or not choice.outdated or model is None or part is None or weights is None:
            return
        reach, region = choice.reach, region_of(choice)
        self._calm.ask(bench, lambda: predicting(model, part, weights, reach=reach, region=region), self._came, self._failed)

    def _came(self, found: Predicted) -> None:
        self.trouble = ""
        if self.choice.take(found):
            self.redraw()
        if self._bench is not None and not self._bench.running:
            self.ask()

    def _failed(self, error: NntuiError) -> None:
        self.trouble = str(error)
        self.redraw()

    def draw(self, width: int, height: int) -> Rows:
        """Return a title, the drawing, and a line of what is wrong."""
        if not self.available or width < 8 or height < 4:
            return ()
        brush = brush_for(cast("NntuiApp", self.app))
        head = self._head(width, ascii=brush.ascii)
        room = height - len(head) - 1
        if self.choice.kind == "curve":
            drawn = curve_rows(self.choice, width, room, ascii=brush.ascii, marked=False)
        else:
            shades = "blocks" if brush.few else brush.shades
            drawn = plane_rows(self.choice, width, room, ascii=brush.ascii, shades=shades, marked=False)
        return (*head, *drawn, self._caption(width, ascii=brush.ascii))

    def _head(self, width: int, *, ascii: bool) -> Rows:
        """Return the title with the legend beside it, or below where the room is short."""
        title: Row = ((self.word, "bold"), ("  ", ""))
        known = self.choice.description
        if self.choice.kind == "curve":
            dot, line = (".", "*") if ascii else ("⠶", "━")
            return (crop([*title, (f"{dot} ", "muted"), ("true  ", ""), (f"{line} predicted", "accent")], width),)
        if known is None or not self.choice.classifies:
            return (crop(title, width),)
        names = [safe(name, _NAME, ascii=ascii) for name in known.class_names]
        legend = classes.legend(names, width=width, ascii=ascii)
        if row_width(title) + row_width(legend) <= width:
            return (crop([*title, *legend], width),)
        return crop(title, width), legend

    def _caption(self, width: int, *, ascii: bool) -> Row:
        if self.trouble:
            return crop([(safe(self.trouble, width, ascii=ascii), "bad")], width)
        found = self.choice.predicted.get(self.choice.part_name)
        if found is None:
            return crop([("asking the network ...", "muted")], width)
        if found.boundary is not None and not found.boundary.finite:
            return crop([("the outputs are no numbers any more", "bad")], width)
        where = f"step {grouped(found.weights.step)}" if found.weights.step else "start weights"
        said: list[Span] = [] if self.choice.kind == "curve" else plane_meaning(self.choice, ascii=ascii)
        start: list[Span] = [(f"{self.choice.part_name} ", self.choice.part_name)]
        whole = [*start, *said, (f", {where}" if said else where, "muted")]
        return crop(whole, width) if row_width(whole) <= width else crop([*start, *said], width)
