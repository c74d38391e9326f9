"""What a view is: one of the things a digit switches to, all in one main screen."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.widget import Widget

from nntui.tui import actions
from nntui.tui.actions import Acting, Action
from nntui.tui.screens import SCREENS

if TYPE_CHECKING:
    from nntui.tui.app import NntuiApp
    from nntui.tui.workbench import Workbench

VIEWS: dict[str, type[View]] = {}
ViewType = TypeVar("ViewType", bound="type[View]")


class View(Acting, Widget, can_focus=True):
    """A view stays mounted once it was shown; `shown` and `hidden` tell it when it may run timers.

    Everything it shows comes from the workbench, in `refresh_from`, which the application calls when something changed
    and only while the view is the one on the screen. `help` is what `?` says first.
    """

    key: ClassVar[str] = ""
    view_name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    help: ClassVar[str] = ""

    @property
    def nntui(self) -> NntuiApp:
        """The application, typed."""
        return cast("NntuiApp", self.app)

    @property
    def workbench(self) -> Workbench:
        """What the application holds."""
        return self.nntui.workbench

    def shown(self) -> None:
        """Called after the view came onto the screen; `refresh_from` follows."""

    def hidden(self) -> None:
        """Called when another view took the screen: stop every timer here."""

    def refresh_from(self, workbench: Workbench) -> None:
        """Show what the workbench holds now; called often, so compare before you draw."""

    def first_focus(self) -> Widget:
        """Return what has focus when the view is shown for the first time."""
        return self

    def when_seen(self, work: Callable[[], object]) -> None:
        """Do this when what was changed until now is on the screen.

        Every widget has a queue of its own, and a round of them all may pass until each has asked to be drawn; at the end
        the view may be gone by then.
        """

        def seen() -> None:
            if self.is_attached and self.nntui.is_running:
                work()

        self.nntui.after(0.0, lambda: self.call_after_refresh(seen))

    def status(self) -> str:
        """Return a few words for the message line while nothing else is said there."""
        return ""


def view(name: str, key: str, title: str) -> Callable[[ViewType], ViewType]:
    """Register a view under a digit; its actions and its help carry its name."""

    def decorate(cls: ViewType) -> ViewType:
        from nntui.tui.commands import Commands  # noqa: PLC0415 - which shows views, and imports this module

        cls.view_name, cls.key, cls.title = name, key, title
        VIEWS[name] = cls
        actions.belong(cls, name)
        actions.add(
            Action(
                name=f"view.{name}",
                title=f"Show {title}",
                help=f"Switch to {title}. {(cls.__doc__ or '').strip().splitlines()[0]}",
                keys=(key,),
                footer=0,
                when="",
                short=title.lower(),
                command=f"show_view('{name}')",
                owner=Commands,
            )
        )
        return cls

    return decorate


def view_of(name: str) -> type[View]:
    """Return the view of that name, whose module is imported when it is first asked for."""
    if name not in VIEWS:
        importlib.import_module(f"nntui.tui.screens.{name}")
    return VIEWS[name]


def load_views() -> list[type[View]]:
    """Import all views, and return them in the order of their digits."""
    return [view_of(name) for name, _, _ in SCREENS]
