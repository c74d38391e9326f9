"""A real pseudo-terminal with a program in it, watched to the millisecond: every piece of output has its time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import queue
import re
import signal
import struct
import termios
import threading
import time
from collections.abc import Callable

import pyte

Seen = Callable[[str], bool]
TICK = 0.05
"""Seconds' worth of bytes that a slow reader reads at once."""


class Terminal:
    """A program in a pseudo-terminal of `columns` by `rows`; a thread reads, so that times do not depend on the watcher.

    `rate` is how many bytes a second are read at the most, None for all that come; it may be changed at any time.
    """

    rate: float | None = None

    def __init__(self, command: list[str], environment: dict[str, str], columns: int, rows: int) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._pieces: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
        self.began = time.perf_counter()
        self.child, self.master = pty.fork()
        if self.child == 0:
            os.execvpe(command[0], command, environment)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._ended = False
        self.seen = b""
        self._open = True
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        with contextlib.suppress(OSError):
            while piece := os.read(self.master, 1 << 16 if self.rate is None else max(1, int(self.rate * TICK))):
                self._pieces.put((time.perf_counter(), piece))
                if self.rate is not None:
                    time.sleep(len(piece) / self.rate)

    def _feed(self, piece: bytes) -> None:
        self.seen += piece
        self._stream.feed(piece)

    def press(self, keys: str) -> float:
        """Type, and return when."""
        now = time.perf_counter()
        os.write(self.master, keys.encode())
        return now

    def until(self, seen: Seen, within: float = 10.0) -> float:
        """Return when the screen first showed what is wanted; raises TimeoutError with the screen in it."""
        end = time.perf_counter() + within
        while time.perf_counter() < end:
            with contextlib.suppress(queue.Empty):
                when, piece = self._pieces.get(timeout=0.05)
                self._feed(piece)
                if seen(self.text):
                    return when
        raise TimeoutError(f"not seen within {within} s:\n{self.text}")

    def count(self, seconds: float) -> int:
        """Let that time pass and return how many bytes came."""
        end = time.perf_counter() + seconds
        total = 0
        while (left := end - time.perf_counter()) > 0:
            with contextlib.suppress(queue.Empty):
                _, piece = self._pieces.get(timeout=left)
                total += len(piece)
                self._feed(piece)
        return total

    @property
    def modes(self) -> set[int]:
        """The private modes of the terminal that are on, such as 1049, the other screen."""
        found: set[int] = set()
        for number, letter in re.findall(rb"\x1b\[\?(\d+)([hl])", self.seen):
            (found.add if letter == b"h" else found.discard)(int(number))
        return found

    def settle(self, quiet: float = 0.5) -> None:
        """Read until nothing has come for a while."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._feed(self._pieces.get(timeout=quiet)[1])

    @property
    def text(self) -> str:
        """What the screen shows."""
        return "\n".join(self.screen.display)

    def gone(self, within: float = 5.0) -> float:
        """Wait until the process has ended and return when."""
        end = time.perf_counter() + within
        while not self.has_ended():
            if time.perf_counter() > end:
                raise TimeoutError(f"still there after {within} s")
            time.sleep(0.001)
        return time.perf_counter()

    def has_ended(self) -> bool:
        """Say whether the process has ended."""
        self._ended = self._ended or os.waitpid(self.child, os.WNOHANG)[0] != 0
        return self._ended

    def send(self, number: signal.Signals) -> float:
        """Send a signal, and return when."""
        now = time.perf_counter()
        os.kill(self.child, number)
        return now

    def hang_up(self) -> float:
        """Take the terminal away, and return when."""
        now = time.perf_counter()
        os.close(self.master)
        self._open = False
        return now

    def close(self) -> None:
        """End the program if it is still there."""
        if not self.has_ended():
            os.kill(self.child, signal.SIGKILL)
            os.waitpid(self.child, 0)
        if self._open:
            os.close(self.master)
