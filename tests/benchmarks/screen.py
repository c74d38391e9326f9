"""The figures of the screen: `python tests/benchmarks/screen.py [--quick]`.

Everything is measured in a real pseudo-terminal of 120x40 (two charts and the boundary) unless said, with one BLAS
thread, on `spiral-adam` made long enough to train flat out all the while. A key's time is from the write to the piece of
output after which the screen shows what the key does. Steps a second are compared with `nntui train` on the same spec,
taken in turn.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from screen_terminal import Terminal

PROJECT = Path(__file__).resolve().parents[2]
HOME = tempfile.mkdtemp(prefix="nntui-benchmark-")
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(PROJECT),
    "NNTUI_HOME": HOME,
    "TERM": "screen-256color",
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
}
SIZE = (120, 40)
SMALL = (80, 24)
PROGRAM = [sys.executable, "-m", "nntui"]


def long_spec(epochs: int) -> str:
    """Write `spiral-adam` with that many epochs to a file and return its path."""
    sys.path.insert(0, str(PROJECT))
    from nntui import parts
    from nntui.spec import overrides, recipes, toml

    parts.load()
    path = Path(HOME) / f"long-{epochs}.toml"
    path.write_text(toml.write(overrides.apply(recipes.read("spiral-adam"), "training.epochs", epochs)))
    return str(path)


@contextmanager
def program(*arguments: str, size: tuple[int, int] = SIZE) -> Iterator[Terminal]:
    """Open nntui in a terminal, and end it afterwards."""
    terminal = Terminal([*PROGRAM, *arguments], ENVIRONMENT, *size)
    try:
        yield terminal
    finally:
        terminal.close()


def open_train(terminal: Terminal, *, flat_out: bool) -> None:
    """Go to Train and play."""
    terminal.until(is_ready)
    terminal.press("2")
    terminal.until(lambda text: "space plays" in text)
    if flat_out:
        terminal.press("f")
        terminal.until(lambda text: "pace flat out" in text)
    terminal.press(" ")
    terminal.until(is_training)
    terminal.count(1.0)


def head(text: str) -> str:
    """Return the first line of the screen."""
    return text.split("\n", 1)[0]


def is_ready(text: str) -> bool:
    """Say whether the first picture is whole and the run can begin."""
    return "ready" in head(text) and "space" in text.splitlines()[-1]


def is_training(text: str) -> bool:
    """Say whether the header says training."""
    return "training" in head(text)


def is_paused(text: str) -> bool:
    """Say whether the header says paused."""
    return "paused" in head(text)


def first_picture(times: int) -> list[float]:
    """Return the seconds from the start to the first whole picture, warm."""
    found = []
    for _ in range(times + 1):
        with program() as terminal:
            found.append(terminal.until(lambda text: "Build" in head(text) and "spiral" in text) - terminal.began)
    return found[1:]


def version(times: int) -> list[float]:
    """Return the seconds of `nntui --version`, warm."""
    found = []
    for _ in range(times + 1):
        began = time.perf_counter()
        subprocess.run([*PROGRAM, "--version"], env=ENVIRONMENT, check=True, capture_output=True)
        found.append(time.perf_counter() - began)
    return found[1:]


def keys(spec: str, rounds: int) -> dict[str, list[float]]:
    """Return, for each key, the seconds from the press to the screen while the spiral trains flat out."""
    found: dict[str, list[float]] = {}
    with program(spec) as terminal:
        open_train(terminal, flat_out=True)
        for turn in range(rounds):
            for place, (name, key, seen) in enumerate(gestures()):
                terminal.count(0.1 + 0.007 * ((5 * turn + place) % 37))
                pressed = terminal.press(key)
                found.setdefault(name, []).append(terminal.until(seen, 5.0) - pressed)
    return found


def gestures() -> list[tuple[str, str, Callable[[str], bool]]]:
    """Return keys in an order that leads back to where it began: name, what is typed, and what the screen shows then."""
    train = lambda text: "accuracy  T" in text and "Help" not in text  # noqa: E731 - one of many like it
    return [
        ("space, pauses", " ", is_paused),
        ("space, plays", " ", is_training),
        ("n, one step", "n", is_paused),
        ("space, plays", " ", is_training),
        ("?", "?", lambda text: "Help" in text),
        ("escape", "\x1b", train),
        ("1", "1", lambda text: "dense 64" in text),
        ("2", "2", train),
        ("s", "s", lambda text: "smoothing: 0.6" in text),
        ("S", "S", lambda text: "smoothing: none" in text),
        ("-", "-", lambda text: "pace: 5,000" in text),
        ("f", "f", lambda text: "pace: flat out" in text),
    ]


def step_now(terminal: Terminal) -> tuple[int, float]:
    """Return the next step number that appears, and when."""
    pattern = re.compile(r"step ([\d,]+) of")
    before = pattern.search(terminal.text)

    def changed(text: str) -> bool:
        now = pattern.search(text)
        return now is not None and (before is None or now[1] != before[1])

    when = terminal.until(changed)
    found = pattern.search(terminal.text)
    return int(found[1].replace(",", "")) if found else 0, when


def speed_with_screen(spec: str, seconds: float) -> tuple[float, float]:
    """Return steps a second with two charts on the screen, flat out, and bytes a second meanwhile."""
    with program(spec) as terminal:
        open_train(terminal, flat_out=True)
        first, began = step_now(terminal)
        total = terminal.count(seconds)
        last, ended = step_now(terminal)
        return (last - first) / (ended - began), total / seconds


def speed_without(epochs: int) -> float:
    """Return the steps a second that `nntui train` reports for so many epochs."""
    command = [*PROGRAM, "train", "spiral-adam", "--json", "--set", f"training.epochs={epochs}"]
    done = subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True, text=True, cwd=PROJECT)
    return float(json.loads(done.stdout)["steps_per_second"])


def speeds(spec: str, rounds: int, seconds: float) -> tuple[list[float], list[float], list[float]]:
    """Return steps a second with and without the screen, taken in turn, and bytes a second."""
    with_screen, without, sent = [], [], []
    for _ in range(rounds):
        without.append(speed_without(int(6000 * seconds)))
        steps, size = speed_with_screen(spec, seconds)
        with_screen.append(steps)
        sent.append(size)
    return with_screen, without, sent


def bytes_at_first_pace(seconds: float) -> tuple[float, float]:
    """Return bytes a second of `nntui` as it opens: while it trains at its first pace, and paused."""
    with program() as terminal:
        open_train(terminal, flat_out=False)
        training = terminal.count(seconds) / seconds
        terminal.press(" ")
        terminal.until(is_paused)
        terminal.settle()
        return training, terminal.count(seconds) / seconds


def bytes_on_a_small_screen(spec: str, seconds: float) -> dict[str, float]:
    """Return bytes a second at 80x24, flat out: with two charts, and with the boundary alone."""
    with program(spec, size=SMALL) as terminal:
        open_train(terminal, flat_out=True)
        charts = terminal.count(seconds) / seconds
        terminal.press("b")
        terminal.until(lambda text: "boundary" in text.split("\n")[1])
        terminal.count(1.0)
        return {"two charts": charts, "boundary": terminal.count(seconds) / seconds}


def ends(spec: str) -> dict[str, float]:
    """Return the seconds until the process has gone, for each way to end it while it trains flat out."""
    return {"quit": end_by_quitting(spec)} | {
        "SIGTERM": end_by_signal(spec, signal.SIGTERM),
        "SIGHUP": end_by_signal(spec, signal.SIGHUP),
        "terminal gone": end_by_hanging_up(spec),
    }


def end_by_quitting(spec: str) -> float:
    """Press q, go to `Go on without saving` and press enter, from which the time counts."""
    with program(spec) as terminal:
        open_train(terminal, flat_out=True)
        terminal.press("q")
        terminal.until(lambda text: "Quit?" in text)
        terminal.press("\x1b[B")
        terminal.count(0.3)
        pressed = terminal.press("\r")
        return terminal.gone() - pressed


def end_by_signal(spec: str, number: signal.Signals) -> float:
    """Send a signal."""
    with program(spec) as terminal:
        open_train(terminal, flat_out=True)
        sent = terminal.send(number)
        return terminal.gone() - sent


def end_by_hanging_up(spec: str) -> float:
    """Take the terminal away."""
    with program(spec) as terminal:
        open_train(terminal, flat_out=True)
        gone = terminal.hang_up()
        return terminal.gone() - gone


def milliseconds(seconds: float) -> str:
    """Return a time for the table."""
    return f"{seconds * 1000:.0f} ms"


def p95(values: list[float]) -> float:
    """Return the 95th percentile."""
    return sorted(values)[min(int(len(values) * 0.95), len(values) - 1)]


def show(figure: str, asked: str, measured: str) -> None:
    """Print one row of the table."""
    sys.stdout.write(f"{figure:<58}{asked:<22}{measured}\n")
    sys.stdout.flush()


def show_keys(found: dict[str, list[float]]) -> None:
    """Print the times of the keys, all together and each for itself."""
    everything = [value for values in found.values() for value in values]
    show(
        f"any key to screen, training flat out ({len(everything)} presses)",
        "<= 20 ms, p95 <= 60 ms",
        f"median {milliseconds(statistics.median(everything))}, p95 {milliseconds(p95(everything))}",
    )
    for name, values in found.items():
        show(f"    {name}", "", f"median {milliseconds(statistics.median(values))}, p95 {milliseconds(p95(values))}")


def show_ends(spec: str) -> None:
    """Print how fast the program goes."""
    for name, seconds in ends(spec).items():
        show(f"{name}, training flat out: process gone", "<= 500 ms", milliseconds(seconds))


def main() -> None:
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few rounds only")
    quick = parser.parse_args().quick
    spec = long_spec(100_000_000)
    show("figure", "asked", "measured")
    show("load of this machine before", "", f"{os.getloadavg()[0]:.1f} of {os.cpu_count()} cores")
    times = 3 if quick else 7
    show("nntui --version", "<= 150 ms", milliseconds(statistics.median(version(times))))
    show("first picture after `nntui`, warm", "<= 800 ms", milliseconds(statistics.median(first_picture(times))))
    show_keys(keys(spec, 3 if quick else 15))
    with_screen, without, sent = speeds(spec, 1 if quick else 3, 5.0)
    ratio = statistics.median(with_screen) / statistics.median(without)
    numbers = f"({statistics.median(with_screen):,.0f} / {statistics.median(without):,.0f} steps/s)"
    show("steps a second with the screen on / without", ">= 0.80", f"{ratio:.2f} {numbers}")
    show("bytes a second, training flat out", "<= 25 kB", f"{statistics.median(sent) / 1000:.1f} kB")
    training, paused = bytes_at_first_pace(5.0)
    show("bytes a second, training at the first pace", "<= 25 kB", f"{training / 1000:.1f} kB")
    for name, small in bytes_on_a_small_screen(spec, 5.0).items():
        show(f"bytes a second, 80x24, flat out, {name}", "<= 20 kB", f"{small / 1000:.1f} kB")
    show("bytes a second, paused and nobody types", "0", f"{paused:.0f}")
    show_ends(spec)


if __name__ == "__main__":
    main()
