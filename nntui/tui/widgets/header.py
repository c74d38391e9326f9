"""The first line: the views, the experiment's name and what the run is doing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from nntui.charts.spans import Row, Rows
from nntui.tui.screens import SCREENS
from nntui.tui.text import cells, safe
from nntui.tui.widgets.rows import RowsView

if TYPE_CHECKING:
    from nntui.tui.app import NntuiApp
    from nntui.tui.workbench import Workbench

STATUS_CELLS = 28
STATUS = {
    "ready": ("ready", "muted"),
    "running": ("training", "good"),
    "paused": ("paused", "warning"),
    "finished": ("finished", "good"),
    "stopped": ("stopped", "warning"),
    "diverged": ("diverged", "bad"),
    "failed": ("failed", "bad"),
}


class Header(RowsView):
    """One row, always the same places."""

    def draw(self, width: int, height: int) -> Rows:
        """Return the row for that width."""
        app = cast("NntuiApp", self.app)
        tabs = next((found for found in _ways(app.view_shown) if width - _length(found) >= STATUS_CELLS), None)
        tabs = tabs or list(_ways(app.view_shown))[-1]
        right = status(app.workbench, max(width - _length(tabs), 0), ascii=app.ascii)
        blank = width - sum(cells(text) for text, _ in (*tabs, *right))
        return ((*tabs, (" " * max(blank, 1), ""), *right),)


def _ways(shown: str) -> Iterator[Row]:
    """Yield the tabs in ever less room: with the program's name, without, closer, and with digits alone."""
    yield ((" nntui ", "accent bold"), *_tabs(shown, " {} {} "))
    yield _tabs(shown, " {} {} ")
    yield _tabs(shown, "{} {} ")
    yield tuple(span for span in _tabs(shown, " {} {} ", others=" {} "))


def _tabs(shown: str, form: str, others: str = "") -> Row:
    spans = []
    for name, key, title in SCREENS:
        here = name == shown
        spans.append(((form if here else others or form).format(key, title), "selected bold" if here else "muted"))
    return tuple(spans)


def _length(row: Row) -> int:
    return sum(cells(text) for text, _ in row)


def status(bench: Workbench, width: int, *, ascii: bool = False) -> Row:
    """Return the experiment's name, a star when something is not saved, and the run's state."""
    word, role = STATUS[bench.snapshot.status] if bench.snapshot is not None else ("", "muted")
    if bench.stale and not bench.running:
        word, role = "changed", "warning"
    if bench.problems or bench.data_error or bench.run_error:
        word, role = "not ready", "bad"
    elif bench.loading:
        word, role = "loading", "muted"
    name = bench.saved_path.name if bench.saved_path else bench.experiment.name or _data_name(bench)
    star = "*" if bench.dirty else " "
    sign = ("o " if ascii else "● ") if word else ""
    shown = safe(name, max(width - len(word) - len(sign) - 4, 4), ascii=ascii)
    return ((shown + star, ""), (f" {sign}{word} ", role))


def _data_name(bench: Workbench) -> str:
    """Return the name of the data: for a file of the user's, the file's."""
    source = bench.experiment.data.source
    path = getattr(source, "path", "")
    return str(path).replace("\\", "/").rpartition("/")[2] or source.catalog_name
