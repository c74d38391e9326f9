"""What can be done everywhere: quit, help, palette, themes, undo, focus, suspend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textual.dom import DOMNode
from textual.widget import AwaitMount

from nntui.spec import line
from nntui.tui import themes
from nntui.tui.actions import Acting, Action, action, possible
from nntui.tui.view import load_views

if TYPE_CHECKING:
    from nntui.tui.app import NntuiApp

_IN_DIALOGS = {"app_quit", "app_suspend"}


class Commands(Acting):
    """Mixed into the application; each method is one action."""

    title = "Everywhere"

    @property
    def _app(self) -> NntuiApp:
        return cast("NntuiApp", self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a dialog is open only quit and suspend act from here."""
        if self._app.shell.dialog is not None and action not in _IN_DIALOGS:
            return False
        return possible(self, action)

    @action(
        "app.help",
        title="Help",
        help="What has focus, what it does and which keys work there.",
        keys=("question_mark", "f1"),
        footer=2,
    )
    def show_help(self) -> AwaitMount:
        """Explain what has focus."""
        from nntui.tui.dialogs.help import Help  # noqa: PLC0415 - not needed for the first picture

        return self._app.shell.open_dialog(Help(self._app.chain()), lambda _: None)

    @action(
        "app.palette", title="All actions", help="Find any action by its name.", keys="ctrl+p", footer=1, short="all actions"
    )
    def show_palette(self) -> AwaitMount:
        """Open the palette."""
        from nntui.tui.dialogs.palette import Palette  # noqa: PLC0415 - not needed for the first picture

        load_views()
        return self._app.shell.open_dialog(Palette(self._app.view_shown), self._perform)

    def _perform(self, chosen: Action | None) -> None:
        if chosen is not None:
            self._app.call_next(perform, self._app, chosen)

    @action("app.theme", title="Next theme", help="Dark, light, high contrast, the terminal's own colours.", keys="ctrl+t")
    def next_theme(self) -> None:
        """Wear the next theme."""
        names = list(themes.LOOKS)
        app = self._app
        app.theme = names[(names.index(app.theme) + 1) % len(names)] if app.theme in names else names[0]
        app.say(f"Theme: {themes.LOOKS[app.theme].title}")

    @action("app.copy", title="Copy the line", help="Copy the experiment as one line to the terminal's clipboard.", keys="c")
    def copy_line(self) -> None:
        """Hand the one-line spec to the terminal (OSC 52)."""
        text = line.write(self._app.workbench.experiment, names=False)
        self._app.copy_to_clipboard(text)
        self._app.say(f"Copied, if this terminal allows it: {text}")

    @action("focus.next", title="Next part", help="Move to the next part of the view.", keys="tab")
    def focus_next_part(self) -> None:
        """Move the focus on."""
        self._app.screen.focus_next()

    @action("focus.previous", title="Previous part", help="Move to the part before.", keys="shift+tab")
    def focus_previous_part(self) -> None:
        """Move the focus back."""
        self._app.screen.focus_previous()

    @action("app.suspend", title="Suspend", help="Put nntui into the background; `fg` brings it back.", keys="ctrl+z")
    def suspend_softly(self) -> None:
        """Hand the terminal back to the shell."""
        self._app.action_suspend_process()


async def perform(app: NntuiApp, chosen: Action) -> None:
    """Do an action from anywhere: its view is shown first, then it runs on whom it belongs to."""
    node: DOMNode | None = app
    if chosen.view:
        await app.shell.show_view(chosen.view)
    if not isinstance(app, chosen.owner):
        node = find(app, chosen)
    if node is None or not possible(node, chosen.slug):
        app.say(f"{chosen.title}: not possible now", "warning")
        return
    await app.run_action(chosen.command, node)


def find(app: NntuiApp, chosen: Action) -> DOMNode | None:
    """Return the node on the screen that the action belongs to."""
    view = app.shell.view
    if view is None or isinstance(view, chosen.owner):
        return view
    owner = cast("Any", chosen.owner)
    return next(iter(view.query(owner)), None)
