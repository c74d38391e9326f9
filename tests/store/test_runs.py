"""Folders of runs: names, and no two runs in one."""

import os
from pathlib import Path

import pytest

from nntui.engine.results import drain
from nntui.errors import FileError, SaveError
from nntui.store import runs
from nntui.store.home import home, runs_folder


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NNTUI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_the_environment_says_where_home_is(own_home: Path) -> None:
    assert home() == own_home
    assert runs_folder() == own_home / "runs"
    assert not own_home.exists()


def test_without_it_home_is_the_systems_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NNTUI_HOME", "")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    assert home().name == "nntui"
    assert home().is_absolute()


def test_home_unset_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NNTUI_HOME", "HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)

    assert home().is_absolute()


def test_two_starts_in_one_second_get_two_folders() -> None:
    made = [runs.new_folder("spiral-adam", now=1_700_000_000.4) for _ in range(3)]

    assert len({run.path for run in made}) == 3
    assert all(run.path.is_dir() for run in made)
    assert made[0].path.name.endswith("-spiral-adam")
    assert made[1].path.name == f"{made[0].path.name}-2"


def test_the_date_comes_first_so_that_names_sort_by_time() -> None:
    early = runs.new_folder("b", now=1_700_000_000)
    late = runs.new_folder("a", now=1_700_000_001)

    assert early.path.name < late.path.name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("spiral-adam", "spiral-adam"),
        ("../../etc/passwd", "etc-passwd"),
        ("Café ☕ Größe", "caf-gr-e"),
        ("", "run"),
        ("\x1b]0;x\x07", "0-x"),
        ("A" * 500, "a" * 60),
        (".", "run"),
    ],
)
def test_any_name_becomes_a_name_for_every_file_system(name: str, expected: str) -> None:
    assert runs.slug(name) == expected


def test_a_home_that_cannot_be_made_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("NNTUI_HOME", str(tmp_path / "file" / "home"))

    with pytest.raises(SaveError, match="folder cannot be made"):
        runs.new_folder("x")


def test_a_run_is_a_folder_or_a_model_file(tmp_path: Path) -> None:
    run = runs.given_folder(tmp_path / "mine")
    with pytest.raises(FileError, match="so it is no run"):
        runs.model_of(run.path)
    run.model.write_bytes(b"")

    assert runs.model_of(run.path) == run.model
    assert runs.model_of(run.model) == run.model


@pytest.mark.parametrize("name", ["missing", "nul\0byte", "a" * 5_000])
def test_no_such_run(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileError):
        runs.model_of(tmp_path / name)


def test_known_runs_are_those_with_a_model_the_newest_first(own_home: Path) -> None:
    for name, written in (("old", 1_000), ("new", 3_000), ("middle", 2_000)):
        model = own_home / "runs" / name / runs.MODEL
        model.parent.mkdir(parents=True)
        model.write_bytes(b"x")
        os.utime(model, (written, written))
    (own_home / "runs" / "empty").mkdir()

    assert [run.folder.path.name for run in drain(runs.known_runs())] == ["new", "middle", "old"]
    assert [run.folder.path.name for run in drain(runs.known_runs(1))] == ["new"]


def test_without_a_folder_of_runs_there_are_none() -> None:
    assert drain(runs.known_runs()) == ()
