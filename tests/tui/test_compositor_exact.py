"""Our compositor draws what Textual's does, in every view and with a dialog open."""

from __future__ import annotations

from bench import application, settle
from textual._compositor import Compositor

from nntui.tui.app import NntuiApp
from nntui.tui.compositor import ExactCompositor


def lines(app: NntuiApp, compositor: type[Compositor]) -> list[list[tuple[str, object]]]:
    """What the whole screen looks like, as characters with their styles."""
    strips = compositor.render_strips(app.shell._compositor)
    return [[(letter, segment.style) for segment in strip for letter in segment.text] for strip in strips]


async def test_every_cell_is_as_textual_draws_it() -> None:
    """Views, dialogs, fields over values and a terminal that is too small."""
    app = application()
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        for key in ("1", "question_mark", "escape", "2", "3", "1", "enter", "enter", "escape", "ctrl+p", "d", "escape"):
            await pilot.press(key)
            await pilot.pause()

            assert lines(app, ExactCompositor) == lines(app, Compositor)
        await pilot.resize_terminal(50, 10)
        await pilot.pause()
        assert lines(app, ExactCompositor) == lines(app, Compositor)


async def test_only_what_changed_is_drawn(monkeypatch) -> None:
    """A dialog, another focus and another view send their own cells, and never the whole screen."""
    app = application()
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        for key in ("2", "1"):
            await pilot.press(key)
        whole: list[object] = []
        monkeypatch.setattr(ExactCompositor, "render_full_update", lambda *arguments: whole.append(arguments))
        for key in ("question_mark", "escape", "tab", "enter", "escape", "2", "1"):
            await pilot.press(key)
            await pilot.pause()

        assert not whole
