"""One calm line about the health of the run, blank while there is nothing to say; it has the run examined now and then."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from nntui.charts import health
from nntui.charts.spans import Rows
from nntui.tui.widgets.rows import RowsView

if TYPE_CHECKING:
    from nntui.errors import NntuiError
    from nntui.insight.symptoms import Finding
    from nntui.training.messages import Snapshot
    from nntui.tui.running import Run
    from nntui.tui.workbench import Workbench

SECONDS = 3.0
SHARE = 40
"""Between two looks at a run that goes on: three seconds, or forty times what the last one took."""


class HealthLine(RowsView):
    """Shows the gravest finding of the newest examination; `findings` has them all, of `epoch`.

    Its row is always there: charts that jump by a row when it comes are no calm, and all of them would be sent again.
    """

    DEFAULT_CSS = "HealthLine { height: 1; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.findings: tuple[Finding, ...] = ()
        self.epoch: int | None = None
        self._of: tuple[int, int] = (0, 0)
        self._seen: tuple[object, ...] = ()
        self._busy = False
        self._until = 0.0

    def see(self, bench: Workbench) -> None:
        """Take over the run, and have it examined where that is due."""
        run, snapshot = bench.run, bench.snapshot
        if run is None or snapshot is None or run.network is None:
            self._tell((), None)
            return
        if (run.number, snapshot.step) < self._of or run.number != self._of[0] or not snapshot.step:
            self._tell((), None)
        self._of = (run.number, snapshot.step)
        if self._due(run, snapshot):
            self._ask(bench, run, snapshot)

    def _due(self, run: Run, snapshot: Snapshot) -> bool:
        if self._busy or not snapshot.step or self._seen == (run.number, snapshot.step, snapshot.status):
            return False
        return snapshot.status != "running" or time.monotonic() >= self._until

    def _ask(self, bench: Workbench, run: Run, snapshot: Snapshot) -> None:
        self._busy, self._seen = True, (run.number, snapshot.step, snapshot.status)
        began = time.monotonic()
        asked = bench.jobs if bench.running else bench  # while training goes on the screen looks anyway
        asked.ask(
            lambda: _examining(run, snapshot),
            lambda found: self._came(bench, run, snapshot, found, began),
            lambda error: self._failed(error, began),
        )

    def _came(self, bench: Workbench, run: Run, snapshot: Snapshot, found: tuple[Finding, ...], began: float) -> None:
        self._rest(began)
        if (run.number, snapshot.step) <= self._of and run.number == self._of[0]:
            self._tell(found, snapshot.epoch)
        if self.is_attached and self.app.is_running:
            self.see(bench)

    def _failed(self, error: NntuiError, began: float) -> None:
        """Say nothing of a run that cannot be examined: it is no affair of the one who watches it."""
        self._rest(began)
        self.log.warning(str(error))

    def _rest(self, began: float) -> None:
        now = time.monotonic()
        self._busy, self._until = False, now + max(SECONDS, SHARE * (now - began))

    def _tell(self, found: tuple[Finding, ...], epoch: int | None) -> None:
        self.findings, self.epoch = found, epoch
        self.redraw()

    def draw(self, width: int, height: int) -> Rows:
        """Return the line."""
        return (health.sentence(self.findings, width),)


def _examining(run: Run, snapshot: Snapshot) -> Generator[Any, None, tuple[Finding, ...]]:
    from nntui.insight.health import examining  # noqa: PLC0415 - the first picture does not wait for it

    return (yield from examining(run.network, run.prepared, snapshot))
