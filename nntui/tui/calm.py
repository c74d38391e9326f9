"""Jobs and drawings at a calm rate: one at a time, with a rest between two while training goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from nntui.tui.jobs import Done, Failed, Job

if TYPE_CHECKING:
    from nntui.tui.workbench import Workbench

SECONDS = 0.5
SHARE = 10
DRAWING = 40
"""Charts drawn while training goes on take at most one in so many seconds: each takes 4 to 9 ms of the interpreter."""


class Calm:
    """Gives a job to the workbench unless one is under way; it rests so many seconds, or so many times what the last job took.

    A run that stands still needs no rest: then the newest weights are asked about at once.
    """

    def __init__(self, seconds: float = SECONDS, share: float = SHARE) -> None:
        self.busy = False
        self._seconds, self._share = seconds, share
        self._until = 0.0
        self._took = 0.0

    def ask(self, bench: Workbench, job: Job, done: Done, failed: Failed, *, soon: bool = False) -> bool:
        """Give the job away, or not; returns whether it is under way now. What somebody waits for comes `soon`."""
        if self.busy or (bench.running and not soon and time.monotonic() < self._until):
            return False
        self.busy = True
        bench.ask(lambda: self._timed(job), self._rested(done), self._rested(failed), quiet=bench.running and not soon)
        return True

    def _timed(self, job: Job) -> Generator[Any, None, Any]:
        began = time.monotonic()
        found = yield from job()
        self._took = time.monotonic() - began
        return found

    def _rested(self, then: Callable[[Any], None]) -> Callable[[Any], None]:
        def rest(answer: Any) -> None:
            self.busy = False
            self._until = time.monotonic() + max(self._seconds, self._share * self._took)
            then(answer)

        return rest


class Rest:
    """A rest after work on the screen's own thread, so many times as long as the processor was busy with it."""

    def __init__(self, share: float = DRAWING) -> None:
        self._share = share
        self._until = 0.0

    @property
    def over(self) -> bool:
        """Whether there has been rest enough."""
        return time.monotonic() >= self._until

    @contextmanager
    def after(self) -> Iterator[None]:
        """Do the work within this."""
        began = time.thread_time()
        yield
        self._until = time.monotonic() + self._share * (time.thread_time() - began)
