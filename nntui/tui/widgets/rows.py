"""A widget that shows `Rows` through the Line API and sends only the spans that changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from nntui.charts.spans import Row, Rows
from nntui.tui.styles import style
from nntui.tui.text import cells, to_ascii

_GAP = 6


class RowsView(Widget):
    """Shows rows of spans from the top left corner; `show` compares with what stands there and refreshes the rest.

    A subclass may override `draw(width, height)` instead and call `redraw()`: it is then also called after a resize
    and a change of theme.
    """

    DEFAULT_CSS = "RowsView { width: 1fr; height: 1fr; }"

    def __init__(self, rows: Rows = (), *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._rows = rows
        self._drawn_for: Size | None = None
        self._strips: dict[int, tuple[Row, Strip]] = {}
        self._strips_for: object = None

    @property
    def rows(self) -> Rows:
        """What is shown now."""
        return self._rows

    def show(self, rows: Rows) -> None:
        """Show these rows; nothing is sent when they are what stands there."""
        before, self._rows = self._rows, rows
        changed = list(changes(before, rows, self.size.width))
        if changed:
            self.refresh(*changed)

    def draw(self, width: int, height: int) -> Rows:
        """Return the rows for that size in cells; by default those given to `show`."""
        return self._rows

    def redraw(self) -> None:
        """Draw again and refresh what changed; a new size is drawn when Textual asks for its first line."""
        if self.size.width and self.size.height and self._drawn_for == self.size:
            self.show(self.draw(self.size.width, self.size.height))
        else:
            self._drawn_for = None
            if self.size:
                self.refresh()

    def _fit(self) -> None:
        """Draw for a size that is new, so that the first picture in it is the right one."""
        size = self.size
        if self._drawn_for != size:
            self._drawn_for = size
            self._rows = self.draw(size.width, size.height)

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        """Take a new size without asking for one more layout: nothing in here scrolls, so nothing else moves."""
        return super()._size_updated(size, virtual_size, container_size, layout=False)

    def notify_style_update(self) -> None:
        """After a change of theme every row is made again."""
        super().notify_style_update()
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines in there, each made once as long as its row stays: Textual's way there costs as much again.

        A widget with a border or room around its rows goes Textual's way.
        """
        if self.gutter.totals != (0, 0) or not self.size:
            return super().render_lines(crop)
        self._fit()
        filters, (_, background) = self.get_line_filters(), self.background_colors
        key = (self.app.theme, self.size.width, self.visual_style, background, tuple(filters))
        if key != self._strips_for:
            self._strips, self._strips_for = {}, key
        return [self._strip(y, filters, background).crop(crop.x, crop.right) for y in crop.line_range]

    def _strip(self, y: int, filters: Sequence[LineFilter], background: Color) -> Strip:
        row = self._rows[y] if y < len(self._rows) else ()
        kept = self._strips.get(y)
        if kept is not None and kept[0] == row:
            return kept[1]
        strip = self.render_line(y)
        for one in filters:
            strip = strip.apply_filter(one, background)
        self._strips[y] = row, strip
        return strip

    def render_line(self, y: int) -> Strip:
        """Return line `y` as a strip as wide as the widget."""
        self._fit()
        base = self.visual_style.rich_style  # kept by Textual; `self.rich_style` walks all ancestors for every line
        row = self._rows[y] if y < len(self._rows) else ()
        theme = self.app.theme
        if getattr(self.app, "ascii", False):
            row = tuple((to_ascii(text), name) for text, name in row)
        segments = [Segment(text, base + style(name, theme)) for text, name in row]
        missing = self.size.width - sum(segment.cell_length for segment in segments)
        if missing < 0:
            return Strip(segments).crop(0, self.size.width)
        return Strip([*segments, Segment(" " * missing, base)] if missing else segments, self.size.width)


def changes(before: Rows, after: Rows, width: int) -> Iterator[Region]:
    """Yield the regions in which two pictures of `width` cells differ."""
    for y in range(max(len(before), len(after))):
        old = before[y] if y < len(before) else ()
        new = after[y] if y < len(after) else ()
        if old != new:
            yield from (Region(x, y, length, 1) for x, length in row_changes(old, new, width))


def row_changes(old: Row, new: Row, width: int) -> list[tuple[int, int]]:
    """Return where two rows differ as (start, length) in cells; runs with a small gap between them are one."""
    if not (_simple(old) and _simple(new)):
        return [(0, width)]
    before, after = _cells(old, width), _cells(new, width)
    runs: list[tuple[int, int]] = []
    for x, (one, other) in enumerate(zip(before, after, strict=True)):
        if one == other:
            continue
        if runs and x - sum(runs[-1]) <= _GAP:
            runs[-1] = (runs[-1][0], x - runs[-1][0] + 1)
        else:
            runs.append((x, 1))
    return runs


def _simple(row: Row) -> bool:
    return all(text.isascii() or cells(text) == len(text) for text, _ in row)


def _cells(row: Row, width: int) -> list[tuple[str, str]]:
    one = [(character, name) for text, name in row for character in text][:width]
    return one + [(" ", "")] * (width - len(one))
