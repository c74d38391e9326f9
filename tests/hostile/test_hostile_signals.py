"""How sessions really end: the same signal twice, several at once, a step that takes long. No run is lost by it."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tui"))
from terminal import TRAINABLE, Terminal

pytestmark = pytest.mark.terminal


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNTUI_HOME", str(tmp_path))


@pytest.mark.parametrize(("second", "gap"), [(signal.SIGHUP, 0.0), (signal.SIGTERM, 0.03), (signal.SIGHUP, 0.1)])
def test_a_signal_that_comes_twice_loses_nothing(tmp_path: Path, second: signal.Signals, gap: float) -> None:
    """A shell that loses its terminal sends SIGHUP again; systemd sends SIGTERM and SIGHUP together."""
    with Terminal(TRAINABLE, "--start") as terminal:
        terminal.wait_for("● training")
        terminal.read(0.3)
        terminal.signal(signal.SIGHUP)
        time.sleep(gap)
        if terminal.process.poll() is None:
            terminal.signal(second)

        assert terminal.wait() in (128 + signal.SIGHUP, 128 + second)
        assert terminal.restored
        assert b"the run is saved in" in terminal.output
    assert list(tmp_path.glob("runs/*/model.safetensors"))


@pytest.mark.parametrize(
    ("number", "seconds"),
    [
        *((signal.SIGTERM, seconds) for seconds in (0.15, 0.35, 0.65, 0.9)),
        *((number, seconds) for number in (signal.SIGHUP, signal.SIGINT) for seconds in (0.2, 0.5, 0.8)),
    ],
)
def test_a_signal_while_the_program_starts_ends_it_in_peace(number: signal.Signals, seconds: float) -> None:
    """While it loads, before the first picture, and while screens are built: no traceback, and the terminal as it was."""
    with Terminal(TRAINABLE, "--start") as terminal:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            terminal.read_once(0.01)
        terminal.signal(number)

        assert terminal.wait() in (128 + number, -number)
        assert b"Traceback" not in terminal.output
        assert b"\x1b[?1049h" not in terminal.output or terminal.restored


@pytest.mark.parametrize("number", [signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2])
def test_other_signals_that_would_end_the_program_save_too(tmp_path: Path, number: signal.Signals) -> None:
    with Terminal(TRAINABLE, "--start") as terminal:
        terminal.wait_for("● training")
        terminal.read(0.3)
        terminal.signal(number)

        assert terminal.wait() == 128 + number
        assert terminal.restored
    assert list(tmp_path.glob("runs/*/model.safetensors"))


SLOW = "digits validation=0 | dense 3000, relu, dense 1500, relu | sgd | epochs 100000"


def test_a_step_that_takes_long_is_waited_for(tmp_path: Path) -> None:
    """Giving up after 0.15 seconds lost the run."""
    with Terminal(SLOW, "--start") as terminal:
        terminal.wait_for("step 1 of", 60.0)
        terminal.signal(signal.SIGTERM)

        assert terminal.wait(60.0) == 128 + signal.SIGTERM
        assert terminal.restored
        assert b"the run is saved in" in terminal.output
    assert list(tmp_path.glob("runs/*/model.safetensors"))


def test_a_second_wish_does_not_wait(tmp_path: Path) -> None:
    with Terminal("digits validation=0 | dense 30000, relu, dense 1500, relu | sgd | epochs 100000", "--start") as terminal:
        terminal.wait_for("● training")
        terminal.read(0.1)  # well within the first step
        terminal.signal(signal.SIGTERM)
        time.sleep(0.7)

        assert terminal.process.poll() is None
        terminal.signal(signal.SIGINT)
        assert terminal.wait() == 128 + signal.SIGINT
        assert terminal.restored
    assert not list(tmp_path.glob("runs/*/model.safetensors"))
