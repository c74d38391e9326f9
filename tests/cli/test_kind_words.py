"""What a newcomer types first is understood, or answered with what to type; and no run replaces another."""

from pathlib import Path

import pytest

from nntui.cli import group, subject
from nntui.errors import FileError, UnknownName
from nntui.store import atomic, runs


def test_a_misspelt_command_with_words_behind_it_names_the_command() -> None:
    """`nntui trian iris` says train."""
    with pytest.raises(UnknownName, match="Did you mean 'train'"):
        group.Commands(name="nntui").make_context("nntui", ["trian", "iris"])


def test_a_csv_file_alone_is_answered_with_the_line_to_type(tmp_path: Path) -> None:
    """`nntui data.csv` says how data become an experiment."""
    path = tmp_path / "data.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")

    with pytest.raises(FileError, match=r"csv path=.*data\.csv target=COLUMN"):
        subject.resolve(str(path))


def test_a_run_in_the_folder_named_is_kept(tmp_path: Path) -> None:
    """A second run into one folder moves the first aside, and a third the second."""
    folder = runs.given_folder(tmp_path / "mine")

    assert runs.keep_older(folder) is None
    for number in (1, 2):
        atomic.replace(folder.model, f"model {number}".encode())
        atomic.replace(folder.spec, b"seed = 1")
        assert runs.keep_older(folder) == folder.path / f"previous-{number}"
        assert (folder.path / f"previous-{number}" / runs.MODEL).read_text() == f"model {number}"
        assert not folder.model.exists()
