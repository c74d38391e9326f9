"""The terminal driver: survives bytes that are not UTF-8, a terminal that is slow and a terminal that is gone."""

from __future__ import annotations

import codecs
import contextlib
import os
import queue
import selectors
import signal
import termios
import time
from typing import Any

from textual._parser import ParseError
from textual._time import get_time
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.drivers._writer_thread import WriterThread

from nntui.training.stopwatch import CLOCK
from nntui.tui.pasting import Pasting

CLOSE_SECONDS = 0.15
IDLE_SECONDS = 0.1
ESCAPE_SECONDS = 0.001
"""How much later than its time to look whether an ESC was the escape key after all: it is the last thing that was typed."""
RUNG_SECONDS = 0.002
"""How often the input thread looks whether it is to end, after it was told that it soon will be."""
GONE_AFTER = 3
"""Reads in a row that give nothing although there should be something: the terminal is gone."""


class PatientWriter(WriterThread):
    """Writes in the background; never blocks the application, and swallows what a dead terminal refuses."""

    def __init__(self, file: Any) -> None:
        super().__init__(file)
        self._queue.maxsize = 0
        self.dead = False
        self._busy = False

    @property
    def backlog(self) -> int:
        """Pieces of text that the terminal has not taken yet."""
        return int(self._queue.qsize())

    def run(self) -> None:
        """Write until told to stop; after the first error, throw everything away."""
        while (text := self._queue.get()) is not None:
            self._busy = True
            self._put(text)
            self._busy = False

    def _put(self, text: str) -> None:
        if self.dead:
            return
        try:
            self._file.write(text)
            if not self.backlog:
                self._file.flush()
        except (OSError, ValueError):
            self.dead = True

    def forget(self) -> None:
        """Throw away what the terminal has not taken: the pictures of a slow line must not stand before what gives it back."""
        if not self.backlog:
            return
        with contextlib.suppress(queue.Empty):
            while True:
                self._queue.get_nowait()
        until = time.monotonic() + CLOSE_SECONDS
        while self._busy and not self.dead and time.monotonic() < until:
            with contextlib.suppress(OSError, ValueError, termios.error):
                termios.tcflush(self._file.fileno(), termios.TCOFLUSH)
            time.sleep(0.002)

    def stop(self) -> None:
        """Stop after what is waiting is written, or after a moment when the terminal does not take it."""
        self._queue.put(None)
        self.join(CLOSE_SECONDS)


class Driver(linux_driver.LinuxDriver):
    """Textual's driver, with an input thread that decodes with replacement and a writer that never blocks."""

    _writer_thread: PatientWriter | None

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._bell = os.pipe()
        os.set_blocking(self._bell[0], False)
        self._pasting = Pasting()
        self._suspending = self._suspended = False

    def start_application_mode(self) -> None:
        """Take the terminal, with our own writer."""
        module: Any = linux_driver
        before = self._writer_thread
        original, module.WriterThread = module.WriterThread, PatientWriter
        try:
            super().start_application_mode()  # type: ignore[no-untyped-call]
        finally:
            module.WriterThread = original
        self._suspended = self._writer_thread is before  # in the background nothing is taken

    def stop_application_mode(self) -> None:
        """Give the terminal back, before what it has not taken yet."""
        if self._writer_thread is not None:
            self._writer_thread.forget()
        super().stop_application_mode()

    def close(self) -> None:
        """Give everything back; from here on the process is suspended as any other, there is no screen to come back."""
        if not self._suspending:
            for number in (signal.SIGTSTP, signal.SIGCONT):
                signal.signal(number, signal.SIG_DFL)
        super().close()

    def suspend_application_mode(self) -> None:
        """Give the terminal back, to take it again later."""
        self._suspending = self._suspended = True
        try:
            super().suspend_application_mode()
        finally:
            self._suspending = False

    def _sigtstp_application(self, *arguments: Any) -> None:
        """Stop the process (ctrl+z), and the clock of the run with it."""
        with CLOCK.stopped():
            if self._suspended:
                os.kill(os.getpid(), signal.SIGSTOP)
            else:
                super()._sigtstp_application(*arguments)

    def _sigcont_application(self, *arguments: Any) -> None:
        """Take the terminal again, unless it is taken: a second time it would be taken for what it was before the first."""
        if self._suspended:
            super()._sigcont_application(*arguments)

    @property
    def backlog(self) -> int:
        """Pieces of text that the terminal has not taken yet; while there are many, nothing more should be drawn."""
        return self._writer_thread.backlog if self._writer_thread is not None else 0

    def disable_input(self) -> None:
        """End the input thread, which waits for keys, at once: a program that must end has no time to wait for it."""
        if self._key_thread is not None and self._key_thread.is_alive():
            os.write(self._bell[1], b"!")
        super().disable_input()

    def _rung(self) -> bool:
        with contextlib.suppress(BlockingIOError):
            return bool(os.read(self._bell[0], 64))
        return False

    def run_input_thread(self) -> None:
        """Read keys until the application ends or the terminal is gone."""
        parser = XTermParser(self._debug)
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        nothing, idle = 0, IDLE_SECONDS
        self._rung()
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._bell[0], selectors.EVENT_READ)
            while not self.exit_event.is_set() and (nothing < GONE_AFTER or self._is_there()):
                ready = {key.fd for key, _ in selector.select(min(idle, _left(parser)))}
                if self.fileno in ready:
                    nothing = 0 if self._feed(parser, decode) else nothing + 1
                if self._bell[0] in ready and self._rung():
                    idle = RUNG_SECONDS
                self._pass_on(parser.tick())
        if nothing >= GONE_AFTER and not self._is_there():
            self._app.call_later(self._app.terminal_gone)  # type: ignore[attr-defined]
        with contextlib.suppress(EOFError, ParseError):
            for _ in parser.feed(""):
                pass

    def _is_there(self) -> bool:
        """Whether the terminal can be asked: reads give nothing, too, for each ctrl+d typed while nntui was suspended."""
        try:
            termios.tcgetattr(self.fileno)
        except (OSError, termios.error):
            return False
        return True

    def _feed(self, parser: XTermParser, decode: Any) -> bool:
        """Read once and pass the events on; returns False when there was nothing to read after all."""
        try:
            data = os.read(self.fileno, 4096)
        except OSError:
            data = b""
        if not data:
            time.sleep(0.02)
            return False
        text = self._pasting.feed(decode(data))
        if text:  # nothing would mean the end to the parser
            self._pass_on(parser.feed(text))
        return True

    def _pass_on(self, events: Any) -> None:
        for event in events:
            self.process_message(event)


def _left(parser: XTermParser) -> float:
    """Return the seconds until an ESC that was read is the escape key, unless more comes."""
    until = parser._timeout_time
    return IDLE_SECONDS if until is None else max(until - get_time(), 0.0) + ESCAPE_SECONDS
