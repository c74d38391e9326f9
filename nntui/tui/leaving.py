"""How the application ends: by a signal, by a terminal that is gone, or by its user; a run is never lost."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import sys
import time
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from nntui.errors import NntuiError

if TYPE_CHECKING:
    from nntui.tui.app import NntuiApp

_NAMES = ("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGUSR1", "SIGUSR2")
WATCHED = tuple(getattr(signal, name) for name in _NAMES if hasattr(signal, name))
"""Every signal that would end the program, and leave the terminal as it is."""
HANG_UP = getattr(signal, "SIGHUP", 0)
BORDER_SECONDS = 30.0
"""Seconds that a run is given to come to a step border before the program ends. It takes milliseconds; where one step
of a large network takes seconds, ending late is better than losing the run, and a second signal does not wait."""
SAME_WISH_SECONDS = 0.5
"""A signal that follows so soon is no second wish: a session's end sends several together."""
READER_SECONDS = 0.1
"""Seconds that the terminal is given to take the last sentence."""
CLOSE_SECONDS = 0.3
"""Seconds that the runner's threads are given to end, so that a file being written is whole."""


class Signals:
    """Ends the application at the first signal, and the process at a second wish; `number` is the first one's, or 0.

    When a connection breaks, the system sends SIGHUP, and the shell sends it again; systemd adds SIGTERM. So a SIGHUP is
    never a second wish, and neither is what comes within half a second.
    """

    def __init__(self, app: NntuiApp) -> None:
        self._app = app
        self._since = 0.0
        self.number = 0

    def listen(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take the signals over, but those that were ignored when the program started (nohup)."""
        for number in WATCHED:
            if signal.getsignal(number) is not signal.SIG_IGN:
                with contextlib.suppress(RuntimeError, ValueError, NotImplementedError):
                    loop.add_signal_handler(number, self.received, int(number))

    def received(self, number: int, frame: FrameType | None = None) -> None:
        """End the program; a second wish ends it where it stands."""
        if not self.number:
            self.number, self._since = number, time.monotonic()
            self._leave(128 + number)
        elif number != HANG_UP and time.monotonic() - self._since > SAME_WISH_SECONDS:
            os._exit(128 + number)

    def _leave(self, code: int) -> NoReturn:
        """Give the terminal back, save, and end the process: taking the screens apart takes time, and may fail half-built."""
        words = ""
        try:
            self._listen_on()
            self._app.workbench.keeping.hold()
            self._app.restore_terminal()
            words = last_words(self._app)
        except Exception as error:
            words = f"nntui: the run could not be saved: {type(error).__name__}: {error}"
        finally:
            tell(words)
            os._exit(code)

    def _listen_on(self) -> None:
        """Hear a second wish although the event loop does not go on."""
        for number in WATCHED:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self.received)


def last_words(app: NntuiApp) -> str:
    """Save what would be lost when it was not the user who ended the application, and say where."""
    bench = app.workbench
    if app.return_code == 0 or not app.options.save:
        return ""
    try:
        saved = bench.keeping.save_into_run_folder(BORDER_SECONDS)
    except NntuiError as error:
        return f"nntui: the run could not be saved: {error}"
    return f"nntui: stopped at step {saved[1]:,}; the run is saved in {saved[0]}" if saved is not None else ""


def tell(words: str) -> None:
    """Write a sentence to standard error, if anybody is there to read it."""
    if not words or sys.__stderr__ is None:  # the other one belongs to the screen while that is there
        return
    with contextlib.suppress(OSError, ValueError):
        descriptor = sys.__stderr__.fileno()
        if select.select([], [descriptor], [], READER_SECONDS)[1]:  # a terminal that takes nothing must not hold the end up
            os.write(descriptor, f"{words}\n".encode(errors="replace"))
