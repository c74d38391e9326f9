"""How pictures and areas are drawn on this terminal: in greys, blocks or ASCII."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nntui.tui.screens.predict_sample import Brush

if TYPE_CHECKING:
    from nntui.tui.app import NntuiApp


def brush_for(app: NntuiApp, *, changing: bool = False) -> Brush:
    """Return the brush for the terminal's colours and the theme; `changing` shows a cursor."""
    system = app.console.color_system
    colours = system is not None and not app.no_color
    few = not colours or system in ("standard", "windows") or app.current_theme.ansi
    return Brush(ascii=app.ascii, shades="grey" if colours else "blocks", changing=changing, few=few)
