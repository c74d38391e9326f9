"""What is typed while the application ends."""

from __future__ import annotations

import signal

import pytest
from bench import SMALL, application, settle
from textual import events
from textual.widgets import Input

from nntui.spec import line
from nntui.tui.app import run
from nntui.tui.dialogs.help import Help
from nntui.tui.dialogs.palette import Palette
from nntui.tui.leaving import WATCHED, Signals


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


async def test_a_dialog_whose_parts_could_not_be_made_begins_nothing() -> None:
    """As when the program ends while it is opened: it is still held, but has no parts."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p")
        dialog = app.shell.dialog
        assert isinstance(dialog, Palette)
        await dialog.query("*").remove()
        dialog.on_mount()

        assert app.return_code is None


def test_a_signal_that_was_swallowed_before_the_application_listened_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception raised in a callback of the interpreter is printed and forgotten; the signal's number is not."""

    def leave(signals: Signals, code: int) -> None:
        raise SystemExit(code)

    monkeypatch.setattr(Signals, "_leave", leave)
    before = {number: signal.getsignal(number) for number in WATCHED}
    try:
        with pytest.raises(SystemExit) as ended:
            run(line.parse(SMALL), heard=lambda: int(signal.SIGTERM))
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

    assert ended.value.code == 128 + signal.SIGTERM
