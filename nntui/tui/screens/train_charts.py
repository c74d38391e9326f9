"""The keys of the Train view that say what the charts show: which curves, which runs, which part, and the cursor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from nntui.errors import InputError
from nntui.tui.actions import action
from nntui.tui.screens.train_health import Examined
from nntui.tui.screens.train_panels import measured_by
from nntui.tui.screens.train_spread import TrainingSpread
from nntui.tui.screens.train_subjects import Other, subjects, title
from nntui.tui.shelf import LETTERS
from nntui.tui.widgets.chart import ChartView
from nntui.tui.widgets.run_facts import Measured

_TAILS = (1.0, 0.2, 0.05)
_PAGE = 10
_ALL = 10**9
SPREAD = "distributions"


class Charting(Examined):
    """A view with two charts, each of a subject that can be chosen."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._chosen = ["", ""]
        self.enlarged = ""

    @property
    def measured(self) -> Measured:
        """What the run measures."""
        return measured_by(self.workbench)

    def slots(self) -> tuple[str, ...]:
        """Return what the charts show: what was chosen where the run has it, else its loss and its first metric."""
        measured = self.measured
        there, usual = self.subjects(), (*measured.names[:2], "")
        names = [chosen if chosen in there else name for chosen, name in zip(self._chosen, usual, strict=False)]
        return tuple(dict.fromkeys(name for name in names if name))

    def subjects(self) -> tuple[str, ...]:
        """Return all that a chart can show."""
        return subjects(self.measured, shares=bool(self.spread.curves))

    @property
    def spread(self) -> TrainingSpread:
        """The distributions."""
        return self.query_one(TrainingSpread)

    @property
    def spread_shown(self) -> bool:
        """Whether the distributions are on the screen."""
        return self.enlarged == SPREAD

    def others(self) -> tuple[Other, ...]:
        """Return the runs under this one: the one before as a pale line, then those that were laid over it."""
        bench = self.workbench
        laid = [Other(past.curves, f"class{LETTERS.index(letter)}", past.name, letter) for letter, past in bench.shelf.laid]
        if not bench.previous or any(one.curves is bench.previous for one in laid):
            return tuple(laid)
        return (Other(bench.previous, "previous", "before", "P"), *laid)

    @property
    def charts_shown(self) -> list[ChartView]:
        """The charts that are on the screen."""
        return [chart for chart in self.query(ChartView) if chart.display and chart.size.width]

    @action(
        "train.curve",
        title="Next curve",
        help="Let the second chart, or the one that stands alone, show the next curve: each metric, the validation part "
        "alone, the learning rate, the size of the gradient by layer.",
        keys="g",
        footer=56,
        short="curve",
    )
    def next_curve(self) -> None:
        """Show the next subject."""
        self._go_curve(1, first=False)

    @action(
        "train.first-curve",
        title="Curve of the first chart",
        help="Let the first chart show the next curve; a chart that stands alone goes back by one.",
        keys="G",
    )
    def next_first_curve(self) -> None:
        """Show the next subject in the first chart."""
        self._go_curve(1, first=True)

    def _go_curve(self, by: int, *, first: bool) -> None:
        slots, there = self.slots(), self.subjects()
        if not self.shown_charts:
            raise InputError("no chart is shown whose curve could change: z goes on to one")
        alone = [place for place, name in enumerate(slots) if (name,) == self.shown_charts]
        if alone:
            place, by = alone[0], -by if first else by
        else:
            place = 0 if first else 1
        here = slots[place] if place < len(slots) else ""
        ring = [name for name in there if name == here or name not in slots]
        found = ring[(ring.index(here) + by) % len(ring)] if here else ring[0]
        self._chosen[place] = found
        if self.enlarged == here and here:
            self.enlarged = found
        self.refresh_from(self.workbench)
        self.nntui.say(f"chart: {title(found)}")

    @property
    def shown_charts(self) -> tuple[str, ...]:
        """The subjects that are on the screen now."""
        raise NotImplementedError

    @action(
        "train.runs",
        title="Runs on the charts",
        help="Lay earlier runs and saved ones over this one, up to six, each with a letter and a colour of its own.",
        keys="o",
        footer=25,
        short="runs",
    )
    def compare(self) -> None:
        """Choose runs."""
        from nntui.tui.dialogs.compare import OTHER_FILE, Compare  # noqa: PLC0415 - not before somebody asks

        dialog = Compare(lambda: self.refresh_from(self.workbench))
        self.nntui.shell.open_dialog(dialog, lambda found: self._choose_file(dialog) if found == OTHER_FILE else None)

    def _choose_file(self, dialog: Any) -> None:
        from nntui.store.home import runs_folder  # noqa: PLC0415
        from nntui.tui.dialogs.files import ChooseRun  # noqa: PLC0415

        folder = self.nntui.last_folder or runs_folder()
        bench = self.workbench

        def chosen(path: Path | None) -> None:
            if path is not None:
                dialog.lay_file(path, lambda error: bench.say(str(error), "bad"))

        self.nntui.shell.open_dialog(ChooseRun(folder), chosen)

    @action(
        "train.distributions",
        title="Distributions",
        help="Show how the weights of a layer are spread over the run, then its gradients, its activations, then the charts "
        "again; a wide terminal shows all three at once. Up and down choose the layer, [ and ] the moment.",
        keys="d",
        footer=54,
        short="distrib.",
    )
    def show_spread(self) -> None:
        """Show the distributions, the next kind, or the charts again."""
        if not self.spread.available:
            raise InputError("there is no layer with weights whose distributions could be shown")
        if not self.spread_shown:
            self.enlarged = SPREAD
        elif not self.spread.next_kind():
            self.enlarged = ""
        self.refresh_from(self.workbench)

    @action(
        "train.layer-up",
        title="Layer before",
        help="Show the distributions of the layer before.",
        keys="up",
        when="spread_shown",
    )
    def layer_before(self) -> None:
        """Go to the layer before."""
        self._go_layer(-1)

    @action(
        "train.layer-down",
        title="Layer behind",
        help="Show the distributions of the layer behind.",
        keys="down",
        when="spread_shown",
    )
    def layer_behind(self) -> None:
        """Go to the layer behind."""
        self._go_layer(1)

    def _go_layer(self, by: int) -> None:
        self.spread.go_layer(by)
        self.spread.redraw()

    @action(
        "train.tail",
        title="Zoom to the end",
        help="Let the x axis show the last 20 % of what is done, the last 5 %, or everything; the y axis follows.",
        keys="w",
        footer=24,
        short="zoom",
    )
    def zoom(self) -> None:
        """Go to the next share."""
        tail = _TAILS[(_TAILS.index(self.look.tail) + 1) % len(_TAILS)]
        self.look_otherwise(msgspec.structs.replace(self.look, tail=tail))
        self.nntui.say(f"x axis: the last {tail:.0%} of what is done" if tail < 1 else "x axis: everything")

    @action(
        "train.cursor-back",
        title="Cursor back in time",
        help="Put a cursor on the charts, or move it back by a column, and tell what every curve is there in numbers.",
        keys=("left_square_bracket", "left"),
        footer=23,
        short="cursor",
    )
    def cursor_back(self) -> None:
        """Go back."""
        self.move_cursor(-1)

    @action(
        "train.cursor-on",
        title="Cursor forth in time",
        help="Move the cursor forth by a column.",
        keys=("right_square_bracket", "right"),
    )
    def cursor_on(self) -> None:
        """Go forth."""
        self.move_cursor(1)

    @action("train.cursor-far-back", title="Cursor far back", help="Move the cursor ten columns back.", keys="pageup")
    def cursor_far_back(self) -> None:
        """Go far back."""
        self.move_cursor(-_PAGE)

    @action("train.cursor-far-on", title="Cursor far forth", help="Move the cursor ten columns forth.", keys="pagedown")
    def cursor_far_on(self) -> None:
        """Go far forth."""
        self.move_cursor(_PAGE)

    @action("train.cursor-first", title="Cursor to the start", help="Put the cursor on the first column drawn.", keys="home")
    def cursor_first(self) -> None:
        """Go to the start."""
        self.move_cursor(-_ALL)

    @action("train.cursor-last", title="Cursor to the newest", help="Put the cursor on the newest column drawn.", keys="end")
    def cursor_last(self) -> None:
        """Go to the end."""
        self.move_cursor(_ALL)

    def move_cursor(self, by: int) -> None:
        """Move the cursor on all charts that are shown; the first of them says how far."""
        shown = [self.spread] if self.spread_shown else self.charts_shown
        found = (chart.cursor_moved(by) for chart in shown)
        step = next((step for step in found if step is not None), None)
        if step is None:
            raise InputError("nothing is drawn that a cursor could stand on")
        self.look_otherwise(msgspec.structs.replace(self.look, cursor=step))

    @property
    def can_leave(self) -> bool:
        """Whether there is a cursor to be taken away, or distributions to be left."""
        return self.look.cursor is not None or self.spread_shown

    @action(
        "train.out",
        title="Cursor off, or back to charts",
        help="Take the cursor away, so that the legend comes back; then leave the distributions.",
        keys=("escape", "backspace"),
        when="can_leave",
    )
    def out(self) -> None:
        """Show the legend again, or the charts."""
        if self.look.cursor is None:
            self.enlarged = ""
        self.look_otherwise(msgspec.structs.replace(self.look, cursor=None))
