"""Choosing which runs are laid over the one that is watched: those of this session, saved ones, any model file."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from nntui.charts.spans import Span
from nntui.store.runs import MODEL
from nntui.tui.dialogs.search import Search
from nntui.tui.drafts import told
from nntui.tui.shelf import LAID, LETTERS, Past
from nntui.tui.text import fit, pad, safe
from nntui.tui.widgets.picker import Item
from nntui.tui.widgets.prose import wrap
from nntui.tui.widgets.rows import RowsView

if TYPE_CHECKING:
    from nntui.errors import NntuiError
    from nntui.spec.experiment import Experiment
    from nntui.store.runs import KnownRun
    from nntui.training.messages import Curve

OTHER_FILE = "other file"
_NAME = 30
_DATE = re.compile(r"^\d{4}-\d\d-\d\d-\d{6}-(?=.)")
_EMPTY = (
    "No other run yet: r rewinds, or a changed network starts anew, and the run before stays. Saved runs are listed here too."
)


class Line(msgspec.Struct, frozen=True):
    """A run that can be chosen: its key on the shelf, its name, what is said of it, and its file where it is a saved one."""

    key: str
    name: str
    words: str
    path: Path | None = None


class Compare(Search[str]):
    """Enter lays a run over the charts or takes it off; the dialog stays until escape. `changed` is called after each."""

    title_text = "Runs on the charts"
    help = "Enter puts the run under the cursor on the charts, by a letter and a colour of its own, or takes it off again."

    def __init__(self, changed: Callable[[], None]) -> None:
        super().__init__()
        self._changed = changed
        self._saved: tuple[Line, ...] = ()

    def opened(self) -> None:
        """Look for saved runs."""
        super().opened()
        bench = self.nntui.workbench
        bench.ask(bench.services.saved_runs, self._listed, lambda _: None)

    def _listed(self, found: tuple[KnownRun, ...]) -> None:
        self._saved = tuple(_saved_line(one) for one in found)
        self._again()

    def _again(self) -> None:
        if self.ready:
            self.found.set_items(self.items(self.query_one("#query").value))  # type: ignore[attr-defined]
            self._words_anew()

    def _lines(self) -> list[Line]:
        """Return all that can be chosen: this session's newest first, files that were chosen, saved runs, another file."""
        shelf = self.nntui.workbench.shelf
        here = [self._line_of(past) for past in reversed(shelf.runs)]
        listed = {line.key for line in self._saved}
        chosen = [self._line_of(past, Path(past.key)) for past in shelf.saved.values() if past.key not in listed]
        saved = [self._line_of(shelf.saved[line.key], line.path) if line.key in shelf.saved else line for line in self._saved]
        return [*here, *chosen, *saved, Line(OTHER_FILE, "another file ...", "choose any model file or run's folder")]

    def _line_of(self, past: Past, path: Path | None = None) -> Line:
        """Return the line of a run that is here, with what it has otherwise than the present one."""
        run = self.nntui.workbench.run
        words = f"{past.words}, {told(run.experiment, past.experiment)}" if run is not None else past.words
        return Line(past.key, path.name if path is not None else past.name, words, path)

    def items(self, query: str) -> tuple[Item, ...]:
        """Return the runs whose name or words hold the letters."""
        wanted = query.strip().lower()
        return tuple(self._item(line) for line in self._lines() if wanted in line.name.lower() or wanted in line.words.lower())

    def _item(self, line: Line) -> Item:
        letter = self.nntui.workbench.shelf.letter(line.key)
        style = f"class{LETTERS.index(letter)} bold" if letter else "muted"
        row: list[Span] = [
            (f" {letter or '-'} ", style),
            (pad(fit(safe(line.name), _NAME), _NAME + 1), "accent" if letter else ""),
        ]
        return Item((*row, (safe(line.words), "muted")), line)

    def about(self, item: Item) -> str:
        """Return what is said of the run, in full."""
        line: Line = item.value
        if line.key == OTHER_FILE and len(self.found.items) == 1:
            return _EMPTY
        return line.words

    def _take(self, item: Item | None) -> None:
        if item is None:
            return
        line: Line = item.value
        shelf = self.nntui.workbench.shelf
        if line.key == OTHER_FILE:
            self.dismiss(OTHER_FILE)
        elif shelf.letter(line.key):
            shelf.lift(line.key)
            self._done()
        elif shelf.full:
            self._say(f"{LAID} runs are on the charts already: enter on one of them takes it off.")
        elif line.path is None:
            shelf.lay(line.key)
            self._done()
        else:
            self._say("reading ...", "muted")
            self.lay_file(line.path, self._wrong)

    def lay_file(self, path: Path, failed: Callable[[NntuiError], None]) -> None:
        """Read a saved run and lay it over the charts."""
        bench = self.nntui.workbench

        def came(found: tuple[dict[str, Curve], Experiment]) -> None:
            bench.shelf.saved[str(path)] = past_of(path, found)
            bench.shelf.lay(str(path))
            self._done()

        bench.ask(lambda: bench.services.saved_curves(path), came, failed)

    def _done(self) -> None:
        self._changed()
        self._again()

    def _wrong(self, error: NntuiError) -> None:
        if self.ready:
            self._say(str(error))

    def _say(self, words: str, role: str = "bad") -> None:
        shown = self.query_one("#words", RowsView)
        shown.show(wrap(safe(words), max(shown.size.width - 1, 20), role, indent=1))


def _saved_line(one: KnownRun) -> Line:
    path = one.folder.path
    written = time.strftime("%Y-%m-%d %H:%M", time.localtime(one.written))
    return Line(str(path), path.name, f"saved {written}", path)


def past_of(path: Path, found: tuple[dict[str, Curve], Experiment]) -> Past:
    """Return a saved run as the shelf keeps it; on the charts it goes without the date in its folder's name."""
    name = path.parent.name if path.name == MODEL else path.stem if path.suffix else path.name
    return Past(str(path), _DATE.sub("", name), *found)
