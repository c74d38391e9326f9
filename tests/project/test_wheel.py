"""The wheel works in an empty environment and an empty folder as the checkout does; so does an uninstalled checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

TRAIN = ["train", "iris", "--set", "training.epochs=3", "--json"]


def run(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder and return what it printed."""
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture(scope="module")
def wheel(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the checkout, with the build backend that is installed here where it is."""
    folder = tmp_path_factory.mktemp("dist")
    done = run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(project)], folder)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("nntui-*.whl"))


@pytest.mark.wheel
def test_the_wheel_carries_data_sets_recipes_and_styles(wheel: Path, project: Path) -> None:
    """What is not Python is in the wheel too."""
    names = set(zipfile.ZipFile(wheel).namelist())
    sets = {f"nntui/datasets/{path.name}" for path in (project / "datasets").iterdir() if path.suffix in {".csv", ".toml"}}
    recipes = {f"nntui/spec/recipes/{path.name}" for path in (project / "nntui/spec/recipes").glob("*.toml")}

    assert sets
    assert recipes
    assert sets | recipes | {"nntui/py.typed", "nntui/tui/styles.tcss"} <= names


@pytest.mark.wheel
def test_the_wheel_trains_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    """Installed alone into a new environment, in an empty folder, the program trains as the checkout does."""
    run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "venv")], tmp_path)
    python = tmp_path / "venv/bin/python"
    pip = [sys.executable, "-m", "pip", "--python", str(python)]
    installed = run([*pip, "install", "-q", "--no-compile", str(wheel)], tmp_path)
    assert installed.returncode == 0, installed.stderr
    empty = tmp_path / "empty"
    empty.mkdir()

    from_wheel = run([str(tmp_path / "venv/bin/nntui"), *TRAIN], empty, NNTUI_HOME=str(tmp_path / "home"))
    from_checkout = run([sys.executable, "-m", "nntui", *TRAIN], Path(__file__).parents[2], NNTUI_HOME=str(tmp_path / "home"))

    assert from_wheel.returncode == 0, from_wheel.stderr
    assert json.loads(from_wheel.stdout)["parameters_sha256"] == json.loads(from_checkout.stdout)["parameters_sha256"]
    assert list(empty.iterdir()) == []


def test_the_manifest_names_every_data_file(project: Path) -> None:
    """Each CSV under datasets/ has a row in the manifest, and the other way round."""
    manifest = tomllib.loads((project / "datasets/manifest.toml").read_text(encoding="utf-8"))
    files = {path.name for path in (project / "datasets").glob("*.csv")}

    assert "manifest.toml" in {path.name for path in (project / "datasets").iterdir()}
    assert files
    assert all(any(name in str(row) for row in manifest.values()) for name in files)


def test_the_program_runs_from_a_checkout_that_is_not_installed(project: Path, tmp_path: Path) -> None:
    """`python -m nntui` needs no installed metadata."""
    done = run([sys.executable, "-m", "nntui", "--version"], project)

    assert done.returncode == 0
    assert done.stdout.strip().endswith("0.1.0")
