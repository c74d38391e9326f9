"""`nntui [SPEC]`: what the application is opened on, and where it is refused."""

import sys
from pathlib import Path

import pytest

from nntui.cli import opening, terminal
from nntui.cli.terminal import locale_is_utf8


@pytest.fixture
def in_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the streams look like a terminal with a UTF-8 locale."""
    monkeypatch.setattr(terminal, "is_terminal", lambda name: True)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(terminal, "first_environment", lambda: {"LANG": "de_DE.UTF-8"})


@pytest.mark.usefixtures("in_terminal")
def test_without_arguments_it_opens_on_the_first_recipe(nntui, opened) -> None:
    assert nntui().code == 0

    subject, wishes = opened.calls[0]
    assert subject.experiment.name == "spiral-adam"
    assert wishes == opening.Wishes(start=False, fps=4.0, ascii=False, mouse=True, save=True)


@pytest.mark.usefixtures("in_terminal")
@pytest.mark.parametrize(
    "arguments",
    [
        ("iris", "--start", "--fps", "10", "--ascii", "--no-mouse", "--no-save"),
        ("--start", "--fps", "10", "--ascii", "--no-mouse", "--no-save", "iris"),
        ("--start", "--ascii", "iris", "--no-mouse", "--fps=10", "--no-save"),
    ],
)
def test_options_stand_before_and_after_the_spec(nntui, opened, arguments: tuple[str, ...]) -> None:
    assert nntui(*arguments).code == 0

    subject, wishes = opened.calls[0]
    assert subject.experiment.name == "iris"
    assert wishes == opening.Wishes(start=True, fps=10.0, ascii=True, mouse=False, save=False)


@pytest.mark.usefixtures("in_terminal")
def test_it_opens_on_a_line_a_file_a_model_and_a_run(nntui, opened, tmp_path: Path) -> None:
    out = str(tmp_path / "run")
    assert nntui("train", "spiral samples=5 | dense 4, relu | adam | epochs 3", "--out", out).code == 0

    for spec in ("spiral | dense 4", f"{out}/spec.toml", out, f"{out}/model.safetensors"):
        assert nntui(spec).code == 0
    subjects = [subject for subject, _ in opened.calls]

    assert [subject.saved is not None for subject in subjects] == [False, False, True, True]
    assert subjects[2].path == Path(out) / "model.safetensors"
    assert subjects[1].experiment == subjects[2].experiment


@pytest.mark.usefixtures("in_terminal")
def test_a_run_that_was_never_saved_opens_by_its_spec(nntui, opened, tmp_path: Path) -> None:
    out = tmp_path / "run"
    nntui("train", "spiral samples=5 | dense 4, relu | adam | epochs 3", "--out", str(out))
    (out / "model.safetensors").unlink()

    assert nntui(str(out)).code == 0
    assert opened.calls[0][0].saved is None


@pytest.mark.usefixtures("in_terminal")
@pytest.mark.parametrize("name", ["iris", "spiral"])
def test_a_name_means_the_recipe_or_data_set_also_where_a_file_has_it(
    nntui, opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text("something else")

    assert nntui(name).code == 0
    assert nntui(f"./{name}").code == 2
    assert opened.calls[0][0].experiment.data.source.catalog_name == name


@pytest.mark.usefixtures("in_terminal")
def test_a_locale_that_is_not_utf8_means_ascii_with_a_word_about_it(nntui, opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "first_environment", lambda: {"LANG": "C"})
    nntui("iris")
    nntui("iris", "--ascii")

    assert [wishes.ascii for _, wishes in opened.calls] == [True, True]
    assert [wishes.notes for _, wishes in opened.calls] == [(terminal.ASCII_NOTE,), ()]


@pytest.mark.parametrize("stream", ["stdin", "stdout", "stderr"])
@pytest.mark.usefixtures("in_terminal")
def test_what_is_not_a_terminal_is_told_how_to_train(refused, opened, monkeypatch: pytest.MonkeyPatch, stream: str) -> None:
    monkeypatch.setattr(terminal, "is_terminal", lambda name: name != stream)

    assert "nntui train" in refused()
    assert not opened.calls


def test_a_closed_stream_is_no_terminal(refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)

    assert "standard input" in refused()


@pytest.mark.usefixtures("in_terminal")
def test_a_dumb_terminal_is_told_how_to_train(refused, opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")

    assert "nntui train" in refused("iris")
    assert not opened.calls


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, False),
        ({"LANG": ""}, False),
        ({"LANG": "C"}, False),
        ({"LANG": "POSIX"}, False),
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "C.utf8"}, True),
        ({"LANG": "de_DE.UTF-8@euro"}, True),
        ({"LANG": "de_DE.ISO-8859-1"}, False),
        ({"LANG": "de_DE"}, False),
        ({"LC_CTYPE": "UTF-8"}, True),
        ({"LC_CTYPE": "C", "LANG": "en_US.UTF-8"}, False),
        ({"LC_ALL": "C", "LC_CTYPE": "en_US.UTF-8", "LANG": "en_US.UTF-8"}, False),
        ({"LC_ALL": "", "LC_CTYPE": "", "LANG": "en_US.UTF-8"}, True),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "C"}, True),
    ],
)
def test_the_locale_is_decided_by_the_first_that_is_set(environment: dict[str, str], expected: bool) -> None:
    assert locale_is_utf8(environment) is expected
