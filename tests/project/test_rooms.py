"""The rooms of the house: who may import whom, statically and as modules are really loaded."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "nntui"


def loaded_after(statement: str) -> set[str]:
    """Return the names of the modules a fresh Python has loaded after the statement."""
    program = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    return set(done.stdout.split())


def test_import_linter_contracts_hold() -> None:
    """The static graph keeps to the contracts in pyproject.toml."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))], capture_output=True, text=True, cwd=PACKAGE.parent
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_import_nntui_loads_nothing_heavy() -> None:
    """`import nntui` costs nothing: its names are lazy."""
    loaded = loaded_after("import nntui")

    assert not loaded & {"textual", "plotext", "numpy", "msgspec", "click"}


def test_the_python_face_loads_no_screen() -> None:
    """Model works without Textual, Rich, plotext, click or threads of ours."""
    loaded = loaded_after("from nntui import Model, layers")

    assert not loaded & {"textual", "rich", "plotext", "click"}


@cache
def nodes(path: Path) -> list[ast.AST]:
    """Return everything that stands in a source file."""
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@cache
def module_names(path: Path) -> set[str]:
    """Return the top-level names a source file imports, anywhere in it."""
    found: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize(
    ("module", "only"),
    [
        ("threading", {"training/runner.py"}),
        ("plotext", {"charts/plotext_chart.py"}),
        ("pickle", set()),
        ("marshal", set()),
        ("shelve", set()),
    ],
)
def test_a_module_is_known_in_one_place(module: str, only: set[str]) -> None:
    """Threads, plotext and pickles stand where the design says, and nowhere else."""
    places = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if module in module_names(path)}

    assert places <= only


def writes(call: ast.Call) -> bool:
    """Say whether a call opens or changes a file for writing."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in {"write_text", "write_bytes", "savez", "save_file", "tofile", "savetxt", "mkstemp", "NamedTemporaryFile"}:
        return True
    if name != "open":
        return False
    modes = [value.value for value in [*call.args, *(word.value for word in call.keywords)] if isinstance(value, ast.Constant)]
    return any(isinstance(mode, str) and set(mode) <= set("rwaxbt+") and set(mode) & set("wax+") for mode in modes)


def test_one_file_writes() -> None:
    """Only store/atomic.py opens a file for writing."""
    places = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in nodes(path)
        if isinstance(node, ast.Call) and writes(node)
    }

    assert places <= {"store/atomic.py"}


def test_only_the_screen_knows_textual_and_rich() -> None:
    """textual and rich are imported under tui/ alone."""
    places = {path.relative_to(PACKAGE).parts[0] for path in PACKAGE.rglob("*.py") if {"textual", "rich"} & module_names(path)}

    assert places <= {"tui"}
