"""The line on stderr, and signals, without a process of their own."""

import contextlib
import io
import math
import os
import signal
import sys

import pytest

from nntui.cli import progress
from nntui.cli import signals as cli_signals
from nntui.cli.progress import Line, Progress, clock, text_of
from nntui.cli.signals import Forced, Signals, Stopped


def test_the_line_tells_how_far_it_is() -> None:
    line = text_of("iris", Progress(50, 200, 10.0, {"loss": 0.123456, "accuracy": 0.9, "val_loss": math.nan}))

    assert line == "iris  ######------------------  25%  epoch 50/200  loss 0.1235  accuracy 0.9  ETA 0:30"


@pytest.mark.parametrize("width", [79, 100, 130])
def test_loss_accuracy_and_eta_are_told_on_every_usual_terminal(width: int) -> None:
    values = {"loss": 0.123456, "accuracy": 0.9, "val_loss": 0.5123, "val_accuracy": 0.7567}
    line = text_of("spiral-adam", Progress(4_200, 10_000, 10.0, values), width=width)

    assert len(line) <= width
    assert all(word in line for word in ("loss 0.1235", "accuracy 0.9", "ETA 0:14", "###-", "42%", "4,200/10,000"))


def test_before_the_first_epoch_nothing_is_foretold() -> None:
    assert "ETA" not in text_of("iris", Progress(0, 200, 0.0, {}))
    assert "100%" in text_of("iris", Progress(0, 0, 0.0, {}))


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "0:00"), (59.6, "1:00"), (3_599, "59:59"), (3_600, "1:00:00"), (90_061, "25:01:01"), (200_000, "2 d 07 h")],
)
def test_durations(seconds: float, expected: str) -> None:
    assert clock(seconds) == expected


class Terminal(io.StringIO):
    """A stderr that can be drawn over."""

    def isatty(self) -> bool:
        return True


def test_the_line_fits_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr(sys, "stderr", Terminal())
    line = Line("a\x1b[31mname")
    line.show(Progress(1, 10, 1.0, {"loss": 1.0}))
    line.clear()
    written = sys.stderr.getvalue()

    assert max(len(piece) for piece in written.replace("\x1b[2K", "").split("\r")) <= 39
    assert "\x1b[31m" not in written
    assert written.endswith("\r\x1b[2K")


def test_no_line_where_it_cannot_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    line = Line("x")
    line.show(Progress(1, 10, 1.0, {}))
    line.show_text("loading")

    assert not line.live
    assert sys.stderr.getvalue() == ""

    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("TERM", "dumb")
    assert not Line("x").live


def test_a_terminal_that_is_gone_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(Terminal):
        def write(self, text: str) -> int:
            raise OSError(5, "Input/output error")

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", Gone())
    line = Line("x")
    line.show(Progress(1, 10, 1.0, {}))
    line.clear()


def test_the_line_is_drawn_a_few_times_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress, "perf_counter", lambda: now[0])
    monkeypatch.setattr(sys, "stderr", Terminal())
    line = Line("x")
    for _ in range(10):
        line.show_text("loading")

    assert sys.stderr.getvalue().count("loading") == 1
    now[0] += progress.INTERVAL
    assert line.due


def send(number: int) -> None:
    os.kill(os.getpid(), number)


def test_a_signal_ends_the_program_where_it_stands() -> None:
    with Signals().listening(), pytest.raises(Stopped) as caught:
        send(signal.SIGTERM)

    assert caught.value.number == signal.SIGTERM


def test_while_it_trains_the_first_signal_asks_and_a_second_wish_forces(monkeypatch: pytest.MonkeyPatch) -> None:
    signals = Signals()
    with signals.listening(), signals.asked():
        send(signal.SIGHUP)
        assert signals.number == signal.SIGHUP
        monkeypatch.setattr(cli_signals, "SAME_WISH_SECONDS", 0.0)
        with pytest.raises(Forced):
            send(signal.SIGTERM)


@pytest.mark.parametrize("second", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("gently", [True, False])
def test_the_signals_of_a_session_that_ends_are_one(second: int, gently: bool) -> None:
    """The system sends SIGHUP, the shell sends it again, systemd sends SIGTERM with it: nothing is broken off by that."""
    signals = Signals()
    with signals.listening(), signals.asked(gently=gently):
        with contextlib.suppress(Stopped):
            send(signal.SIGHUP)
        send(second)
        assert signals.number == signal.SIGHUP


def test_a_shell_that_hangs_up_late_forces_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_signals, "SAME_WISH_SECONDS", 0.0)
    signals = Signals()
    with signals.listening(), signals.asked():
        send(signal.SIGTERM)
        send(signal.SIGHUP)
        assert signals.number == signal.SIGTERM


def test_what_can_be_broken_off_is_broken_off() -> None:
    signals = Signals()
    with signals.listening(), signals.asked():
        with pytest.raises(Stopped), signals.asked(gently=False):
            send(signal.SIGINT)
        assert signals.number == signal.SIGINT


def test_signals_are_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Signals().listening():
        assert signal.getsignal(signal.SIGTERM) is not before

    assert signal.getsignal(signal.SIGTERM) is before


def test_an_ignored_signal_stays_ignored() -> None:
    """So that nohup works."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        signals = Signals()
        with signals.listening():
            send(signal.SIGHUP)
        assert signals.number == 0
    finally:
        signal.signal(signal.SIGHUP, before)
