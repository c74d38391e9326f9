"""The one main screen: header, the views of which one is shown, the message line and the footer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from textual.app import ComposeResult
from textual.geometry import Region
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import AwaitMount, Widget
from textual.widgets import ContentSwitcher

from nntui.tui.compositor import ExactCompositor
from nntui.tui.view import View, view_of
from nntui.tui.widgets.bars_of_keys import Footer
from nntui.tui.widgets.header import Header
from nntui.tui.widgets.message import Message, TooSmall
from nntui.tui.widgets.rows import RowsView

if TYPE_CHECKING:
    from nntui.tui.app import NntuiApp
    from nntui.tui.dialogs.dialog import Dialog

LEAST = (60, 20)
Result = TypeVar("Result")


class Shell(Screen[None], inherit_bindings=False):
    """Shows one view at a time; a view is mounted when it is first shown and stays."""

    # A new focus is drawn by who has it and who had it; Textual's own field draws the whole screen, and sends it.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self, first: str) -> None:
        super().__init__()
        self._compositor = ExactCompositor()
        self._first = first
        self._focus: dict[str, Widget] = {}
        self._dialogs: list[tuple[Dialog[Any], Widget | None]] = []
        self._frame: tuple[RowsView, ...] = (Header(id="header"), Message(id="message"), Footer(id="footer"))

    @property
    def nntui(self) -> NntuiApp:
        """The application, typed."""
        return cast("NntuiApp", self.app)

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Draw again; a new layout draws what it moved, so that the whole screen need not be drawn after it."""
        return super().refresh(*regions, repaint=repaint and not layout, layout=layout, recompose=recompose)

    def compose(self) -> ComposeResult:
        """Make header, views, message line and footer."""
        header, *below = self._frame
        yield header
        yield ContentSwitcher(id="views")
        yield from below
        yield TooSmall(id="too-small")

    async def on_mount(self) -> None:
        """Show the first view."""
        self.set_class(self.nntui.ascii, "-ascii")
        await self.show_view(self._first)

    @property
    def view(self) -> View | None:
        """The view that is shown."""
        shown = self.query_one("#views", ContentSwitcher).visible_content
        return shown if isinstance(shown, View) else None

    async def show_view(self, name: str) -> View:
        """Show the view of that name, mounting it when it was never shown."""
        switcher = self.query_one("#views", ContentSwitcher)
        before = self.view
        if before is not None and before.view_name == name:
            return before
        if before is not None:
            self._leave(before)
        if not switcher.query_children(f"#{name}"):
            await switcher.add_content(view_of(name)(id=name))
        switcher.current = name
        shown = cast("View", self.view)
        shown.shown()
        (self._focus.get(name) or shown.first_focus()).focus()
        self.nntui.news()
        return shown

    def _leave(self, view: View) -> None:
        focused = self.focused
        if focused is not None and view in focused.ancestors_with_self:
            self._focus[view.view_name] = focused
        view.hidden()

    def refresh_from_workbench(self) -> None:
        """Let the view, the dialog over it and then the frame, which tells of both, show what the workbench holds now."""
        if not self.nntui.is_running:
            return
        view = self.view
        if view is not None:
            view.refresh_from(self.nntui.workbench)
        if self.dialog is not None and self.dialog.is_mounted:
            self.dialog.refresh_from(self.nntui.workbench)
        self.refresh_frame()

    def refresh_frame(self) -> None:
        """Draw header, message line and footer again where they changed; at the end they may be gone already."""
        for row in self._frame:
            if row.is_attached:
                row.redraw()

    @property
    def dialog(self) -> Dialog[Any] | None:
        """The dialog that is open, or the last one where they are open one over the other."""
        return self._dialogs[-1][0] if self._dialogs else None

    def holds(self, dialog: Dialog[Any]) -> bool:
        """Say whether a dialog is open, if only behind another one."""
        return any(one is dialog for one, _ in self._dialogs)

    def open_dialog(self, dialog: Dialog[Result], answered: Callable[[Result | None], object]) -> AwaitMount:
        """Open a dialog over the view; one that was open stays behind it, out of sight, and comes back after it.

        An action that returns this is done when the dialog has the keys: then what is typed ahead goes to it.
        """
        if not self.is_attached:  # a key that was typed ahead while the application closes
            return AwaitMount(self, [])
        dialog.when_answered(answered)
        before, focused = self.dialog, self.focused
        self._dialogs.append((dialog, focused))
        if before is not None:
            before.display = False
        return self.mount(dialog, before="#too-small")

    def close_dialog(self) -> None:
        """Take the dialog away; what was behind it is shown again and has the focus that it had."""
        if not self._dialogs:
            return
        dialog, focused = self._dialogs.pop()
        if self.dialog is not None:
            self.dialog.display = True
            self.dialog.refresh_from(self.nntui.workbench)  # news came to the one over it alone
        if focused is not None and focused.is_attached and focused.focusable:
            self.set_focus(focused)
        elif self.dialog is not None:
            self.set_focus(self.dialog.first_focus())
        elif self.view is not None:
            self.set_focus(self.view.first_focus())
        dialog.display = False
        self.refresh(layout=True)  # what was under it is seen at once: to take it apart takes Textual some rounds more
        dialog.remove()

    def watch_focused(self) -> None:
        """The footer tells the keys of what has focus; something always has."""
        if self.is_mounted:
            self.call_after_refresh(self._keep_focus)

    def _keep_focus(self) -> None:
        dialog, view, focused = self.dialog, self.view, self.focused
        if dialog is not None and dialog.is_mounted:
            if focused is None or dialog not in focused.ancestors_with_self:
                dialog.first_focus().focus()
        elif focused is None and view is not None:
            view.first_focus().focus()
        self.query_one(Footer).redraw()

    def on_resize(self) -> None:
        """Below the least size one line says so, and everything goes on behind it."""
        width, height = self.app.size
        self.set_class(width < LEAST[0] or height < LEAST[1], "-too-small")
