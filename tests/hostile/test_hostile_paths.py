"""Paths that lead nowhere, given wherever the command line takes one: a sentence and exit code 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from nntui.cli.main import run
from nntui.tui.folders import place_of

NOBODY = "~nobody-has-this-home/x"
NETWORK = "dense 4, relu | epochs 1"


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a command in an empty folder, see that it refuses, and return what it said last."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NNTUI_HOME", str(tmp_path / "home"))

    def call(*arguments: str) -> str:
        code = run(list(arguments), lambda *_: 0)
        said = capsys.readouterr()
        assert (code, said.out) == (2, ""), said
        return said.err.splitlines()[-1]

    return call


@pytest.mark.parametrize(
    "arguments",
    [
        ("train", NOBODY),
        ("train", f"{NOBODY}.toml"),
        ("train", f"csv path={NOBODY} | {NETWORK}"),
        ("train", f"fashion-mnist folder={NOBODY} | {NETWORK}"),
        ("train", f"spiral samples=5 | {NETWORK}", "--out", NOBODY),
        ("evaluate", NOBODY, "--data", "x.csv"),
        ("predict", NOBODY, "--input", "x.csv"),
        (NOBODY,),
    ],
)
def test_a_home_that_nobody_has(refused, arguments: tuple[str, ...]) -> None:
    said = refused(*arguments)

    assert NOBODY in said
    assert "no such home folder" in said or "no such file" in said


def test_a_data_folder_in_a_home_that_nobody_has(refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNTUI_HOME", NOBODY)

    assert "no such home folder" in refused("train", f"spiral samples=5 | {NETWORK}")


def test_a_working_folder_that_is_gone(refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()

    assert "is gone" in refused("train", f"spiral samples=5 | {NETWORK}", "--out", "run")
    assert "no such file" in refused("train", "x.toml")
    assert place_of("x.csv") == (Path("/"), "x.csv")
    monkeypatch.setenv("NNTUI_HOME", "home")
    assert "is gone" in refused("train", f"spiral samples=5 | {NETWORK}")


@pytest.mark.parametrize("out", ["/dev/null/x", "n" * 300, "spec.toml/run"])
def test_a_folder_for_the_run_that_cannot_be_made_is_wrong_input(refused, tmp_path: Path, out: str) -> None:
    (tmp_path / "spec.toml").write_text("")

    assert "folder" in refused("train", f"spiral samples=5 | {NETWORK}", "--out", out)


def test_a_folder_that_is_no_run_is_told_once(refused) -> None:
    assert refused("train", ".").count("the folder holds no model.safetensors") == 1


def test_a_path_that_is_longer_than_anybody_reads_is_told_in_short(refused) -> None:
    assert len(refused("train", f"csv path={'x' * 9_000}.csv | {NETWORK}")) < 600


@pytest.mark.parametrize("text", ["", NOBODY, "n" * 5_000, f"{'n' * 5_000}/x.csv", "nul\0byte/x.csv", "missing/x.csv"])
def test_a_file_picker_opens_in_the_working_folder_where_the_path_lies_in_none(text: str) -> None:
    folder, name = place_of(text)

    assert folder == Path.cwd()
    assert name == Path(text).name


def test_a_file_picker_opens_where_the_path_lies(tmp_path: Path) -> None:
    assert place_of(str(tmp_path / "x.csv")) == (tmp_path, "x.csv")
