"""What a command loads: imports are most of what a short one costs. Each case is a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from nntui import __version__

REPORT = "import sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"


def loaded(code: str, project: Path) -> set[str]:
    """Return the top-level modules that are loaded after the code ran."""
    done = subprocess.run([sys.executable, "-c", f"{code}\n{REPORT}"], cwd=project, capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_the_package_is_lazy(project: Path) -> None:
    assert not loaded("import nntui", project) & {"numpy", "textual", "rich", "plotext", "msgspec", "click"}


def test_the_version_needs_nothing(project: Path) -> None:
    code = "import sys; sys.argv = ['nntui', '--version']\nfrom nntui.__main__ import main\nassert main() == 0"

    assert not loaded(code, project) & {"numpy", "textual", "rich", "click", "msgspec"}


def test_training_never_loads_textual(project: Path, tmp_path: Path) -> None:
    spec = "spiral samples=5 | dense 4, relu | adam | epochs 2"
    code = (
        f"import sys; sys.argv = ['nntui', 'train', {spec!r}, '--out', {str(tmp_path / 'run')!r}]\n"
        "from nntui.__main__ import main\nassert main() == 0"
    )
    modules = loaded(code, project)

    assert "numpy" in modules
    assert not modules & {"textual", "rich", "plotext", "sklearn", "pooch", "requests"}


@pytest.mark.parametrize("given", [None, "4"])
def test_one_blas_thread_unless_the_user_says_otherwise(
    project: Path, monkeypatch: pytest.MonkeyPatch, given: str | None
) -> None:
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
        monkeypatch.delenv(name, raising=False)
    if given:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", given)
    done = subprocess.run([sys.executable, "-m", "nntui", "doctor"], cwd=project, capture_output=True, text=True, check=True)

    assert f"OPENBLAS_NUM_THREADS={given or 1}, MKL_NUM_THREADS=1, OMP_NUM_THREADS=1" in done.stdout


def test_a_checkout_that_is_not_installed(project: Path, tmp_path: Path) -> None:
    """From another folder, by path alone, without looking at what is installed."""
    code = (
        f"import sys; sys.path.insert(0, {str(project)!r}); sys.argv = ['nntui', 'recipes']\n"
        "import importlib.metadata\n"
        "def missing(name): raise importlib.metadata.PackageNotFoundError(name)\n"
        "importlib.metadata.version = importlib.metadata.distribution = missing\n"
        "from nntui.__main__ import main\nassert main() == 0"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "spiral-adam" in done.stdout


def test_not_a_terminal(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nntui"], cwd=project, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "nntui train" in done.stderr


def test_the_version_as_a_program(project: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "nntui", "--version"], cwd=project, capture_output=True, text=True, check=True)

    assert done.stdout == f"nntui {__version__}\n"


def test_closed_streams(project: Path) -> None:
    command = f"{sys.executable} -m nntui datasets <&- >&- 2>&-"
    done = subprocess.run(["bash", "-c", command], cwd=project, check=False)

    assert done.returncode == 0
