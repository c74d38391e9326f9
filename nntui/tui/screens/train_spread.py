"""How weights, gradients and activations of a layer are spread over the run: bands that grow while it trains."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, cast

import msgspec
import numpy as np

from nntui.charts.bands import Bands, bands, legend, told
from nntui.charts.layout import beside, crop, pad, row_width
from nntui.charts.lines_axes import Extent, x_window
from nntui.charts.lines_panel import Look
from nntui.charts.numbers import percent
from nntui.charts.spans import Row, Rows, Span
from nntui.insight.distributions import KINDS, Kind, Record, layers_of, looking
from nntui.insight.distributions import Look as Found
from nntui.insight.predictions import Weights
from nntui.insight.spread import spread_samples
from nntui.training.messages import Curve
from nntui.tui.brush import brush_for
from nntui.tui.calm import Calm
from nntui.tui.screens.train_panels import extent_of
from nntui.tui.screens.train_subjects import DEAD, SATURATED
from nntui.tui.widgets.rows import RowsView

if TYPE_CHECKING:
    from nntui.charts.lines_axes import Bounds
    from nntui.data.tables import Prepared
    from nntui.engine.arrays import Array
    from nntui.errors import NntuiError
    from nntui.insight.units import Stage
    from nntui.training.messages import Snapshot
    from nntui.tui.app import NntuiApp
    from nntui.tui.running import Run
    from nntui.tui.workbench import Workbench

SECONDS, SHARE = 1.0, 40.0
"""Between two looks at a run that goes on: a second, or forty times what the last one took."""
SAMPLES = 256
_ROOM_FOR_THREE = 110
_GAP = 2


class TrainingSpread(RowsView):
    """Bands of one layer; it looks at the run now and then whether it is shown or not, so that it has the whole run."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.record = Record()
        self.kind: Kind = KINDS[0]
        self.chosen = 0
        self.trouble = ""
        self._look = Look()
        self._stages: tuple[Stage, ...] = ()
        self._run: Run | None = None
        self._snapshot: Snapshot | None = None
        self._samples: tuple[Array, Array] | None = None
        self._prepared: Prepared | None = None
        self._calm = Calm(SECONDS, SHARE)
        self._bench: Workbench | None = None
        self._bounds: dict[tuple[int, Kind], Bounds] = {}
        self._curves: dict[str, Curve] | None = {}
        self._version = 0
        self._drawn: dict[Kind, tuple[Any, Rows]] = {}

    # the record

    def see(self, bench: Workbench, look: Look) -> None:
        """Take over the run and how it is looked at, and have it looked into where that is due."""
        run, snapshot = bench.run, bench.snapshot
        self._bench, self._look, self._snapshot = bench, look, snapshot
        if run is None or snapshot is None or run.network is None:
            self._start(None)
            return
        if (
            self._run is None
            or run.number != self._run.number
            or (self.record.looks and snapshot.step < self.record.looks[-1].step)
        ):
            self._start(run)
        self._ask(bench, run, snapshot)

    def _start(self, run: Run | None) -> None:
        self._run = run
        self._stages = layers_of(run.network) if run is not None else ()
        self.chosen = min(self.chosen, max(len(self._stages) - 1, 0))
        self.record, self._samples, self._bounds, self._curves = Record(), None, {}, {}
        self.trouble = ""
        self._version += 1

    def _ask(self, bench: Workbench, run: Run, snapshot: Snapshot) -> None:
        if not self._stages or (self.record.looks and self.record.looks[-1].step == snapshot.step):
            return
        record = self.record
        self._calm.ask(bench, lambda: self._job(run, snapshot), lambda found: self._came(record, found), self._failed)

    def _job(self, run: Run, snapshot: Snapshot) -> Generator[Any, None, Found]:
        if self._samples is None or self._prepared is not run.prepared:
            self._samples, self._prepared = spread_samples(run.network, run.prepared, SAMPLES), run.prepared
            yield
        weights = Weights(snapshot.parameters, snapshot.statistics)
        layers = yield from looking(run.network, weights, *self._samples)
        return Found(snapshot.step, snapshot.step / max(snapshot.steps_per_epoch, 1), snapshot.seconds, layers)

    def _came(self, record: Record, found: Found) -> None:
        if record is self.record:
            record.add(found)
            self._curves = None
            self._version += 1
            if self.display:
                self.redraw()
        bench = self._bench
        if bench is not None and not bench.running and self.is_attached:
            self.see(bench, self._look)

    def _failed(self, error: NntuiError) -> None:
        self.trouble = str(error)
        self.redraw()

    @property
    def curves(self) -> dict[str, Curve]:
        """The shares of dead and of saturated units of each layer that has an activation, as curves."""
        if self._curves is None:
            self._curves = dict(self._share_curves())
        return self._curves

    def _share_curves(self) -> Generator[tuple[str, Curve], None, None]:
        step, epoch, seconds = self.record.places()
        for series, name in ((DEAD, "dead"), (SATURATED, "saturated")):
            for place in range(len(self._stages)):
                share = self.record.share(place, name)  # type: ignore[arg-type]
                if np.isfinite(share).any():
                    key = f"{series}.{self.record.looks[-1].layers[place].counted}"
                    yield key, Curve(key, step, epoch, seconds, share, share, share)

    # what is shown

    @property
    def available(self) -> bool:
        """Whether there is a layer with weights."""
        return bool(self._stages)

    @property
    def wide(self) -> bool:
        """Whether all three kinds stand side by side."""
        return self.size.width >= _ROOM_FOR_THREE

    def next_kind(self) -> bool:
        """Show the next kind; returns whether there was one, after the last or where all are shown there is none."""
        place = KINDS.index(self.kind) + 1
        more = not self.wide and place < len(KINDS)
        self.kind = KINDS[place] if more else KINDS[0]
        return more

    def go_layer(self, by: int) -> None:
        """Choose the layer before or behind."""
        self.chosen = max(0, min(self.chosen + by, len(self._stages) - 1))

    def cursor_moved(self, by: int) -> float | None:
        """Return the step of the look that is so many looks away; the newest first."""
        steps = [look.step for look in self.record.looks]
        if not steps:
            return None
        cursor = self._look.cursor
        if cursor is None:
            return float(steps[0] if by < -len(steps) else steps[-1])
        here = max(int(np.searchsorted(np.array(steps), cursor, side="right")) - 1, 0)
        return float(steps[min(max(here + by, 0), len(steps) - 1)])

    def draw(self, width: int, height: int) -> Rows:
        """Return title and legend, the bands, and a line of numbers."""
        if self._snapshot is None or not self._stages or width < 16 or height < 7:
            return ()
        ascii = brush_for(cast("NntuiApp", self.app)).ascii
        kinds = KINDS if width >= _ROOM_FOR_THREE else (self.kind,)
        head = self._head(kinds, width, ascii=ascii)
        each = (width - _GAP * (len(kinds) - 1)) // len(kinds)
        blocks = [self._block(kind, each, height - len(head) - 1, titled=len(kinds) > 1, ascii=ascii) for kind in kinds]
        body = blocks[0]
        for place, block in enumerate(blocks[1:], 1):
            body = beside(body, block, left_width=place * (each + _GAP) - _GAP, gap=_GAP)
        return (*head, *body, self._foot(width))

    def _head(self, kinds: tuple[Kind, ...], width: int, *, ascii: bool) -> Rows:
        """Return the title with the legend beside it, or below where the room is short."""
        stage = self._stages[self.chosen]
        what = f"{kinds[0]}, " if len(kinds) == 1 else ""
        place = f"{self.chosen + 1} of {len(self._stages)}"
        title: Row = (
            (f" {what}layer {stage.weights_at}", "bold"),
            (f" {', '.join(stage.names)}", ""),
            (f"  {place}  ", "muted"),
        )
        meaning = legend(width, ascii=ascii)
        if row_width(title) + row_width(meaning) <= width:
            return (pad((*title, *meaning), width),)
        return crop(title, width), pad(((" ", ""), *legend(width - 1, ascii=ascii)), width)

    def _block(self, kind: Kind, width: int, height: int, *, titled: bool, ascii: bool) -> Rows:
        """Return one kind with its numbers below; drawn again when there is another look, window or size."""
        extent = extent_of(cast("Snapshot", self._snapshot), ())
        window = x_window(extent, self._look.unit, width, tail=self._look.tail)
        key = (self.chosen, self._version, self._look, window, width, height, ascii)
        if self._drawn.get(kind, (None,))[0] != key:
            self._drawn[kind] = key, self._draw_block(kind, extent, width, height, titled=titled, ascii=ascii)
        return self._drawn[kind][1]

    def _draw_block(self, kind: Kind, extent: Extent, width: int, height: int, *, titled: bool, ascii: bool) -> Rows:
        shown = self._bands(kind, extent)
        title = (pad(((f" {kind}", "bold"),), width),) if titled else ()
        place = (self.chosen, kind)
        rows, self._bounds[place] = bands(shown, self._bounds.get(place), width, height - len(title) - 1, ascii=ascii)
        return (*title, *rows, pad(((" ", ""), *told(shown, width - 1)), width))

    def _bands(self, kind: Kind, extent: Extent) -> Bands:
        step, epoch, seconds = self.record.places()
        return Bands(
            step=step,
            epoch=epoch,
            seconds=seconds,
            quantiles=self.record.bands(self.chosen, kind),
            look=msgspec.structs.replace(self._look, log=False),
            extent=extent,
            note="looking ..." if not self.record.looks else "no numbers that could be drawn",
        )

    def _foot(self, width: int) -> Row:
        if self.trouble:
            return crop([(f" {self.trouble}", "bad")], width)
        looks = self.record.looks
        if not looks:
            return ()
        cursor = self._look.cursor
        look = looks[-1] if cursor is None else next((one for one in reversed(looks) if one.step <= cursor), looks[0])
        spread = look.layers[self.chosen]
        spans: list[Span] = [(f" step {look.step:,}  ", "accent" if cursor is not None else "muted")]
        if not math.isnan(spread.dead):
            for name, share in (("dead units", spread.dead), ("saturated", spread.saturated)):
                spans += [(f"{name} ", "muted"), (f"{percent(share)}  ", "warning" if share else "")]
        else:
            spans.append(("no activation here that could die", "muted"))
        return crop(spans, width)
