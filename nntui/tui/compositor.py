"""What Textual sends for a changed span: that span, not the whole line in front of it, and drawn without detours.

Textual 8 draws a line from the start of the widget to the end of the span, again for every span in it. With charts and
numbers that change a few cells in many places that is four times as many bytes, which an SSH connection carries; and a
`Pen` says of each cell only what differs from the one before.
It also renders and cuts up every container, though other widgets cover it: half of the time that a new view takes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from rich.color import ColorSystem
from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from nntui.tui.pen import Pen


class ExactUpdate(ChopsUpdate):
    """Draws the changed spans alone."""

    def render_segments(self, console: Console) -> str:
        """Return what the terminal gets: for each span where it begins, and its cells."""
        pen = Pen(console._color_system or ColorSystem.TRUECOLOR)
        sent: list[str] = []
        for y, first, last in self.spans:
            for end, (start, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                if strip is not None and start < last and end > first:
                    here = max(start, first)
                    sent.append(Control.move_to(here, y).segment.text)
                    sent.append(pen.write(strip.crop(here - start, min(end, last) - start)))
        return "".join((*sent, pen.put_down()))


class WholeUpdate(LayoutUpdate):
    """Draws the whole screen."""

    def render_segments(self, console: Console) -> str:
        """Return what the terminal gets: for each line where it begins, and its cells."""
        pen = Pen(console._color_system or ColorSystem.TRUECOLOR)
        sent: list[str] = []
        for y, line in enumerate(self.strips, self.region.y):
            sent.append(Control.move_to(self.region.x, y).segment.text)
            sent += map(pen.write, line)
        return "".join((*sent, pen.put_down()))


class ExactCompositor(Compositor):
    """Textual's compositor, with exact updates."""

    def _render_chops(self, crop: Region, is_rendered_line: Callable[[int], bool]) -> Sequence[Mapping[int, Strip]]:
        """Return the pieces of each line, front to back; what is covered already is neither rendered nor cut."""
        chops: list[dict[int, Strip | None]] = [dict.fromkeys(line[:-1]) for line in self.cuts]
        for widget, (region, clip) in self.visible_widgets.items():
            if crop.overlaps(clip):
                shown = region.intersection(clip)
                wanted = self._uncovered(shown, chops, is_rendered_line)
                if wanted:
                    _fill(chops, wanted, shown, widget, region)
        return cast("Sequence[Mapping[int, Strip]]", chops)

    def _uncovered(
        self, shown: Region, chops: list[dict[int, Strip | None]], is_rendered_line: Callable[[int], bool]
    ) -> dict[int, list[int]]:
        """Return the lines in which a widget has a cell that no other covers, each with its cuts."""
        first, last = shown.column_span
        wanted: dict[int, list[int]] = {}
        for y in shown.line_range:
            if is_rendered_line(y) and None in chops[y].values():
                cuts = [cut for cut in self.cuts[y] if first <= cut <= last]
                if any(chops[y][cut] is None for cut in cuts[:-1]):
                    wanted[y] = cuts
        return wanted

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        """Return the whole screen."""
        update = super().render_full_update(simplify)
        return WholeUpdate(update.strips, update.region)

    def render_partial_update(self) -> ChopsUpdate | None:
        """Return the changed spans, or None when there are none."""
        update = super().render_partial_update()
        return None if update is None else ExactUpdate(update.chops, update.spans, update.chop_ends)


def _fill(
    chops: list[dict[int, Strip | None]], wanted: dict[int, list[int]], shown: Region, widget: Widget, region: Region
) -> None:
    """Render the wanted lines of a widget and put their pieces where nothing stands yet."""
    top, bottom = min(wanted), max(wanted) + 1
    strips = widget.render_lines(Region(shown.x - region.x, top - region.y, shown.width, bottom - top))
    for y, cuts in wanted.items():
        pieces = strips[y - top].divide([cut - shown.x for cut in cuts[1:]])
        line = chops[y]
        for cut, piece in zip(cuts, pieces, strict=False):
            if line[cut] is None:
                line[cut] = piece
