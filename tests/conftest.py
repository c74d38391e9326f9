"""What every test stands on: one BLAS thread, a home of its own, and the reference figures where they are present."""

from __future__ import annotations

import gc
import itertools
import os
import sys

# The tests start the program dozens of times: what one start has compiled the next one need not compile again.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
for variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

PROJECT = Path(__file__).resolve().parent.parent
SHARED = PROJECT.parent / "shared"

settings.register_profile("quick", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("quick")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--contract`: print the table of what every component of the catalogue is checked for; and `--write-looks`."""
    parser.addoption("--contract", action="store_true", help="print the contract checks by kind of component")
    parser.addoption("--write-looks", action="store_true", help="write the screens of tests/tui/looks anew; look at them then")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print that table at the end of the run, and what tests have counted, whichever process they ran in."""
    for line in _counted(terminalreporter.stats.get("passed", [])):
        terminalreporter.write_line(line)
    if config.getoption("--contract"):
        sys.path.insert(0, str(PROJECT / "tests" / "engine"))
        import test_contract

        terminalreporter.write_sep("=", "the contract")
        terminalreporter.write_line(test_contract.contract.table())


def _counted(reports: list[pytest.TestReport]) -> list[str]:
    """Return a line for each thing counted by tests as `record_property("counted", (what, number, of what, worst))`."""
    told = [value for report in reports for name, value in report.user_properties if name == "counted"]
    lines = []
    for what in dict.fromkeys(one[0] for one in told):
        parts = [one for one in told if one[0] == what]
        number, worst = sum(one[1] for one in parts), max(one[3] for one in parts)
        lines.append(f"{number:,} {what}, {parts[0][2]} {worst:.1e}")
    return lines


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a parameter of many characters by its first ones: names are printed, sent about and compared."""
    return f"{val[:40]!r}..." if isinstance(val, str | bytes) and len(val) > 80 else None


def pytest_collection_finish() -> None:
    """Spare the garbage collector the thousands of tests that wait for their turn."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders that nobody has used, made by whoever writes into them first."""
    homes = tmp_path_factory.mktemp("homes")
    return (homes / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def _own_home(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from the developer's own runs, caches and terminal settings."""
    home = next(_homes)
    monkeypatch.setenv("NNTUI_HOME", str(home / "nntui"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    for name in ("NO_COLOR", "COLORTERM", "COLUMNS", "LINES", "TEXTUAL", "TEXTUAL_COLOR_SYSTEM"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session", autouse=True)
def _parts() -> None:
    """Fill the catalog once."""
    from nntui import parts

    parts.load()


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's top folder."""
    return PROJECT


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of reference figures; the test is skipped where it is missing."""
    folder = SHARED / "reference"
    if not folder.is_dir():
        pytest.skip(f"the reference figures are not here: {folder}")
    return folder


@pytest.fixture(scope="session")
def fashion_folder() -> Path:
    """The folder with the four IDX files of Fashion-MNIST; the test is skipped where it is missing."""
    folder = SHARED / "data" / "fashion-mnist"
    if not folder.is_dir():
        pytest.skip(f"the Fashion-MNIST files are not here: {folder}")
    return folder
