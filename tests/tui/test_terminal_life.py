"""The program in a real pseudo-terminal: start, keys, resize, quit, signals, broken bytes, not a terminal, suspend."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from patience import Promise
from terminal import PROJECT, TRAINABLE, Terminal

pytestmark = pytest.mark.terminal


def test_the_first_picture_and_the_digits() -> None:
    """What opens shows the recipe; digits switch; q leaves a terminal as it was, with code 0."""
    with Terminal() as terminal:
        terminal.wait_for("Press space to train")
        assert "spiral-adam" in terminal.text
        terminal.send("2")
        terminal.wait_for("accuracy")
        terminal.send("1")
        terminal.wait_for("layers")
        terminal.send("q")

        assert terminal.wait() == 0
        assert terminal.restored


def test_start_plays_and_nothing_is_sent_when_paused() -> None:
    """`--start` trains at once; a paused run with nobody typing sends not one byte."""
    with Terminal(TRAINABLE, "--start", width=120, height=40) as terminal:
        terminal.wait_for("training")
        terminal.read(0.3)
        terminal.send(" ")
        terminal.wait_for("● paused")
        terminal.read_all(0.5)

        assert terminal.read(1.5) == b""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_saves_the_run_and_restores_the_terminal(number: signal.Signals) -> None:
    """The process is gone within half a second, with 128+n, the run in its folder, the terminal as it was."""
    with Terminal(TRAINABLE, "--start") as terminal:
        terminal.wait_for("● training")
        terminal.read(0.5)
        promise = Promise(1.5)  # half a second is promised; the benchmark measures it
        terminal.signal(number)
        code = terminal.wait()

        assert promise.kept
        assert code == 128 + number
        assert terminal.restored
        assert b"the run is saved in" in terminal.output
    folder = Path(os.environ["NNTUI_HOME"]) / "runs"
    assert [path.name for path in folder.glob("*/model.safetensors")] == ["model.safetensors"]


def test_a_terminal_that_is_gone_ends_the_program_and_loses_nothing() -> None:
    """Closing the window saves the run and ends the process by itself."""
    with Terminal(TRAINABLE, "--start") as terminal:
        terminal.wait_for("● training")
        terminal.read(0.3)
        os.close(terminal.master)
        terminal.process.wait(60)

        assert terminal.process.returncode == 128 + signal.SIGHUP
    folder = Path(os.environ["NNTUI_HOME"]) / "runs"
    assert list(folder.glob("*/model.safetensors"))


BROKEN = (b"\xff", b"\x1b[200~ab\xffcd\x1b[201~", b"\x1b[<0;\xff;3M", b"\xc3(", b"\x1b[200~\x1b]0;evil\x07\x1b[201~")


def test_broken_bytes_do_not_end_the_program() -> None:
    """Bytes that are not UTF-8, alone, in a paste and in a mouse report, one after the other, end nothing."""
    with Terminal() as terminal:
        terminal.wait_for("Press space to train")
        for broken in BROKEN:
            terminal.send(broken)
            terminal.read(0.3)
            terminal.send("\x1b")
            terminal.read(0.2)
            terminal.send("2")
            terminal.wait_for("loss")
            terminal.send("1")
            terminal.wait_for("layers")
        terminal.send("q")

        assert terminal.wait() == 0


def test_what_is_pasted_acts_as_no_key() -> None:
    """A copied log with colours, the letters of keys in it, and a megabyte of it: nothing happens, and keys work after it."""
    log = b"\x1b[31m q q\r 2 \x1b[0m \x03 \x1bq\r"
    with Terminal() as terminal:
        terminal.wait_for("Press space to train")
        for pasted in (log, log * 30_000):
            terminal.send(b"\x1b[200~" + pasted + b"\x1b[201~")
            terminal.read_all(0.3)
            assert "Quit?" not in terminal.text
            assert "layers" in terminal.text
        terminal.send("2")
        terminal.wait_for("accuracy")
        terminal.send("q")

        assert terminal.wait() == 0


def test_too_small_says_so_and_goes_on() -> None:
    """Below 60x20 one line says so; the run goes on behind it, and comes back with the room."""
    with Terminal(TRAINABLE, "--start") as terminal:
        terminal.wait_for("● training")
        terminal.resize(50, 10)
        terminal.wait_for("60x20")
        terminal.resize(100, 30)
        terminal.wait_for("accuracy")
        assert "● training" in terminal.text
        terminal.resize(1, 1)
        terminal.read(0.3)
        terminal.resize(80, 24)
        terminal.wait_for("● training")


def test_suspend_and_come_back() -> None:
    """ctrl+z gives the terminal back and stops the process; SIGCONT brings the screen back."""
    with Terminal(TRAINABLE, "--start") as terminal:
        terminal.wait_for("● training")
        terminal.send("\x1a")
        until = time.monotonic() + 60
        while b"State:\tT" not in Path(f"/proc/{terminal.process.pid}/status").read_bytes():
            terminal.read(0.05)
            assert time.monotonic() < until
        terminal.read_all(0.1)
        assert terminal.restored
        terminal.screen.reset()
        terminal.send(b"\x04" * 6)  # an end of input each, while the terminal has its own modes: it is not gone
        terminal.signal(signal.SIGCONT)
        terminal.wait_for("● training")
        while " epoch 0 of" in terminal.text:  # as long as nothing was trained, q asks nothing
            terminal.read(0.05)
            assert time.monotonic() < until
        terminal.send("q")
        terminal.wait_for("Quit?")


def test_a_continue_that_nothing_was_stopped_for_changes_nothing() -> None:
    """Another program's SIGCONT: the terminal is given back as it was before nntui, not as nntui has it."""
    with Terminal(TRAINABLE) as terminal:
        terminal.wait_for("Press space to train")
        for _ in range(3):
            terminal.signal(signal.SIGCONT)
            terminal.read(0.1)
        terminal.send("2")
        terminal.wait_for("accuracy")
        terminal.send("q")

        assert terminal.wait() == 0
        assert terminal.restored


def test_a_terminal_that_takes_nothing_does_not_hold_the_end_up() -> None:
    """As after ctrl+s, or where the line hangs: nobody reads, and the run is saved and the process gone all the same."""
    with Terminal(TRAINABLE, "--start", width=200, height=60) as terminal:
        terminal.wait_for("● training")
        for number in range(12):  # a whole picture each, which nobody reads
            terminal.resize(300 - number, 100)
            time.sleep(0.05)
        terminal.signal(signal.SIGTERM)
        terminal.process.wait(30)

        assert terminal.process.returncode == 128 + signal.SIGTERM


def test_not_a_terminal_and_a_dumb_one_are_refused() -> None:
    """A pipe and TERM=dumb are refused with one sentence that names `nntui train`."""
    done = subprocess.run(
        [sys.executable, "-m", "nntui"], cwd=PROJECT, capture_output=True, stdin=subprocess.DEVNULL, check=False
    )
    assert done.returncode == 2
    assert b"nntui train" in done.stderr
    assert done.stdout == b""
    with Terminal(environment={"TERM": "dumb"}) as terminal:
        assert terminal.wait() == 2
        assert b"nntui train" in terminal.output
        assert b"\x1b" not in terminal.output


def test_quitting_asks_only_when_something_would_be_lost() -> None:
    """With steps that are not saved q asks and says how many; ctrl+c is q; going on without saving leaves."""
    with Terminal(TRAINABLE, "--start") as terminal:
        terminal.wait_for("● training")
        terminal.send("\x03")
        terminal.wait_for("steps of training")
        terminal.send("j")
        terminal.read(0.2)
        terminal.send("\r")

        assert terminal.wait() == 0
        assert terminal.restored


PAYLOADS = (
    "\x1b]0;owned\x07",
    "\x1b]52;c;b3duZWQ=\x07",
    "\x1b[31;5mowned",
    "\x9b31mowned",
    "\x9d0;owned\x9c",
    "\x1bPowned\x1b\\",
    "\u202eowned\u202c",
    "[/owned]",
    "[link=owned]x[/link]",
    "\x07\x08owned\x7f",
)


def test_no_payload_of_a_file_reaches_the_terminal(tmp_path: Path) -> None:
    """Headers, classes and cells of a CSV, in every view and dialog: no code of theirs is in what the program writes."""
    header = ",".join(f'"{payload}"' for payload in PAYLOADS)
    rows = [",".join(str(row * place) for place in range(len(PAYLOADS))) + f",{PAYLOADS[row % 3]}" for row in range(60)]
    path = tmp_path / "owned.csv"
    path.write_text("\n".join([f"{header},kind", *rows, ""]))
    spec = f"csv path={path} | dense 4, relu | adam | epochs 20"
    with Terminal(spec, width=120, height=40) as terminal:
        terminal.wait_for("rows, 10 features")
        for key in ("2", "n", "3", "e", "\x1b", "?", "\x1b", "1", "\r", "\x1b", "\x10", "\x1b", "\x13", "\x1b", "q"):
            terminal.send(key)
            terminal.read_all(0.1)
        terminal.read(0.5)
    for payload in PAYLOADS[:6]:
        assert payload.encode() not in terminal.output
    assert b"\x1b]0;" not in terminal.output
    assert b"\x1b]52" not in terminal.output
    assert "\u202e".encode() not in terminal.output
