"""Random keys: `python tests/hostile/random_keys.py [--seeds N] [--events N] [--first SEED]`.

A program in a real pseudo-terminal gets so many random keys, pastes (also of bytes that are no UTF-8), mouse events and
sizes. It must not crash, hang or write a traceback; afterwards 1, 2, space and quit must work. Keys that happen to quit it
must end it with code 0 and the terminal restored; then it is started again. The same seed types the same.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import sys
import tempfile
import termios
import time
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "tui")]

import pyte
from terminal import TRAINABLE, Terminal

KEYS = [bytes([code]) for code in range(32, 127)]
CONTROL = [bytes([code]) for code in range(1, 32) if code not in {0x1A, 0x1B}] + [b"\x7f"]
MOVES = [f"\x1b[{letter}".encode() for letter in "ABCDHFZ"] + [
    f"\x1b[{number}~".encode() for number in (2, 3, 5, 6, 15, 17, 24)
]
USUAL = [b"1", b"2", b"3", b"6", b" ", b"n", b"r", b"u", b"?", b"\r", b"\x1b", b"\t", b"h", b"m", b"b", b"p", b"e", b"D", b"d"]
MOST_MEMORY = 900_000_000
"""Bytes that the program may take at the most."""
PATIENCE = 60.0
Event = Callable[[Terminal], None]


class Loose(pyte.ByteStream):
    """Takes what pyte does not understand: while the program is suspended the terminal echoes what is typed."""

    def feed(self, data: bytes) -> None:
        """Read on behind it."""
        with contextlib.suppress(TypeError):
            super().feed(data)


class Hand:
    """Types what a seed says, and keeps what it typed last."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.last: list[str] = []
        self.size = (80, 24)

    def event(self, terminal: Terminal) -> None:
        """Do one thing."""
        kinds: list[tuple[int, Callable[[Terminal], str]]] = [
            (50, self.key), (8, self.paste), (4, self.bytes), (12, self.mouse),
            (5, self.resize), (1, self.suspend), (6, self.split),
        ]  # fmt: skip
        (kind,) = self.random.choices([kind for _, kind in kinds], [weight for weight, _ in kinds])
        self.last = [*self.last[-29:], kind(terminal)]

    def key(self, terminal: Terminal) -> str:
        """Press one key or several at once."""
        pools = self.random.choices([KEYS, CONTROL, MOVES, USUAL], [4, 2, 3, 6], k=self.random.choice([1, 1, 1, 2, 5]))
        keys = b"".join(self.random.choice(pool) for pool in pools)
        return _send(terminal, b"\x1b" + keys if self.random.random() < 0.05 else keys)

    def split(self, terminal: Terminal) -> str:
        """Press a key whose bytes come in two pieces."""
        key = self.random.choice(MOVES)
        cut = self.random.randrange(1, len(key))
        _send(terminal, key[:cut])
        terminal.read(self.random.choice([0.0, 0.005, 0.05]))
        return _send(terminal, key[cut:])

    def bytes(self, terminal: Terminal) -> str:
        """Send bytes that are no UTF-8."""
        return _send(terminal, bytes(self.random.randrange(128, 256) for _ in range(self.random.choice([1, 2, 9]))))

    def paste(self, terminal: Terminal) -> str:
        """Paste text, control codes, or bytes."""
        size = self.random.choice([1, 10, 300, 5_000])
        pasted = bytes(self.random.randrange(256) for _ in range(size))
        pasted = pasted.replace(b"\x1b[201~", b"").replace(b"\x1a", b"")
        return _send(terminal, b"\x1b[200~" + pasted + b"\x1b[201~")

    def mouse(self, terminal: Terminal) -> str:
        """Click, move or scroll somewhere, also outside."""
        button = self.random.choice([0, 0, 0, 1, 2, 35, 64, 65])
        x, y = self.random.randrange(1, self.size[0] + 9), self.random.randrange(1, self.size[1] + 9)
        return _send(terminal, f"\x1b[<{button};{x};{y}M\x1b[<{button};{x};{y}m".encode())

    def resize(self, terminal: Terminal) -> str:
        """Take any size."""
        usual = [(80, 24), (120, 40), (200, 60), (1, 1), (300, 100), (60, 20), (59, 19)]
        anything = (self.random.randrange(1, 300), self.random.randrange(1, 100))
        self.size = self.random.choice([*usual, anything, anything, anything])
        terminal.resize(*self.size)
        return f"resize {self.size}"

    def suspend(self, terminal: Terminal) -> str:
        """Suspend it with ctrl+z, and bring it back."""
        _send(terminal, b"\x1a")
        end = time.monotonic() + 10.0
        while not is_stopped(terminal) and terminal.process.poll() is None and time.monotonic() < end:
            terminal.read(0.02)
        wake(terminal)
        return "ctrl+z"


def is_raw(terminal: Terminal) -> bool:
    """Say whether the program has the keys of the terminal."""
    descriptor = os.open(terminal.slave_name, os.O_RDWR | os.O_NOCTTY)
    try:
        return not termios.tcgetattr(descriptor)[3] & termios.ICANON
    finally:
        os.close(descriptor)


def is_stopped(terminal: Terminal) -> bool:
    """Say whether the program is suspended."""
    try:
        return "State:\tT" in Path(f"/proc/{terminal.process.pid}/status").read_text()
    except OSError:
        return False


def wake(terminal: Terminal) -> None:
    """Bring the program back where it was suspended, as `fg` does, and wait until it has the keys.

    What is typed before that is the terminal's: ctrl+c sends SIGINT there.
    """
    if terminal.process.poll() is None and (is_stopped(terminal) or not is_raw(terminal)):
        end = time.monotonic() + PATIENCE
        while not is_raw(terminal) and terminal.process.poll() is None:
            assert time.monotonic() < end, "it did not come back"
            if is_stopped(terminal):
                terminal.signal(signal.SIGCONT)
            terminal.read(0.02)


def _send(terminal: Terminal, keys: bytes) -> str:
    wake(terminal)
    for start in range(0, len(keys), 512):
        os.write(terminal.master, keys[start : start + 512])
        terminal.read(0.001)
    return repr(keys[:60])


def memory_of(terminal: Terminal) -> int:
    """Return the bytes of memory that the program has."""
    try:
        lines = Path(f"/proc/{terminal.process.pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS")), 0)


def check(terminal: Terminal) -> None:
    """Raise `AssertionError` for what must never be."""
    assert b"Traceback" not in terminal.output, "a traceback was written"
    assert memory_of(terminal) < MOST_MEMORY, f"it takes {memory_of(terminal):,} bytes"
    terminal.output = terminal.output[-200_000:]


def until(terminal: Terminal, seen: Callable[[str], bool], what: str, again: Callable[[], None] | None = None) -> None:
    """Read until the screen shows it; `again` is done every two seconds."""
    end, next_time = time.monotonic() + PATIENCE, time.monotonic()
    while not seen(terminal.text):
        assert terminal.process.poll() is None, f"it ended while waiting for {what}"
        assert time.monotonic() < end, f"{what} did not come"
        if again is not None and time.monotonic() >= next_time:
            wake(terminal)
            again()
            next_time = time.monotonic() + 2
        terminal.read(0.05)


def leave_everything(terminal: Terminal) -> None:
    """Close dialogs and fields."""
    for _ in range(6):
        terminal.send(b"\x1b")
        terminal.read(0.15)


def is_build(text: str) -> bool:
    """Say whether Build is shown."""
    return "optimizer" in text and "in all" in text and "loss" in text


def is_train(text: str) -> bool:
    """Say whether Train is shown."""
    return "learning rate" in text and "elapsed" in text


def still_works(terminal: Terminal) -> None:
    """Show Build and Train, press space, and quit."""
    terminal.resize(120, 40)

    def to(key: bytes) -> Callable[[], None]:
        def press() -> None:
            leave_everything(terminal)
            terminal.send(key)

        return press

    until(terminal, is_build, "Build after 1", to(b"1"))
    until(terminal, is_train, "Train after 2", to(b"2"))
    before = terminal.text
    until(terminal, lambda text: text != before, "anything after space", to(b" "))
    quit_it(terminal)


def quit_it(terminal: Terminal) -> None:
    """Quit without saving; the terminal is as it was."""
    end = time.monotonic() + PATIENCE
    while terminal.process.poll() is None:
        assert time.monotonic() < end, "it does not quit"
        wake(terminal)
        leave_everything(terminal)
        terminal.send(b"q")
        terminal.read(0.4)
        if "Quit?" in terminal.text:
            terminal.send(b"j")
            terminal.read(0.2)
            terminal.send(b"\r")
            terminal.read(0.4)
    ended_well(terminal)


def ended_well(terminal: Terminal) -> None:
    """Check how it ended."""
    terminal.read_all(0.05)
    check(terminal)
    assert terminal.process.returncode == 0, f"it ended with code {terminal.process.returncode}"
    assert terminal.restored, "the terminal is not as it was"


def without_signals(terminal: Terminal) -> None:
    """Let the terminal itself make no signals of ctrl+c and the like: while the program is suspended they would end it."""
    descriptor = os.open(terminal.slave_name, os.O_RDWR | os.O_NOCTTY)
    try:
        modes = termios.tcgetattr(descriptor)
        modes[3] &= ~termios.ISIG
        termios.tcsetattr(descriptor, termios.TCSANOW, modes)
        terminal.before = termios.tcgetattr(descriptor)
    finally:
        os.close(descriptor)


def opened(home: Path) -> Terminal:
    """Start the program in an empty folder."""
    work = home / "work"
    work.mkdir(parents=True, exist_ok=True)
    terminal = Terminal(TRAINABLE, environment={"NNTUI_HOME": str(home / "nntui")}, folder=work)
    terminal._stream = Loose(terminal.screen)
    without_signals(terminal)
    terminal.wait_for("Press space to train")
    return terminal


def play(seed: int, events: int, home: Path) -> int:
    """Do so many random things, then see whether it still works; returns how often the keys happened to quit it."""
    hand, quits = Hand(seed), 0
    terminal = opened(home)
    try:
        for number in range(events):
            if terminal.process.poll() is not None:
                ended_well(terminal)
                terminal.close()
                terminal, quits = opened(home), quits + 1
            try:
                hand.event(terminal)
                terminal.read(hand.random.choice([0.0, 0.0, 0.002, 0.02]))
            except OSError:
                terminal.wait()  # it went while it was typed to
            if number % 50 == 0:
                check(terminal)
        if terminal.process.poll() is None:
            still_works(terminal)
        else:
            ended_well(terminal)
    except AssertionError as error:
        raise AssertionError(
            f"seed {seed}: {error}\nlast: {' | '.join(hand.last)}\nthe screen:\n{terminal.text}\n{terminal.output[-1500:]!r}"
        ) from None
    finally:
        terminal.close()
    return quits


def main() -> int:
    """Play every seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--events", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    wanted = parser.parse_args()
    failed = 0
    for seed in range(wanted.first, wanted.first + wanted.seeds):
        began = time.monotonic()
        try:
            with tempfile.TemporaryDirectory() as home:
                quits = play(seed, wanted.events, Path(home))
            said = f"fine, quit {quits} times by chance"
        except AssertionError as error:
            failed, said = failed + 1, f"FAILED: {error}"
        sys.stdout.write(f"seed {seed}: {wanted.events:,} events in {time.monotonic() - began:.0f} s: {said}\n")
        sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
