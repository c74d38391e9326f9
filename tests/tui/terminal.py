"""A real pseudo-terminal with the program in it, and a screen that understands what the program writes."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pyte

PROJECT = Path(__file__).resolve().parents[2]
TRAINABLE = "spiral samples=50 | dense 16, relu, dense 3, softmax | adam lr=0.02 | epochs 100000000 seed 0"


class Terminal:
    """`nntui` with these arguments in a terminal of `width` by `height` cells, started in a folder."""

    def __init__(
        self,
        *arguments: str,
        width: int = 80,
        height: int = 24,
        environment: dict[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        self.output = b""
        self.screen = pyte.Screen(width, height)
        self._stream = pyte.ByteStream(self.screen)
        self.master, slave = pty.openpty()
        self._set_size(slave, width, height)
        self.before = termios.tcgetattr(slave)
        self.slave_name = os.ttyname(slave)
        values = {**os.environ, "TERM": "screen-256color", "LANG": "C.UTF-8", "PYTHONPATH": str(PROJECT), **(environment or {})}
        for name in ("COLORTERM", "LC_ALL", "LC_CTYPE"):
            if name not in (environment or {}):
                values.pop(name, None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nntui", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=values,
            cwd=folder,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - no thread runs here yet
        )
        os.close(slave)

    @staticmethod
    def _set_size(descriptor: int, width: int, height: int) -> None:
        fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def resize(self, width: int, height: int) -> None:
        """Change the size, as a window manager does."""
        self._set_size(self.master, width, height)
        self.screen.resize(height, width)
        os.killpg(os.getpgid(self.process.pid), signal.SIGWINCH)

    def send(self, keys: bytes | str) -> None:
        """Type."""
        os.write(self.master, keys.encode() if isinstance(keys, str) else keys)

    def read(self, seconds: float) -> bytes:
        """Take what the program writes for so long."""
        taken, until = b"", time.monotonic() + seconds
        while (rest := until - time.monotonic()) > 0:
            ready, _, _ = select.select([self.master], [], [], rest)
            if not ready:
                break
            try:
                piece = os.read(self.master, 65536)
            except OSError:
                break
            if not piece:
                break
            taken += piece
            self._stream.feed(piece)
        self.output += taken
        return taken

    def read_all(self, quiet: float = 0.5) -> None:
        """Take what the program writes until it has written nothing for so long."""
        until = time.monotonic() + 60
        while self.read(quiet):
            assert time.monotonic() < until, f"it writes and writes; the screen:\n{self.text}"

    def read_once(self, seconds: float) -> bytes:
        """Take one piece of what the program writes, waiting so long for it."""
        ready, _, _ = select.select([self.master], [], [], seconds)
        piece = b""
        if ready:
            with contextlib.suppress(OSError):
                piece = os.read(self.master, 65536)
        self._stream.feed(piece)
        self.output += piece
        return piece

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(self.screen.display)

    def wait_for(self, words: str, seconds: float = 60.0) -> None:
        """Read until the words stand on the screen."""
        until = time.monotonic() + seconds
        while words not in self.text:
            if time.monotonic() > until:
                raise AssertionError(f"{words!r} did not come; the screen:\n{self.text}")
            self.read(0.05)

    def wait(self, seconds: float = 60.0) -> int:
        """Read until the program has ended; returns its exit code."""
        until = time.monotonic() + seconds
        while self.process.poll() is None:
            if time.monotonic() > until:
                raise AssertionError(f"the program goes on; the screen:\n{self.text}")
            self.read(0.02)
        self.read_all(0.05)
        return self.process.returncode

    def signal(self, number: int) -> None:
        """Send a signal to the program."""
        os.kill(self.process.pid, number)

    @property
    def restored(self) -> bool:
        """Whether the terminal is as it was: main screen, cursor, no mouse, and its own modes."""
        descriptor = os.open(self.slave_name, os.O_RDWR | os.O_NOCTTY)
        try:
            same = termios.tcgetattr(descriptor)[:4] == self.before[:4]
        finally:
            os.close(descriptor)
        last = {mode: (self.output.rfind(f"\x1b[?{mode}h".encode()), self.output.rfind(f"\x1b[?{mode}l".encode())) for mode in
                (1049, 1000, 1003, 2004, 25)}  # fmt: skip
        left = all(last[mode][1] >= last[mode][0] for mode in (1049, 1000, 1003, 2004))
        return same and left and last[25][0] > last[25][1]

    def close(self) -> None:
        """End whatever still runs."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        with contextlib.suppress(OSError):
            os.close(self.master)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
