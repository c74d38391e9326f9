"""The application's key to the methods that look at a network from the side, and a line of the palette for each of them."""

# ruff: noqa: PLC0415 - dialogs are imported when they open, not for the first picture
from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.widget import AwaitMount

from nntui.errors import NntuiError
from nntui.insight import methods
from nntui.insight.methods import Method
from nntui.tui.actions import Acting, Action, action, add

if TYPE_CHECKING:
    from nntui.tui.app import NntuiApp
    from nntui.tui.looking import Looking

KEY = "m"


class LookCloser(Acting):
    """Mixed into the application."""

    title = "Everywhere"

    @property
    def _nntui(self) -> NntuiApp:
        return cast("NntuiApp", self)

    @action("app.methods", title="Look closer", help="Choose a method that looks at the network while the run goes on.",
            keys=KEY, footer=25, short="look closer")  # fmt: skip
    def look_closer(self) -> AwaitMount:
        """Offer the methods."""
        from nntui.tui.dialogs.methods import Methods

        return self._nntui.shell.open_dialog(Methods(), self._begin_method)

    def action_look_closer_at(self, name: str) -> None:
        """Begin the method of that name (what the palette does)."""
        self._begin_method(name)

    def _begin_method(self, name: str | None) -> None:
        method = next((one for one in methods.METHODS if one.name == name), None)
        if method is None:
            return
        try:
            self._ask_or_begin(method)
        except NntuiError as error:
            self._nntui.say(str(error), "bad")

    def _ask_or_begin(self, method: Method) -> None:
        from nntui.tui.dialogs.methods import layer_choices, layer_of
        from nntui.tui.looking import Looking

        looking = Looking(self._nntui.workbench, method)
        if not method.by_layer:
            self._show_findings(looking)
            return

        def chosen(answer: str | None) -> None:
            if answer is not None:
                looking.layer = layer_of(answer)
                self._show_findings(looking)

        self._nntui.shell.open_dialog(layer_choices(looking.subject.experiment), chosen)

    def _show_findings(self, looking: Looking) -> None:
        from nntui.tui.dialogs.findings import Findings

        app = self._nntui
        app.shell.open_dialog(Findings(looking), lambda said: app.say(said) if said else None)


def offer(method: Method, place: int) -> Action:
    """Make a method an action of the application, so that the palette finds it by its title."""
    return add(
        Action(
            name=f"method.{method.name}",
            title=method.title,
            help=method.help,
            keys=(f"{KEY} {place}",),
            footer=0,
            when="",
            short=method.title.lower(),
            command=f"look_closer_at('{method.name}')",
            owner=LookCloser,
        )
    )


for _place, _method in enumerate(methods.METHODS, 1):
    offer(_method, _place)
