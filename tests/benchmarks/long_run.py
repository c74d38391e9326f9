"""A long run: `python tests/benchmarks/long_run.py [--steps N] [--rounds N]`.

A small network is trained for a million steps without a screen and saved; then nntui opens it in a pseudo-terminal of
120x40, trains on flat out, and every view is opened: from the key to the picture, and the memory before and after.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from screen import ENVIRONMENT, HOME, PROGRAM, head, is_training, milliseconds, program, show
from screen_terminal import Terminal
from slow_reader import MEGABYTE, memory_of

SPEC = "circle samples=20 fresh=20 | dense 4, tanh, dense 1, sigmoid | adam 0.01 | epochs {} validate_every 1000"
Gesture = tuple[str, str, Callable[[str], bool]]


def trained(steps: int) -> Path:
    """Train so many steps without a screen and return the run's folder; its plan goes on ten times as far."""
    folder = Path(HOME) / "long-run"
    command = [*PROGRAM, "train", SPEC.format(steps), "--out", str(folder)]
    subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True)
    return folder


def gestures() -> list[Gesture]:
    """Return what is pressed, one after the other, and what the screen shows then; it ends where it began."""

    def train(text: str) -> bool:
        """Say whether the charts are shown, and nothing over them."""
        return "elapsed" in text and "╭" not in text and not re.match(r"\s*(boundary|layer)", text.split("\n")[1])

    return [
        ("1 Build", "1", lambda text: "params" in text),
        ("2 Train", "2", train),
        ("b boundary alone", "b", lambda text: text.split("\n")[1].lstrip().startswith("boundary")),
        ("b charts again", "b", train),
        ("g another curve", "g", lambda text: "chart: " in text),
        ("d distributions", "d", lambda text: "weights" in text and "gradients" in text),
        ("d charts again", "d", train),
        ("w the last fifth", "w", lambda text: "last 20%" in text),
        ("w the last twentieth", "w", lambda text: "last 5%" in text),
        ("w all", "w", lambda text: "(last" not in text),
        ("o other runs", "o", lambda text: "Runs on the charts" in text),
        ("escape", "\x1b", train),
        ("i health", "i", lambda text: "Health" in text),
        ("escape", "\x1b", train),
        ("h values", "h", lambda text: "Change while it trains" in text),
        ("escape", "\x1b", train),
        ("3 Predict", "3", lambda text: "predicted" in text),
        ("6 Inspect", "6", lambda text: "weights from" in text or "unit " in text),
        ("2 Train", "2", train),
    ]


def walk(terminal: Terminal, found: dict[str, list[float]]) -> None:
    """Open every view once."""
    for name, key, seen in gestures():
        terminal.count(0.3)
        pressed = terminal.press(key)
        found.setdefault(name, []).append(terminal.until(seen, 20.0) - pressed)


def main() -> None:
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    wanted = parser.parse_args()
    began = time.perf_counter()
    folder = trained(wanted.steps)
    show("figure", "asked", "measured")
    show(f"{wanted.steps:,} steps without a screen", "", f"{time.perf_counter() - began:.0f} s")
    found: dict[str, list[float]] = {}
    with program(str(folder)) as terminal:
        terminal.until(lambda text: "finished" in head(text) or "paused" in head(text), 30.0)
        terminal.press("2")
        terminal.until(lambda text: "elapsed" in text)
        terminal.press("e")
        terminal.until(lambda text: "how many epochs" in text)
        for key in "900000000\r":
            terminal.count(0.1)
            terminal.press(key)
        terminal.until(is_training)
        walk(terminal, {})
        before = memory_of(terminal.child)
        for _ in range(wanted.rounds):
            walk(terminal, found)
        grown = memory_of(terminal.child) - before
        terminal.press(" ")
        terminal.until(lambda text: "paused" in head(text))
        standing = memory_of(terminal.child)
        for _ in range(wanted.rounds):
            walk(terminal, {})
        opened = memory_of(terminal.child) - standing
    everything = {name: statistics.median(values) for name, values in found.items()}
    slowest = max(everything, key=lambda name: everything[name])
    show("the slowest view", "<= 300 ms", f"{milliseconds(everything[slowest])}: {slowest}")
    for name, seconds in everything.items():
        show(f"    {name}", "", f"{milliseconds(seconds)}, at most {milliseconds(max(found[name]))}")
    show("memory grown while the views were opened, paused", "0", f"{opened / MEGABYTE:.1f} MiB of {standing / MEGABYTE:.0f}")
    show("the same, training on: with what each epoch adds", "", f"{grown / MEGABYTE:.1f} MiB of {before / MEGABYTE:.0f}")


if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[2])]
    main()
