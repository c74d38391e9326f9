"""What is typed while the application ends."""

from __future__ import annotations

from bench import application, settle
from textual import events
from textual.widgets import Input

from nntui.tui.dialogs.help import Help


async def test_keys_typed_ahead_of_the_end_do_nothing() -> None:
    """Nothing is opened that there is no place for any more."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.exit(0)
        for key in ("question_mark", "3", "ctrl+p", "m"):
            await app.on_event(events.Key(key, None))

        assert app.shell.dialog is None
    assert app.return_code == 0


async def test_a_dialog_opens_no_more_where_the_screen_has_gone() -> None:
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
    await app.shell.open_dialog(Help([]), lambda _: None)

    assert app.shell.dialog is None


async def test_what_is_typed_into_a_dialog_that_goes_is_left() -> None:
    """A letter, escape, and the letter's news: its list is no longer there to be narrowed."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+o")
        dialog = app.shell.dialog
        assert dialog is not None
        await settle(pilot, lambda: dialog.ready)
        dialog.dismiss(None)
        assert not dialog.ready
        assert dialog.check_action("files_switch", ()) is False
        await dialog.query("*").remove()
        await dialog._dispatch_message(Input.Changed(Input(), "x"))

        assert app.shell.dialog is None
