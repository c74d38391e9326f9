"""What Textual sends for a change: the changed cells, taken from the lines of the widgets in front, without detours.

Textual 8 cuts every line of every widget at every edge of any widget, renders containers that others cover, and draws a
span from the start of its widget. That made four times as many bytes, which an SSH connection carries, and half of the
time that a new view or a dialog took: a strip is a slow thing to make. Here a line of the screen is a row of pieces, each a
stretch of a widget's own line; nothing is cut before it is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rich.console import Console
from rich.segment import Segment
from textual._compositor import Compositor, CompositorUpdate
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from nntui.tui.pen import Pen, stretch

Span = tuple[int, int]
"""Cells of a line: from, and up to."""
RUNS = Compositor._regions_to_spans


class Piece(NamedTuple):
    """The cells of a screen's line from `start` up to `end`: those of `strip` from its cell `skip`."""

    start: int
    end: int
    strip: Strip
    skip: int

    @property
    def segments(self) -> Iterable[Segment]:
        """Its cells."""
        return stretch(self.strip, self.skip, self.end - self.start)


class Picture(CompositorUpdate):
    """Draws the pieces of some lines of the screen."""

    def __init__(self, lines: dict[int, list[Piece]]) -> None:
        self.lines = {y: sorted(pieces, key=lambda piece: piece.start) for y, pieces in sorted(lines.items())}

    def render_segments(self, console: Console) -> str:
        """Return what the terminal gets: for each piece where it begins, and its cells."""
        pen = Pen(console._color_system)
        sent: list[str] = []
        for y, pieces in self.lines.items():
            for piece in pieces:
                sent += (f"\x1b[{y + 1};{piece.start + 1}H", pen.write(piece.segments))
        return "".join((*sent, pen.put_down()))


class ExactCompositor(Compositor):
    """Textual's compositor, with pictures of its own."""

    def render_full_update(self, simplify: bool = False) -> Picture:  # type: ignore[override] # Textual's are made of cut strips
        """Return the whole screen."""
        self._dirty_regions.clear()
        return self._whole()

    def render_partial_update(self) -> Picture | None:  # type: ignore[override]
        """Return the changed spans, or None when there are none."""
        changed = [region.intersection(self.size.region) for region in self._dirty_regions]
        self._dirty_regions.clear()
        return self._picture(RUNS(filter(None, changed))) if any(changed) else None

    def render_strips(self, size: Size | None = None) -> list[Strip]:
        """Return the whole screen as lines."""
        lines = [Strip(segment for piece in pieces for segment in piece.segments) for pieces in self._whole().lines.values()]
        return lines[: (size or self.size).height]

    def _whole(self) -> Picture:
        return self._picture((y, 0, self.size.width) for y in range(self.size.height))

    def _picture(self, spans: Iterable[tuple[int, int, int]]) -> Picture:
        """Return the pieces that stand in some spans (line, from, up to), each of the first widget that has those cells."""
        bare: dict[int, list[Span]] = {}
        for y, first, last in spans:
            bare.setdefault(y, []).append((first, last))
        lines: dict[int, list[Piece]] = {y: [] for y in bare}
        for widget, (region, clip) in self.visible_widgets.items():
            if not bare:
                break
            shown = region.intersection(clip)
            taken = _take(bare, shown)
            if taken:
                _lay(lines, taken, shown, widget, region)
        return Picture(lines)


def _take(bare: dict[int, list[Span]], shown: Region) -> dict[int, list[Span]]:
    """Return what of the bare cells lies in a region, by line, and leave the rest bare."""
    left, right = shown.column_span
    taken: dict[int, list[Span]] = {}
    for y in shown.line_range:
        spans = bare.get(y, ())
        found = [(max(first, left), min(last, right)) for first, last in spans if first < right and last > left]
        if found:
            taken[y] = found
            rest = [*((first, min(last, left)) for first, last in spans), *((max(first, right), last) for first, last in spans)]
            bare[y] = [(first, last) for first, last in rest if first < last]
            if not bare[y]:
                del bare[y]
    return taken


def _lay(lines: dict[int, list[Piece]], taken: dict[int, list[Span]], shown: Region, widget: Widget, region: Region) -> None:
    """Render the lines of a widget that are wanted, and lay their pieces where they stand."""
    top, bottom = min(taken), max(taken) + 1
    strips = widget.render_lines(Region(shown.x - region.x, top - region.y, shown.width, bottom - top))
    for y, spans in taken.items():
        lines[y] += [Piece(first, last, strips[y - top], first - shown.x) for first, last in spans]
