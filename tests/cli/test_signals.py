"""Signals from outside while `nntui train` runs, in a process of its own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from patience import Promise

from nntui.store import modelfile, saving

SPEC = "spiral samples=20 fresh=30 | dense 16, relu | adam | epochs 100000000 validate_every 10"
DEADLINE = 0.5


@pytest.fixture
def began() -> float:
    """The moment before the run is started, where this comes before it."""
    return time.monotonic()


@pytest.fixture
def started(tmp_path: Path, project: Path):
    """A run that goes on for hours, ended at the latest with the test."""
    command = [sys.executable, "-m", "nntui", "train", SPEC, "--out", str(tmp_path / "run"), "--json"]
    process = subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    metrics = tmp_path / "run" / "metrics.csv"
    for _ in range(1_000):
        if metrics.exists() and metrics.stat().st_size > 200:
            break
        time.sleep(0.02)
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_stops_at_a_step_border_saves_and_ends(started, tmp_path: Path, name: str) -> None:
    number = getattr(signal, name)
    promise = Promise(4 * DEADLINE)  # where other tests run beside this one
    started.send_signal(number)
    out, err = started.communicate(timeout=60)
    kept = promise.kept
    saved = modelfile.load(tmp_path / "run" / "model.safetensors")
    state = saving.state_of(saved)
    rows = (tmp_path / "run" / "metrics.csv").read_text().splitlines()

    assert started.returncode == 128 + number
    assert kept
    assert out == ""
    assert f"stopped at step {state.step:,}" in err
    assert "Traceback" not in err
    assert len(rows) - 1 == state.epoch


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the state of a process is read from /proc")
def test_time_in_which_the_process_was_suspended_does_not_count(began: float, started, tmp_path: Path) -> None:
    """ctrl+z, a second of waiting, `fg`: the seconds in the file are at most those in which the process ran."""
    started.send_signal(signal.SIGTSTP)
    while b"State:\tT" not in Path(f"/proc/{started.pid}/status").read_bytes():
        time.sleep(0.01)
    since = time.monotonic()
    time.sleep(1.0)
    stopped = time.monotonic() - since
    started.send_signal(signal.SIGCONT)
    started.send_signal(signal.SIGTERM)
    started.communicate(timeout=60)
    state = saving.state_of(modelfile.load(tmp_path / "run" / "model.safetensors"))

    assert started.returncode == 128 + signal.SIGTERM
    assert 0 < state.seconds <= time.monotonic() - began - stopped


def test_stderr_that_nobody_reads_any_more_does_not_hinder_the_save(tmp_path: Path, project: Path) -> None:
    """As when the connection breaks: the terminal is gone, then comes the signal."""
    read, write = os.pipe()
    command = [sys.executable, "-m", "nntui", "train", SPEC, "--out", str(tmp_path / "run")]
    process = subprocess.Popen(command, cwd=project, stdout=subprocess.DEVNULL, stderr=write)
    os.close(write)
    os.close(read)
    metrics = tmp_path / "run" / "metrics.csv"
    for _ in range(1_000):
        if metrics.exists() and metrics.stat().st_size > 200:
            break
        time.sleep(0.02)
    process.send_signal(signal.SIGHUP)

    assert process.wait(timeout=60) == 128 + signal.SIGHUP
    assert modelfile.load(tmp_path / "run" / "model.safetensors").values["step"] > 0


def test_nobody_reads_the_output(project: Path) -> None:
    """`nntui catalog | head -1` is quiet."""
    command = f"{sys.executable} -m nntui catalog --json | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=project, capture_output=True, text=True, check=False)

    assert done.stdout == "{\n"
    assert done.stderr == ""
    assert done.returncode in (0, 128 + signal.SIGPIPE)
