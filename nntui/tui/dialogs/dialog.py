"""What every dialog is: a box over the view, left by escape; the footer tells its keys.

A dialog is a widget of the one main screen and no screen of its own: opening and closing it then lays out and sends
the cells of the box alone, which takes a third of the time, and what is under it goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Size
from textual.message import Message
from textual.widget import AwaitMount, Widget

from nntui.tui.actions import Acting, action
from nntui.tui.text import safe

if TYPE_CHECKING:
    from nntui.tui.app import NntuiApp
    from nntui.tui.workbench import Workbench

Result = TypeVar("Result")


class Dialog(Acting, Vertical, Generic[Result], can_focus=True):
    """A box with a title; `dismiss` closes it with a result. Keys that it does not know go nowhere."""

    title_text = ""

    def __init__(self) -> None:
        super().__init__(classes="dialog")
        self._answered: Callable[[Any], object] = lambda _: None

    @property
    def nntui(self) -> NntuiApp:
        """The application, typed."""
        return cast("NntuiApp", self.app)

    @property
    def is_modal(self) -> bool:
        """Keys go no further out than this."""
        return True

    @property
    def ready(self) -> bool:
        """Whether all its parts are there: not yet, or no more, while it is opened or taken away."""
        return self.is_mounted and self.nntui.shell.holds(self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing can be done before the parts are there, or when they are going."""
        return super().check_action(action, parameters) if self.ready else False

    async def _dispatch_message(self, message: Message) -> None:
        """Leave what parts say that are going, such as what was typed into them last.

        Their messages are those whose class stands in a widget's, as `Input.Changed`; all others are Textual's own.
        """
        if self.ready or "." not in type(message).__qualname__:
            await super()._dispatch_message(message)

    def when_answered(self, answered: Callable[[Any], object]) -> None:
        """Call this with the result when the dialog is closed."""
        self._answered = answered

    def compose(self) -> ComposeResult:
        """Put what the dialog shows into the box."""
        yield from self.contents()

    def contents(self) -> ComposeResult:
        """Make what the dialog shows."""
        yield Widget()

    def on_mount(self) -> None:
        """Show the title, and give the first part the focus, unless it was closed, or the program ends, before it was there."""
        if not self.nntui.shell.holds(self) or not self.children:
            return
        self.border_title = safe(self.title_text, 60).replace("[", "(").replace("]", ")")
        self.screen.set_focus(self.first_focus())
        self.opened()

    def opened(self) -> None:
        """Begin what the dialog is for: its parts are there."""

    def refresh_from(self, workbench: Workbench) -> None:
        """Show what the workbench holds now, where the dialog shows any of it."""

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        """Take a new size without asking for one more layout: the box does not scroll."""
        return super()._size_updated(size, virtual_size, container_size, layout=False)

    def parts(self) -> list[Widget]:
        """Return what can have focus in here, in order."""
        return [found for found in self.query("*") if found.focusable]

    def first_focus(self) -> Widget:
        """Return what has focus at first."""
        return next(iter(self.parts()), self)

    def dismiss(self, result: Result | None) -> None:
        """Close, and hand the result over."""
        if self.nntui.shell.dialog is self:
            self.nntui.shell.close_dialog()
            self._answered(result)

    @action("dialog.close", title="Close", help="Go back without a change.", keys=("escape",), footer=80, short="close")
    def close(self) -> None:
        """Go back."""
        self.dismiss(None)

    @action("dialog.help", title="Help", help="Explain this, and every key that works here.", keys=("question_mark", "f1"),
            footer=2)  # fmt: skip
    def show_help(self) -> AwaitMount:
        """Explain the dialog over it."""
        from nntui.tui.dialogs.help import Help  # noqa: PLC0415 - which is a dialog itself

        return self.nntui.shell.open_dialog(Help(self.nntui.chain()), lambda _: None)

    @action("dialog.next", title="Next part", help="Move to the next part of the dialog.", keys="tab")
    def next_part(self) -> None:
        """Move the focus on, and round."""
        self._go(1)

    @action("dialog.previous", title="Previous part", help="Move to the part before.", keys="shift+tab")
    def previous_part(self) -> None:
        """Move the focus back, and round."""
        self._go(-1)

    def _go(self, by: int) -> None:
        parts = self.parts()
        here = next((place for place, part in enumerate(parts) if part.has_focus), 0)
        if parts:
            parts[(here + by) % len(parts)].focus()
