"""What all dialogs share: one may open over another, `?` explains each, and what is typed ahead goes to the one that opens."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from bench import application, settle, text_of
from textual import events

from nntui.tui.dialogs.choose import Choose
from nntui.tui.dialogs.files import OpenFile
from nntui.tui.dialogs.health import Health
from nntui.tui.dialogs.help import Help
from nntui.tui.dialogs.palette import Palette
from nntui.tui.dialogs.question import Question

CHOICES = (("all layers", "Every one."), ("0 dense", "64"), ("12 dense", "3"), ("batch_normalization", "Of a batch."))


@pytest.mark.parametrize("key", ["escape", "question_mark", "q", "backspace"])
async def test_help_of_a_dialog_opens_over_it_and_comes_back(key: str) -> None:
    """The dialog is out of sight meanwhile, and has the focus again afterwards."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("2", "i")
        assert isinstance(app.shell.dialog, Health)
        health = app.shell.dialog
        await pilot.press("question_mark")
        assert isinstance(app.shell.dialog, Help)
        assert "Health of the run" in text_of(app)
        assert "suffers from" not in text_of(app)
        await pilot.press(key)

        assert app.shell.dialog is health
        assert "suffers from" in text_of(app)
        assert health in app.shell.focused.ancestors_with_self  # type: ignore[union-attr]
        await pilot.press("escape")
        assert app.shell.dialog is None


async def test_a_question_stands_over_a_dialog() -> None:
    """Quitting in a dialog asks first; staying goes back to it."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("2", "n")
        await settle(pilot, lambda: app.workbench.steps_done == 1)
        await pilot.press("ctrl+p", *"abc", "ctrl+c")
        assert isinstance(app.shell.dialog, Question)
        await pilot.press("escape")

        assert isinstance(app.shell.dialog, Palette)
        assert "abc" in text_of(app)


async def test_what_is_typed_ahead_goes_to_the_dialog_that_opens() -> None:
    """The palette and a few letters at once: they do not reach the view, where `x` would delete a layer."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        layers = app.workbench.experiment.model.layers
        app.shell.view.go_to_place("model.layers.0")  # type: ignore[union-attr]
        app.post_message(events.Key("ctrl+p", None))
        for key in "xdx":
            app.post_message(events.Key(key, key))
        await settle(pilot, lambda: "xdx" in text_of(app))

        assert app.workbench.experiment.model.layers == layers


async def test_a_dialog_that_is_left_at_once_ends_nothing() -> None:
    """Opened and closed before it was drawn."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for name in ("ctrl+p", "escape", "ctrl+p", "enter", "m", "escape"):
            app.post_message(events.Key(name, name if name == "m" else None))
        await settle(pilot)
        await pilot.pause(0.1)

        assert app.return_code is None


@pytest.mark.parametrize(
    ("query", "found"), [("12 dense", "12 dense"), ("12_dense", "12 dense"), ("batch norm", "batch_normalization")]
)
async def test_a_space_is_as_good_as_an_underscore(query: str, found: str) -> None:
    """In both directions."""
    assert Choose("Which?", CHOICES).items(query)[0].value == found


@pytest.mark.parametrize("rounds", range(6))
async def test_a_dialog_that_is_closed_before_it_is_there_does_no_harm(rounds: int) -> None:
    """Escape is typed so fast that the parts were never mounted, or only some of them, or only just."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for dialog in (Palette("build"), Choose("Which?", CHOICES), OpenFile(Path(), print), Help(app.chain())):
            app.shell.open_dialog(dialog, lambda _: None)
            for _ in range(rounds):
                await asyncio.sleep(0)
            app.shell.close_dialog()
            await pilot.pause()

            assert app.return_code is None
            assert app.shell.dialog is None
