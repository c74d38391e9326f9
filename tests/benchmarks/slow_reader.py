"""A slow line: `python tests/benchmarks/slow_reader.py [--rate BYTES] [--seconds N] [--rounds N]`.

The spiral trains flat out on a terminal of 120x40 whose other end reads 1 kB a second, and in turn on one that reads all
that comes. The training must be as fast, no queue may grow, and what a key does must come after the bytes that were on
their way: how many that are is counted. At the end the program must go at once, its run saved.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import sys
import time
from pathlib import Path
from typing import NamedTuple

sys.path[:0] = [str(Path(__file__).resolve().parents[2])]

from screen import HOME, is_training, long_spec, open_train, program, show, step_now
from screen_terminal import Terminal

MEGABYTE = 1 << 20


class Line(NamedTuple):
    """What one line came to: steps a second, bytes until a key showed, seconds to end, memory at the start and grown by."""

    speed: float
    behind: int
    seconds: float
    memory: int
    grown: int
    restored: bool


def memory_of(process: int) -> int:
    """Return the bytes of memory that a process has."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


def line(spec: str, rate: float | None, seconds: float) -> Line:
    """Train on a terminal that is read at that rate, press a key, and end it by a signal."""
    with program(spec) as terminal:
        open_train(terminal, flat_out=True)
        terminal.until(is_training)
        first, began = step_now(terminal)
        terminal.rate = rate
        terminal.count(seconds / 4)
        memory = memory_of(terminal.child)
        terminal.count(seconds * 3 / 4)
        grown = memory_of(terminal.child) - memory
        terminal.press("1")
        behind = bytes_until(terminal, "params")
        sent = terminal.send(signal.SIGTERM)
        gone = terminal.gone(within=30.0) - sent
        terminal.rate = None
        terminal.settle()
        restored = not terminal.modes & {1049, 1000, 1003, 2004}
        return Line((saved_step() - first) / (sent - began), behind, gone, memory, grown, restored)


def bytes_until(terminal: Terminal, words: str, most: float = 180.0) -> int:
    """Return how many bytes came until the screen showed the words."""
    end, total = time.perf_counter() + most, 0
    while words not in terminal.text:
        if time.perf_counter() > end:
            raise TimeoutError(f"{words!r} did not come")
        total += terminal.count(0.25)
    return total


def saved_step() -> int:
    """Return the step of the run that was saved last."""
    from nntui import parts
    from nntui.store import modelfile

    parts.load()
    newest = max(Path(HOME).glob("runs/*/model.safetensors"), key=os.path.getmtime)
    return int(modelfile.load(newest).values["step"])


def main() -> None:
    """Measure both in turn, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=1000.0)
    parser.add_argument("--seconds", type=float, default=12.0)
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    spec = long_spec(100_000_000)
    slow, fast = [], []
    for _ in range(wanted.rounds):
        slow.append(line(spec, wanted.rate, wanted.seconds))
        fast.append(line(spec, None, wanted.seconds))
    speeds = [statistics.median(one.speed for one in lines) for lines in (slow, fast)]
    show("figure", "asked", f"measured at {wanted.rate:,.0f} bytes a second")
    show(
        "steps a second, slow / fast reader", "unchanged", f"{speeds[0] / speeds[1]:.2f} ({speeds[0]:,.0f} / {speeds[1]:,.0f})"
    )
    show("bytes until a key shows, slow", "bounded", ", ".join(f"{one.behind / 1000:.0f} kB" for one in slow))
    show("bytes until a key shows, fast", "", ", ".join(f"{one.behind / 1000:.0f} kB" for one in fast))
    show("memory grown meanwhile, slow", "0", ", ".join(f"{one.grown / MEGABYTE:.1f} MiB" for one in slow))
    show("memory grown meanwhile, fast", "", ", ".join(f"{one.grown / MEGABYTE:.1f} MiB" for one in fast))
    restored = sum(one.restored for one in slow)
    show("terminal restored, slow", "always", f"{restored} of {len(slow)}")
    show("SIGTERM, slow: gone, and the run saved", "<= 500 ms", ", ".join(f"{one.seconds * 1000:.0f} ms" for one in slow))


if __name__ == "__main__":
    main()
