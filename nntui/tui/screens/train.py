"""The Train view: two live charts, the decision boundary, what the run is doing, and the keys that steer it."""

from __future__ import annotations

from typing import TypeAlias

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from nntui.training.messages import Snapshot
from nntui.tui.calm import Rest
from nntui.tui.plane.view import LivePlane
from nntui.tui.screens.train_charts import SPREAD, Charting
from nntui.tui.screens.train_panels import panel_of, status_words
from nntui.tui.screens.train_spread import TrainingSpread
from nntui.tui.screens.train_subjects import title
from nntui.tui.view import view
from nntui.tui.widgets.chart import ChartView
from nntui.tui.widgets.run_health import HealthLine
from nntui.tui.widgets.run_panel import RunPanel
from nntui.tui.widgets.run_prompt import RunPrompt
from nntui.tui.workbench import Workbench

_ROOM_FOR_TWO = 76
_ROOM_FOR_THREE = 110
_PLANE = "boundary"
Charted: TypeAlias = tuple[ChartView, str]


@view("train", "2", "Train")
class TrainView(Charting):
    """Watch a run and steer it: loss, accuracy and decision boundary live, play, pause, steps, pace, rewind, learning rate."""

    help = (
        "The charts run to the planned epochs. Beside them where there is room, and on b, is what the network says all "
        "over the plane of two features: at each place the class, the surer the more colour, or the height of a number, "
        "with the points on it and the wrong ones as crosses; v shows the points of the next part. Data of one feature "
        "have the curve through the points there. p or enter gives the plane the keys: it can then be moved, brought "
        "nearer, shown without shades, and of wider data other features chosen; ? tells all there. It follows the weights "
        "about twice a second. "
        "g lets a chart show another curve, [ and ] move a cursor that tells numbers (z first: with the least and the "
        "greatest of its column), w zooms to the end, o lays other runs over this one, d shows how the numbers of a layer "
        "are spread: it is looked at about once a second while Train is shown. Where a number is predicted, accuracy is the "
        "share of rows whose prediction is off by less than a 250th of the targets' standard deviation."
    )
    DEFAULT_CSS = """
    TrainView { layout: vertical; }
    TrainView #charts { height: 1fr; }
    TrainView ChartView { width: 1fr; height: 1fr; }
    TrainView ChartView.-second { margin-left: 2; }
    TrainView LivePlane { width: 1fr; height: 1fr; margin-left: 2; }
    TrainView LivePlane.-alone { margin-left: 0; }
    TrainView TrainingSpread { width: 1fr; height: 1fr; }
    TrainView .-away { display: none; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._had_room: tuple[bool, bool] | None = None
        self._drawn: object = None
        self._turn = 0
        self._waiting: list[Charted] = []
        self._charts = (ChartView("loss", id="chart-1"), ChartView("accuracy", id="chart-2"))
        self.rest = Rest()

    def compose(self) -> ComposeResult:
        """Two charts and the plane, the rows of numbers under them, and the line that asks."""
        with Horizontal(id="charts"):
            yield from self._charts
            yield LivePlane(id="plane")
            yield TrainingSpread(id="spread")
        yield HealthLine(id="health")
        panel = RunPanel(id="run")
        yield panel
        yield RunPrompt(panel, id="prompt")

    def first_focus(self) -> Widget:
        """Let the rows of numbers have the focus: they have no children whose styles would be worked out anew."""
        return self.query_one(RunPanel)

    def shown(self) -> None:
        """Everything is drawn again when the view comes back."""
        self._drawn = None

    def hidden(self) -> None:
        """Nothing is asked while another view is shown."""
        self.plane.wanted = False

    def refresh_from(self, workbench: Workbench) -> None:
        """Show the newest snapshot in numbers; the pictures, and what has to be looked into, come after those are seen."""
        snapshot, measured = workbench.snapshot, self.measured
        self.query_one(RunPanel).show_snapshot(snapshot, measured)
        self.when_seen(self._look_into)
        if snapshot is None:
            return
        names = self.slots()
        self.plane.see(workbench)
        self._arrange(names)
        charts = [pair for pair in zip(self._charts, names, strict=False) if pair[1] in self._shown(names)]
        self._waiting = self._in_turn(charts, snapshot)

    def _look_into(self) -> None:
        """Ask for what takes a thread's time, and draw: both would hold up what was pressed."""
        workbench = self.workbench
        self.query_one(HealthLine).see(workbench)
        self.spread.see(workbench, self.look)
        if workbench.snapshot is None:
            return
        self.plane.ask()
        if self.spread_shown:
            self.spread.redraw()
        self._draw_next()

    def _draw_next(self) -> None:
        """Draw one chart, and the next one after that is on the screen."""
        workbench = self.workbench
        if not self._waiting or workbench.snapshot is None:
            return
        chart, name = self._waiting.pop(0)
        with self.rest.after():
            panel = panel_of(name, workbench.snapshot, self.others(), self.look, self.spread.curves)
            chart.show_panel(title(name), panel)
        if self._waiting:
            self.when_seen(self._draw_next)

    def _arrange(self, names: tuple[str, ...]) -> None:
        shown = self._shown(names)
        for chart, name in zip(self._charts, [*names, ""], strict=False):
            chart.set_class(name not in shown, "-away")
        self._charts[-1].set_class(len(set(shown) - {_PLANE}) == len(self._charts), "-second")
        self.spread.set_class(SPREAD not in shown, "-away")
        self.plane.wanted = _PLANE in shown
        self.plane.set_class(_PLANE not in shown, "-away")
        self.plane.set_class(shown == (_PLANE,), "-alone")
        if not self.plane.wanted and self.plane.has_focus:
            self.first_focus().focus()

    def _in_turn(self, charts: list[Charted], snapshot: Snapshot) -> list[Charted]:
        """Return the charts to draw now: one after a rest while training goes on, all whenever anything else happened.

        Drawing is the most that the screen takes from the training.
        """
        state = (snapshot.status, snapshot.acknowledged, self.look, tuple(name for _, name in charts))
        goes_on = state == self._drawn and snapshot.status == "running"
        self._drawn = state
        if not goes_on:
            return charts
        if not self.rest.over:
            return []
        self._turn += 1
        return [charts[self._turn % len(charts)]] if charts else []

    def _shown(self, names: tuple[str, ...]) -> tuple[str, ...]:
        if self.spread_shown and self.spread.available:
            return (SPREAD,)
        if self.enlarged in self._ring(names)[self._has_room :]:
            return (self.enlarged,)
        third = (_PLANE,) if self.plane.available and self.nntui.size.width >= _ROOM_FOR_THREE else ()
        return (*names, *third) if self._has_room else names[:1]

    def _ring(self, names: tuple[str, ...]) -> list[str]:
        """Return what `z` goes through: all that fits (an empty string), each chart alone, the plane alone."""
        return [*([""] if self._has_room else []), *names, *([_PLANE] if self.plane.available else [])]

    @property
    def shown_charts(self) -> tuple[str, ...]:
        """The subjects of the charts that are on the screen."""
        return tuple(name for name in self._shown(self.slots()) if name not in (_PLANE, SPREAD))

    @property
    def plane(self) -> LivePlane:
        """The decision boundary."""
        return self.query_one(LivePlane)

    @property
    def _has_room(self) -> bool:
        """Whether two charts fit side by side; asked of the application, for a view that is about to be shown has no size."""
        return self.nntui.size.width >= _ROOM_FOR_TWO

    def on_resize(self) -> None:
        """A narrow terminal has room for one chart, a wide one for all three."""
        room = (self._has_room, self.nntui.size.width >= _ROOM_FOR_THREE)
        if room != self._had_room:
            self._had_room = room
            self.refresh_from(self.workbench)

    def enlarge_next(self) -> None:
        """Go from all to the first chart alone, the second, the plane, and back; in a narrow terminal from one to the other."""
        ring = self._ring(self.slots())
        here = self.enlarged if self.enlarged in ring else ring[0]
        self.enlarged = ring[(ring.index(here) + 1) % len(ring)]
        self.refresh_from(self.workbench)

    def enlarge_plane(self) -> None:
        """Show the plane alone, or go back to the charts."""
        self.plane.need()
        self.enlarged = "" if self.enlarged == _PLANE else _PLANE
        self.refresh_from(self.workbench)

    @property
    def plane_waits(self) -> bool:
        """Whether the plane does not have the keys yet."""
        return not self.plane.has_focus

    def steer_plane(self) -> None:
        """Show the plane, and give it the keys."""
        self.plane.need()
        if _PLANE not in self._shown(self.slots()):
            self.enlarged = _PLANE
            self.refresh_from(self.workbench)
        self.call_after_refresh(self.plane.focus)

    def other_points(self) -> None:
        """Show the points of the next part on the plane."""
        self.plane.need()
        self.plane.other_points()

    def status(self) -> str:
        """Say what the run is doing and what to press."""
        bench = self.workbench
        if bench.snapshot is None and (bench.data_error or bench.problems):
            return "there is nothing to train yet: 1 shows what does not fit"
        return self.plane.status() or status_words(bench.snapshot)
