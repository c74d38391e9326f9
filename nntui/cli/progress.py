"""The line on stderr that tells how far a run is, drawn over itself a few times a second."""

from __future__ import annotations

import math
import shutil
import sys
from contextlib import suppress
from time import perf_counter

import msgspec

from nntui.cli.narration import clean
from nntui.cli.terminal import locale_is_utf8, narrates_live

INTERVAL = 0.2
"""Seconds between two pictures."""
_FORMS = ((24, 4, "epoch "), (12, 4, "epoch "), (24, 2, "epoch "), (12, 2, ""), (8, 2, ""), (0, 2, ""), (0, 1, ""))
"""Cells of the bar, how many values are told, and a word: from the widest line to the narrowest."""


class Progress(msgspec.Struct, frozen=True):
    """How far a run is: epochs done of those planned, seconds so far, and the newest values by name."""

    epoch: float
    epochs: int
    seconds: float
    values: dict[str, float]

    @property
    def share(self) -> float:
        """The part that is done, 0 to 1."""
        return min(self.epoch / self.epochs, 1.0) if self.epochs else 1.0

    @property
    def remaining(self) -> float:
        """Seconds to the end at the speed so far, NaN before anything is known."""
        return self.seconds * (1 - self.share) / self.share if self.share > 0 else math.nan


class Line:
    """One line on stderr; does nothing where stderr cannot be drawn over. `next` is when it should be drawn again."""

    def __init__(self, name: str) -> None:
        self.live = narrates_live()
        self._name = clean(name)
        self._signs = "█░" if locale_is_utf8() else "#-"
        self.next = 0.0
        self._shown = False

    @property
    def due(self) -> bool:
        """Whether it is time for the next picture."""
        return self.live and perf_counter() >= self.next

    def show(self, progress: Progress) -> None:
        """Draw the line anew."""
        if self.live:
            self.next = perf_counter() + INTERVAL
            self._draw(text_of(self._name, progress, self._signs, width=_width()))

    def show_text(self, text: str) -> None:
        """Draw a line of words, such as how far a download is."""
        if self.due:
            self.next = perf_counter() + INTERVAL
            self._draw(f"{self._name}  {clean(text)}")

    def clear(self) -> None:
        """Take the line away, so that something else can be written."""
        if self._shown:
            self._write("\r\x1b[2K")
            self._shown = False

    def _draw(self, text: str) -> None:
        self._write(f"\r\x1b[2K{text[: _width()]}")
        self._shown = True

    def _write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(text)
            sys.stderr.flush()


def _width() -> int:
    return max(shutil.get_terminal_size().columns - 1, 1)


def text_of(name: str, progress: Progress, signs: str = "#-", *, width: int = 200) -> str:
    """Return the line: name, bar, epochs, values and the time that is left, as much of it as `width` columns hold."""
    lines = [_text(name, progress, signs, form) for form in _FORMS]
    return next((line for line in lines if len(line) <= width), lines[-1])


def _text(name: str, progress: Progress, signs: str, form: tuple[int, int, str]) -> str:
    cells, count, word = form
    filled = int(progress.share * cells)
    bar = f"{signs[0] * filled}{signs[1] * (cells - filled)} " if cells else ""
    known = [f"{key} {value:.4g}" for key, value in progress.values.items() if math.isfinite(value)]
    parts = [name, f"{bar}{progress.share:4.0%}", f"{word}{int(progress.epoch):,}/{progress.epochs:,}", *known[:count]]
    if math.isfinite(progress.remaining):
        parts.append(f"ETA {clock(progress.remaining)}")
    return "  ".join(part for part in parts if part)


def clock(seconds: float) -> str:
    """Return a duration as `m:ss`, `h:mm:ss` or `3 d 04 h`."""
    whole = int(seconds + 0.5)
    if whole >= 48 * 3600:
        return f"{whole // 86400} d {whole % 86400 // 3600:02d} h"
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"
