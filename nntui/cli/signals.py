"""Signals from outside: outside of training they end the program, while it trains they ask it to stop and save."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from nntui.training.stopwatch import CLOCK

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2")
WATCHED = tuple(getattr(signal, name) for name in _NAMES if hasattr(signal, name))
"""Every signal that would end the program with the run unsaved."""
HANG_UP = getattr(signal, "SIGHUP", 0)
SUSPEND = getattr(signal, "SIGTSTP", 0)
SAME_WISH_SECONDS = 0.5
"""A signal that follows so soon is no second wish: a session's end sends several together."""


class Stopped(BaseException):
    """A signal ends the program; its exit code is 128 + `number`."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Forced(Stopped):
    """A second signal: the program ends where it stands, and nothing more is saved."""


class Signals:
    """The signals received; `number` is the first one's, or 0.

    Within `asked()` the first signal only sets `number`, for a loop to look at. Outside of it a signal raises `Stopped`
    where the program stands, and a second one raises `Forced` anywhere. When a connection breaks, the system sends
    SIGHUP, and the shell sends it again; systemd adds SIGTERM: so a SIGHUP is never a second one, and neither is what
    comes within half a second. A signal that was ignored when the program started stays so (nohup).
    """

    def __init__(self) -> None:
        self.number = 0
        self._since = 0.0
        self._gently = False

    @contextmanager
    def listening(self) -> Iterator[Signals]:
        """Take the signals, and give them back to whoever had them."""
        self.number, self._gently = 0, False
        before = {number: signal.getsignal(number) for number in WATCHED}
        taken = [number for number, handler in before.items() if handler is not signal.SIG_IGN]
        for number in taken:
            signal.signal(number, self._received)
        if suspending := SUSPEND and signal.getsignal(SUSPEND) is signal.SIG_DFL:
            signal.signal(SUSPEND, _suspend)
        try:
            yield self
        finally:
            for number in taken:
                signal.signal(number, before[number])
            if suspending:
                signal.signal(SUSPEND, signal.SIG_DFL)

    @contextmanager
    def asked(self, *, gently: bool = True) -> Iterator[Signals]:
        """While this lasts, the first signal waits until somebody looks at `number`; not `gently`: it does not wait."""
        before, self._gently = self._gently, gently
        try:
            yield self
        finally:
            self._gently = before

    def _received(self, number: int, frame: FrameType | None) -> None:
        if not self.number:
            self.number, self._since = number, time.monotonic()
            if not self._gently:
                raise Stopped(number)
        elif number != HANG_UP and time.monotonic() - self._since > SAME_WISH_SECONDS:
            raise Forced(number)


def _suspend(_number: int, _frame: FrameType | None) -> None:
    """Stop the process as ctrl+z does, and the clock of the run with it."""
    with CLOCK.stopped():
        os.kill(os.getpid(), signal.SIGSTOP)


SIGNALS = Signals()
