"""The Inspect view: the network as a graph, every unit with what it does, and the chosen one large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal

from nntui.charts.spans import Rows
from nntui.errors import NntuiError
from nntui.insight.units import Units
from nntui.tui.actions import action
from nntui.tui.brush import brush_for
from nntui.tui.calm import Calm
from nntui.tui.plane.view import LivePlane
from nntui.tui.screens.inspect_hands import ByHand
from nntui.tui.screens.inspect_rows import graph_rows, unit_rows
from nntui.tui.screens.inspect_state import Inspection
from nntui.tui.text import safe
from nntui.tui.view import view
from nntui.tui.widgets.prose import wrap
from nntui.tui.widgets.run_prompt import RunPrompt
from nntui.tui.widgets.sample import Painted

if TYPE_CHECKING:
    from nntui.tui.screens.predict_model import Model
    from nntui.tui.workbench import Workbench

_PAGE = 10
_KEYS = "arrows choose a unit, b shows the plane"
_STATUS = {
    "ready": "start weights, nothing learned yet; " + _KEYS,
    "running": "it is learning: " + _KEYS,
    "diverged": "diverged: the weights that were kept; " + _KEYS,
    "failed": "failed: the last weights; " + _KEYS,
    "finished": "the planned epochs are done; " + _KEYS,
}


@view("inspect", "6", "Inspect")
class InspectView(ByHand):
    """Look into the network: its layers and units, what each one responds to, and its weights."""

    help = (
        "From left to right stand the input and the layers with weights, each with the activation after it; below each "
        "other their units. For data of two features a unit's picture is its own response all over the plane: the more "
        "colour the stronger, a where it is positive, b where it is negative. For other data the bar is its mean "
        "activation over the training samples. Beside the units next to the chosen one stands the weight that links "
        "them: its sign, and a thin, plain or thick line for its size as a share of the largest. Of images a channel is "
        "one unit: its numbers are over all its pixels, and of several weights between two units the sum is shown. On the "
        "right is the chosen unit with its numbers and its largest weights. Left and right choose the layer, up and down "
        "the unit. One of its bias and the weights into it is chosen, too: [ and ] go through them, w chooses by name or "
        "number, e gives it a value, + and - nudge it. f freezes the unit: its weights and bias stay while the others train; "
        "F beside it, or the word frozen, tells it. s silences it: the next layer gets nothing from it, what it passed on "
        "comes back with s; S, or the word silent, tells it. Both are told in words on the right, marked on the charts and "
        "kept in the file; a rewind keeps them too, but takes weights that were set back. With shift it is the whole layer. "
        "b puts in its place what the whole network says all over the plane of two features; p or enter gives that "
        "plane the keys, escape gives them back."
    )
    DEFAULT_CSS = """
    InspectView { layout: vertical; }
    InspectView #network { height: 1fr; }
    InspectView #graph { width: 1fr; padding: 0 1; }
    InspectView #unit { width: 30; padding: 0 1; }
    InspectView.-wide #unit { width: 44; }
    InspectView.-empty #unit, InspectView.-plane #unit { display: none; }
    InspectView #plane { display: none; width: 50%; padding: 0 1; }
    InspectView.-plane #plane { display: block; }
    InspectView.-empty #plane { display: none; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.seen = Inspection()
        self._calm = Calm()
        self._on_screen = False
        self._whole = False
        self._words = ""
        self._trouble = ""

    def compose(self) -> ComposeResult:
        """The graph, beside it the chosen unit or the plane of the whole network, and the line that asks."""
        with Horizontal(id="network"):
            yield Painted(self._graph, id="graph")
            yield Painted(self._unit, id="unit")
            yield LivePlane(id="plane")
        yield RunPrompt(self, id="prompt")

    def shown(self) -> None:
        """Ask again."""
        self._on_screen = True

    def hidden(self) -> None:
        """Ask for nothing while another view is shown."""
        self._on_screen = self.plane.wanted = False

    def refresh_from(self, workbench: Workbench) -> None:
        """Show another network at once, and newer weights when they were asked about."""
        self.set_class(self.nntui.size.width >= 110, "-wide")
        words = _waiting_for(workbench)
        if self.seen.see(workbench) or words != self._words:
            self._words, self._trouble = words, ""
            self.set_class(bool(words), "-empty")
            self.repaint()
        self._arrange_plane()
        self._ask()

    @property
    def plane(self) -> LivePlane:
        """What the whole network says all over two features."""
        return self.query_one(LivePlane)

    def _arrange_plane(self) -> None:
        """Show the plane or the chosen unit, and let the plane follow the weights while it is shown."""
        plane = self.plane
        plane.see(self.workbench)
        shown = self._whole and plane.available and not self._words
        plane.wanted = shown and self._on_screen
        self.set_class(shown, "-plane")
        if plane.has_focus and not shown:
            self.focus()
        plane.ask()

    def repaint(self) -> None:
        """Draw again what changed."""
        for painted in self.query(Painted):
            painted.redraw()

    def status(self) -> str:
        """Say what is shown and what can be done."""
        snapshot = self.workbench.snapshot
        if self._words:
            return ""
        if self.plane.has_focus:
            return self.plane.status()
        if self._trouble:
            return safe(self._trouble, 100)
        if snapshot is not None and snapshot.message and snapshot.status in {"ready", "running", "paused"}:
            return safe(snapshot.message, 100)
        if self.seen.found is not None and not self.seen.found.finite:
            return "some activations are no numbers any more: r on Train goes back to the start weights"
        return _STATUS.get(snapshot.status, _KEYS) if snapshot is not None else _KEYS

    def _graph(self, width: int, height: int) -> Rows:
        if self._words:
            return wrap(safe(self._words), max(10, width - 1), "muted")
        return graph_rows(self.seen, width, height, brush_for(self.nntui))

    def _unit(self, width: int, height: int) -> Rows:
        return () if self._words else unit_rows(self.seen, width, height, brush_for(self.nntui))

    # what is asked

    def _ask(self) -> None:
        job = self.seen.asking() if self._on_screen and self.seen.outdated and not self._calm.busy else None
        if job is not None:
            self._calm.ask(self.workbench, lambda: job, self._came, self._failed)

    def _came(self, answer: tuple[Model, Units]) -> None:
        self._trouble = ""
        if self.seen.take(answer):
            self.repaint()
        if not self.workbench.running:
            self._ask()

    def _failed(self, error: NntuiError) -> None:
        self._trouble = str(error)

    # the whole network

    @action(
        "inspect.plane",
        title="Plane of the whole network",
        help="Show what the whole network says all over two features in place of the chosen unit, or back.",
        keys="b",
        footer=62,
        short="whole",
    )
    def show_plane(self) -> None:
        """Show the plane, or the chosen unit again."""
        self.plane.need()
        self._whole = not self._whole
        self._arrange_plane()

    @property
    def plane_waits(self) -> bool:
        """Whether the plane does not have the keys yet."""
        return not self.plane.has_focus

    @action(
        "inspect.steer-plane",
        title="Move and zoom this plane",
        help="Show that plane and give it the keys: move, zoom, discretise, choose features; escape gives them back.",
        keys=("p", "enter"),
        when="plane_waits",
        footer=65,
        short="plane",
    )
    def steer_plane(self) -> None:
        """Show the plane, and give it the keys."""
        self.plane.need()
        self._whole = True
        self._arrange_plane()
        self.call_after_refresh(self.plane.focus)

    # what the keys do

    def _moved(self) -> None:
        self.repaint()
        self._ask()

    @action("inspect.up", title="Unit above", help="Choose the unit above.", keys=("up", "k"))
    def up(self) -> None:
        """Choose the unit above."""
        self.seen.go_unit(self.seen.unit - 1)
        self._moved()

    @action("inspect.down", title="Unit below", help="Choose the unit below.", keys=("down", "j"), footer=70, short="unit")
    def down(self) -> None:
        """Choose the unit below."""
        self.seen.go_unit(self.seen.unit + 1)
        self._moved()

    @action(
        "inspect.left",
        title="Layer before",
        help="Choose the layer before, or the input.",
        keys=("left", "h"),
    )
    def left(self) -> None:
        """Choose the layer before."""
        self.seen.go_stage(-1)
        self._moved()

    @action(
        "inspect.right",
        title="Layer after",
        help="Choose the layer after, up to the outputs.",
        keys=("right", "l"),
        footer=71,
        short="layer",
    )
    def right(self) -> None:
        """Choose the layer after."""
        self.seen.go_stage(1)
        self._moved()

    @action("inspect.page-up", title="Ten units up", help="Choose the unit ten places above.", keys="pageup")
    def page_up(self) -> None:
        """Go ten units up."""
        self.seen.go_unit(self.seen.unit - _PAGE)
        self._moved()

    @action("inspect.page-down", title="Ten units down", help="Choose the unit ten places below.", keys="pagedown")
    def page_down(self) -> None:
        """Go ten units down."""
        self.seen.go_unit(self.seen.unit + _PAGE)
        self._moved()

    @action("inspect.first", title="First unit of the layer", help="Choose the first unit of the layer.", keys="home")
    def first(self) -> None:
        """Choose the first unit."""
        self.seen.go_unit(0)
        self._moved()

    @action("inspect.last", title="Last unit of the layer", help="Choose the last unit of the layer.", keys="end")
    def last(self) -> None:
        """Choose the last unit."""
        if self.seen.stages:
            self.seen.go_unit(self.seen.stages[self.seen.stage].units - 1)
            self._moved()


def _waiting_for(workbench: Workbench) -> str:
    """Return why there is no network to look into, in words; empty when there is."""
    opened = workbench.opened_model
    if workbench.run is not None or (workbench.data_error and opened is not None and opened.preparation is not None):
        return ""
    if workbench.data_error:
        return f"There is no network to look into: {workbench.data_error} Press 1 to choose other data."
    if workbench.loading:
        return "The data are being loaded; then the network can be looked into."
    if workbench.problems:
        return f"There is no network to look into yet: {workbench.problems[0]} Press 1 to change it."
    return "The network is being made."
