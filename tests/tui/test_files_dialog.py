"""Saving and opening by keyboard: lists, names, paths, overwriting, and what is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from bench import application, paste, settle, text_of

from nntui.errors import FileError
from nntui.training.messages import Epochs
from nntui.tui import folders
from nntui.tui.dialogs.files import Files, size_text
from nntui.tui.folders import Listing


def listed(folder: Path, **options: object) -> Listing:
    job = folders.listing(folder, **options)  # type: ignore[arg-type]
    while True:
        try:
            next(job)
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]


def test_a_folder_lists_folders_first_and_hides_the_rest(tmp_path: Path) -> None:
    """Folders, then models and experiments by name; hidden files, other files, broken links and pipes are left out."""
    for name in ("b.toml", "A.safetensors", ".hidden.toml", "notes.txt"):
        (tmp_path / name).write_text("x")
    (tmp_path / "runs").mkdir()
    (tmp_path / "dangling.toml").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.toml")

    assert [place.name for place in listed(tmp_path).places] == ["runs", "A.safetensors", "b.toml"]
    assert [place.name for place in listed(tmp_path, endings=("",)).places] == ["runs", "A.safetensors", "b.toml", "notes.txt"]


def test_a_folder_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    """A missing folder is an error when something is to be opened, and empty when it is to be made."""
    with pytest.raises(FileError, match="cannot be read"):
        listed(tmp_path / "missing")

    assert listed(tmp_path / "missing", new=True).places == ()


def test_typed_names_mean_paths(tmp_path: Path) -> None:
    """A name stands in the folder, a path for itself, ~ is home; the ending is added where none is given."""
    assert folders.named("a", tmp_path, ".safetensors") == tmp_path / "a.safetensors"
    assert folders.named("a.toml", tmp_path, ".safetensors") == tmp_path / "a.toml"
    assert folders.named("../b", tmp_path / "c") == tmp_path / "b"
    assert folders.named("/x/y", tmp_path) == Path("/x/y")
    assert folders.named("~/z", tmp_path) == Path.home() / "z"


def test_sizes_are_said_as_people_do() -> None:
    """Bytes, kB, MB, GB."""
    assert [size_text(size) for size in (12, 3_400, 5_600_000, 7_800_000_000)] == ["12 bytes", "3.4 kB", "5.6 MB", "7.8 GB"]


@pytest.mark.parametrize("size", [(80, 24)])
async def test_save_open_and_go_on(tmp_path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """ctrl+s, a path, enter; ctrl+o, the list, enter: the run is back where it was saved."""
    monkeypatch.chdir(tmp_path)
    app = application(start=True)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("space")
        await settle(pilot, lambda: app.workbench.snapshot and app.workbench.snapshot.status != "running")
        app.workbench.play(Epochs(2))
        await settle(pilot, lambda: not app.workbench.ordered and app.workbench.snapshot.status != "running")
        await pilot.press("ctrl+s", "ctrl+u")
        await paste(pilot, f"{tmp_path}/mine")
        await pilot.press("enter")
        await settle(pilot, lambda: (tmp_path / "mine.safetensors").exists() and "Saved" in text_of(app))
        epoch = app.workbench.snapshot.epoch
        assert "mine.safetensors" in text_of(app).splitlines()[0]
        app.workbench.play(Epochs(1))
        await settle(pilot, lambda: not app.workbench.ordered and app.workbench.snapshot.status != "running")
        await pilot.press("ctrl+o")
        await settle(pilot, lambda: "Not saved yet: 1 steps of training" in text_of(app))
        await pilot.press("down", "enter")
        await settle(pilot, lambda: "mine.safetensors" in text_of(app) and isinstance(app.shell.dialog, Files))
        await settle(pilot, lambda: len(app.shell.dialog.places.items) > 1)
        await pilot.press(*"mine")
        await pilot.press("enter")
        await settle(pilot, lambda: app.shell.dialog is None and app.workbench.run is not None)

        assert app.workbench.snapshot.epoch == epoch
        assert not app.workbench.dirty


async def test_another_file_is_only_replaced_at_the_second_enter(tmp_path: Path) -> None:
    """The dialog says that there is a file of that name and waits; escape leaves it alone."""
    (tmp_path / "there.safetensors").write_text("precious")
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+s", "ctrl+u")
        await paste(pilot, f"{tmp_path}/there")
        await pilot.press("enter")
        await pilot.pause()
        assert "is there already: press enter again" in text_of(app)
        assert (tmp_path / "there.safetensors").read_text() == "precious"
        await pilot.press("enter")
        await settle(pilot, lambda: "Saved" in text_of(app))
        assert (tmp_path / "there.safetensors").stat().st_size > 100


async def test_what_cannot_be_opened_is_said_in_the_dialog(tmp_path: Path) -> None:
    """A file of another kind is one sentence, the dialog stays, and nothing changes."""
    (tmp_path / "wrong.safetensors").write_bytes(b"PK\x03\x04 not a model")
    (tmp_path / "wrong.toml").write_text("[data]\nsource = 5\n")
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        before = app.workbench.experiment
        for name in ("wrong.safetensors", "wrong.toml", "missing.toml"):
            await pilot.press("ctrl+o")
            await paste(pilot, f"{tmp_path}/{name}")
            await pilot.press("enter")
            await settle(pilot, lambda: "reading" not in text_of(app) and isinstance(app.shell.dialog, Files))
            await settle(pilot, lambda: bad(app))
            await pilot.press("escape")
            assert app.shell.dialog is None
        assert app.workbench.experiment is before


def bad(app: object) -> bool:
    rows = app.shell.query_one("#wrong").rows  # type: ignore[attr-defined]
    return any(role == "bad" for row in rows for _, role in row)


async def test_quit_saves_when_told_to(tmp_path: Path) -> None:
    """q asks, the first answer saves and leaves with code 0."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.workbench.play(Epochs(1))
        await settle(pilot, lambda: app.workbench.steps_done == 1)
        await pilot.press("q")
        await settle(pilot, lambda: "1 steps of training" in text_of(app))
        await pilot.press("escape")
        assert app.shell.dialog is None
        await pilot.press("q", "enter", "ctrl+u")
        await paste(pilot, f"{tmp_path}/last")
        await pilot.press("enter")
        await settle(pilot, lambda: app.return_code is not None)

    assert app.return_code == 0
    assert (tmp_path / "last.safetensors").exists()


async def test_names_of_files_do_no_harm(tmp_path: Path) -> None:
    """File names with codes and markup, and names that are not UTF-8, are shown as text."""
    for name in (b"[b]x\x1b]0;owned\x07.toml", b"caf\xe9.toml", b"[link=a].safetensors"):
        (tmp_path / os.fsdecode(name)).write_text("x")
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+o")
        await paste(pilot, f"{tmp_path}/")
        await pilot.press("enter")
        await settle(pilot, lambda: "link=a" in text_of(app))

        assert "\x1b" not in text_of(app)
        assert "\x07" not in text_of(app)


async def test_words_of_the_dialog_use_its_whole_width(tmp_path: Path) -> None:
    """They were broken at 40 cells where they came before the dialog had a size, and the third line was lost."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot, lambda: "needs to go on; a name ending in" in " ".join(text_of(app).split()))
        rows = app.shell.query_one("#wrong").rows

        assert len(rows) == 2


async def test_a_table_is_no_model(tmp_path: Path) -> None:
    """Opening a CSV file says where it belongs."""
    (tmp_path / "mine.csv").write_text("a,b\n1,2\n")
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+o")
        await paste(pilot, f"{tmp_path}/mine.csv")
        await pilot.press("enter")
        await settle(pilot, lambda: "data set csv in Build" in " ".join(text_of(app).replace("│", " ").split()))

        assert bad(app)


async def test_a_recipe_is_opened_by_its_name_and_asks_first_when_something_would_be_lost() -> None:
    """R lists them with what each shows; a run that is not saved is asked about."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("R")
        await settle(pilot, lambda: "Recipes" in text_of(app))
        await pilot.press(*"iri", "enter")
        await settle(pilot, lambda: app.workbench.run is not None and app.workbench.experiment.name == "iris")
        await settle(pilot, lambda: "Opened the recipe iris" in text_of(app))
        assert not app.workbench.dirty

        await pilot.press("2", "n")
        await settle(pilot, lambda: app.workbench.steps_done == 1)
        await pilot.press("R")
        await settle(pilot, lambda: "Not saved yet: 1 step" in text_of(app))


async def test_a_folder_whose_name_is_too_long_is_said_and_nothing_ends(tmp_path: Path) -> None:
    """A pasted text that ends in a slash, of more than the 255 bytes that a name may have."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot, lambda: app.shell.dialog is not None and app.shell.dialog.ready)
        await pilot.press("ctrl+u")
        await paste(pilot, f"{tmp_path}/{'x' * 300}/")
        await pilot.press("enter")
        await settle(pilot, lambda: not app.workbench.working)
        await pilot.press("a", "enter")
        await settle(pilot, lambda: not app.workbench.working)

        assert app.is_running
        assert not list(tmp_path.iterdir())


async def test_a_folder_that_was_read_too_late_is_nobodys(tmp_path: Path) -> None:
    """The dialog was closed meanwhile, and some of its parts are gone before it is."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+o")
        dialog = app.shell.dialog
        assert isinstance(dialog, Files)
        app.shell.close_dialog()
        await dialog.query("Picker").remove()
        dialog._came(listed(tmp_path))
        dialog.wrong(FileError("too late"))
        await pilot.pause()

        assert app.return_code is None
