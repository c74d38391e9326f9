"""The application: it only wires workbench, views, actions and terminal together."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.app import App
from textual.dom import DOMNode

from nntui.errors import NntuiError
from nntui.tui import memory, themes
from nntui.tui.commands import Commands
from nntui.tui.driver import Driver
from nntui.tui.keeping import Opened
from nntui.tui.leaving import CLOSE_SECONDS, Signals, last_words, tell
from nntui.tui.look_closer import LookCloser
from nntui.tui.options import Options
from nntui.tui.pulse import Pulse
from nntui.tui.saving import Saving
from nntui.tui.screens import SCREENS
from nntui.tui.shell import Shell
from nntui.tui.view import view_of
from nntui.tui.widgets.message import Message
from nntui.tui.workbench import Workbench

if TYPE_CHECKING:
    from nntui.spec.experiment import Experiment
    from nntui.tui.keeping import Opened


class NntuiApp(Commands, Saving, LookCloser, App[int], inherit_bindings=False):
    """One main screen with views that digits switch; see `shell.py` for what is on it."""

    TITLE = "nntui"
    CSS_PATH = "styles.tcss"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False  # Textual 8 fails where the widget under the mouse has just gone; a terminal selects with shift
    HORIZONTAL_BREAKPOINTS = [(0, "-slim"), (76, "-narrow"), (100, "-normal"), (140, "-wide")]  # noqa: RUF012 - Textual's form
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-tall")]  # noqa: RUF012 - Textual's form

    def __init__(self, workbench: Workbench, options: Options | None = None) -> None:
        super().__init__(driver_class=Driver, ansi_color="NO_COLOR" in os.environ or None)
        self.workbench = workbench
        self.options = options or Options()
        self.pulse = Pulse(self, self.options.fps)
        self.shell = Shell("train" if self.options.start else SCREENS[0][0])
        self.signals = Signals(self)
        self._wear()
        self._bind_views()

    def _wear(self) -> None:
        for look in themes.LOOKS.values():
            self.register_theme(look.theme())
        few = self.no_color or self.console.color_system in ("standard", "windows")
        self.theme = themes.TERMINAL.name if few else themes.DARK.name

    def _bind_views(self) -> None:
        for name, key, title in SCREENS:
            self.bind(key, f"show_view('{name}')", description=f"Show {title}", show=False)

    def get_default_screen(self) -> Shell:
        """Return the one main screen."""
        return self.shell

    def on_mount(self) -> None:
        """Begin to work after the first picture."""
        self.app_resume_signal.subscribe(self, lambda _: self.refresh())
        self.workbench.woken = self.pulse.wake
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """Start what the first picture did not need: threads, data, and the other views, one at a time."""
        self.workbench.open()
        self.news()
        for name, _, _ in SCREENS:
            self.call_later(view_of, name)
        self.call_later(memory.keep_what_is_here)
        if self.options.start:
            self._softly(self.workbench.play)
        if self.options.notes:
            self.say(" ".join(self.options.notes), "warning")

    def _softly(self, work: Callable[[], object]) -> None:
        try:
            work()
        except NntuiError as error:
            self.say(str(error), "bad")

    def after(self, seconds: float, callback: Callable[[], object], /) -> asyncio.TimerHandle:
        """Call back once after so many seconds.

        Textual's own timer forgets a call when the machine is so busy that its time has passed before it began to wait.
        """
        return asyncio.get_running_loop().call_later(seconds, self.call_later, callback)

    def terminal_gone(self) -> None:
        """End as by SIGHUP: nobody can read or type any more."""
        self.signals.received(int(signal.SIGHUP))

    def restore_terminal(self) -> None:
        """Give the terminal back as it was, at once."""
        if isinstance(self._driver, Driver):
            self._driver.suspend_application_mode()

    @property
    def ascii(self) -> bool:
        """Whether only ASCII characters may be drawn."""
        return self.options.ascii

    @property
    def view_shown(self) -> str:
        """The name of the view on the screen."""
        view = self.shell.view if self.shell.is_mounted else None
        return view.view_name if view is not None else ""

    @property
    def backlog(self) -> int:
        """Pieces of output that the terminal has not taken."""
        return self._driver.backlog if isinstance(self._driver, Driver) else 0

    def chain(self) -> list[DOMNode]:
        """Return what has focus and everything around it, ending with the application or a dialog."""
        focused = self.screen.focused
        nodes = list(focused.ancestors_with_self) if focused is not None else [self.screen, self]
        modal = next((place for place, node in enumerate(nodes) if node.is_modal), len(nodes))
        return nodes[: modal + 1]

    def news(self, *, in_turn: bool = False) -> None:
        """Show what changed in the workbench; `in_turn` the frame first, which says what was ordered, and the view after it.

        Nothing is shown any more while the screens are taken apart at the end.
        """
        if not self.is_running:
            return
        for text, role in self.workbench.take_messages():
            self.say(text, role)
        if self.shell.is_mounted:
            if in_turn:
                self.shell.refresh_frame()
                self.shell.call_after_refresh(self.shell.refresh_from_workbench)
            else:
                self.shell.refresh_from_workbench()

    def acted(self) -> None:
        """Something was done: let the frame tell what can be done next, after the picture that shows what was done."""
        if self.is_running and self.shell.is_mounted:
            self.shell.call_after_refresh(self.shell.refresh_frame)

    def say(self, text: str, role: str = "") -> None:
        """Show a sentence in the message line until the next key."""
        self.shell.query_one(Message).say(text, role)

    async def on_event(self, event: events.Event) -> None:
        """A key makes the run rest for a moment and clears the last message before it does its work.

        What was typed ahead of the end does nothing any more: there is nothing left that it could be done to.
        """
        if self._exit and isinstance(event, events.InputEvent):
            return
        if isinstance(event, events.Key) and not event.is_forwarded and self.shell.is_mounted:
            self.workbench.hush()
            self.shell.query_one(Message).clear()
        await super().on_event(event)

    async def play(self) -> None:
        """Show Train, where there is one, and play."""
        await self.shell.show_view("train")
        self._softly(self.workbench.play)

    async def action_show_view(self, name: str) -> None:
        """Show the view of that name (what digits do)."""
        await self.shell.show_view(name)


def run(
    experiment: Experiment,
    options: Options | None = None,
    *,
    opened: Opened | None = None,
    heard: Callable[[], int] = lambda: 0,
) -> int:
    """Open the application on an experiment, or on what a file held; returns the exit code.

    `heard` tells the number of a signal that came before this listened: raised in the middle of an import or of a callback
    of the interpreter's, it may have been swallowed there.
    """
    chosen = options or Options()
    bench = Workbench(experiment)
    if opened is not None:
        bench.take(opened)
    app = NntuiApp(bench, chosen)
    loop = asyncio.new_event_loop()  # which ends below only, so that no signal meets a program that does not listen
    app.signals.listen(loop)
    try:
        if number := heard():
            app.signals.received(number)
        app.run(mouse=chosen.mouse, loop=loop)
    finally:
        app.pulse.stop()
        tell(last_words(app))
        bench.close(CLOSE_SECONDS)
        loop.close()
    return app.return_code or 0
