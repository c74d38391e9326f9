"""When the screen looks at the workbench: often after an order, `fps` times a second while training, else never."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from nntui.tui.workbench import Workbench

AT_ONCE_SECONDS = 0.0
SOON_SECONDS = 0.005
SOON_FOR_SECONDS = 0.3
JOB_SECONDS = 0.05
MOST_BACKLOG = 3
SWITCH_SECONDS = 0.001
"""How long a thread may keep the interpreter while another waits for it: the screen waits so long each time it wakes up
while training goes on, a dozen times for a key. Python's 5 milliseconds made it 60 for some keys."""


class Handle(Protocol):
    """A call that is to come."""

    def cancel(self) -> None:
        """Do not call."""


class Watcher(Protocol):
    """What the pulse needs of the application."""

    workbench: Workbench

    def after(self, seconds: float, callback: Callable[[], object], /) -> Handle:
        """Call back once after so many seconds."""

    def news(self, *, in_turn: bool = False) -> None:
        """Something changed in the workbench; `in_turn` when somebody waits for it."""

    def acted(self) -> None:
        """Something was done that may let other things be done next."""

    @property
    def backlog(self) -> int:
        """Pieces of output that the terminal has not taken."""


class Pulse:
    """One timer for the whole application; it stands still while nothing goes on."""

    def __init__(self, app: Watcher, fps: float) -> None:
        sys.setswitchinterval(SWITCH_SECONDS)
        self._app = app
        self._seconds = 1.0 / max(fps, 0.1)
        self._timer: Handle | None = None
        self._soon_until = 0.0
        self._ended = False

    def stop(self) -> None:
        """Never look again: the application has ended."""
        self._ended = True

    def wake(self) -> None:
        """Look as soon as possible, and often for a moment; called when an order or a job is given."""
        if self._ended:
            return
        self._soon_until = time.monotonic() + SOON_FOR_SECONDS
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._app.after(AT_ONCE_SECONDS, self._look)

    def _look(self) -> None:
        self._timer = None
        bench = self._app.workbench
        ordered, answered = bench.ordered, bench.jobs.answered
        if self._app.backlog <= MOST_BACKLOG:
            if bench.poll():
                self._app.news(in_turn=ordered and not bench.ordered)
            elif bench.jobs.answered > answered:  # whoever asked has shown the answer; other keys may be possible now
                self._app.acted()
        pause = self.pause()
        if pause is not None and self._timer is None:
            self._timer = self._app.after(pause, self._look)

    def pause(self) -> float | None:
        """Return the seconds until the next look, or None when there is nothing to wait for."""
        bench = self._app.workbench
        soon = time.monotonic() < self._soon_until
        if bench.ordered:
            return SOON_SECONDS if soon else self._seconds
        if bench.working:
            return SOON_SECONDS if soon else JOB_SECONDS
        return self._seconds if bench.running or self._app.backlog > MOST_BACKLOG else None
