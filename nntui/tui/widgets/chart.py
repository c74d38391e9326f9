"""A chart of curves on the screen: it draws again when told, and sends only the cells that changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from nntui.charts import lines, lines_cursor
from nntui.charts.lines_grid import as_seen
from nntui.charts.lines_panel import Panel
from nntui.charts.plotext_chart import Chart, draw
from nntui.charts.spans import Rows
from nntui.tui.widgets.rows import RowsView

if TYPE_CHECKING:
    from nntui.charts.lines_axes import Bounds
    from nntui.tui.app import NntuiApp

_Key = tuple[Chart, int, int, bool]


class ChartView(RowsView):
    """One line of title and legend, then the chart; it has no timer, and a chart that looks like the last one is not drawn."""

    def __init__(self, title: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title = title
        self._panel = Panel()
        self._bounds: Bounds | None = None
        self._key: _Key | None = None
        self._body: Rows = ()

    def show_panel(self, title: str, panel: Panel) -> None:
        """Show these curves under that title."""
        self._title, self._panel = title, panel
        self.redraw()

    def draw(self, width: int, height: int) -> Rows:
        """Return title and chart for that size."""
        ascii = cast("NntuiApp", self.app).ascii
        head = self._head(width, ascii=ascii)
        room = height - len(head)
        chart, self._bounds = lines.chart(self._panel, self._bounds, width, room)
        key = (as_seen(chart, width, room), width, room, ascii)
        if key != self._key:
            self._key, self._body = key, draw(chart, width, room, ascii=ascii)
        return (*head, *self._body)

    def _head(self, width: int, *, ascii: bool) -> Rows:
        """Return the title with the legend, or the numbers at the cursor."""
        told = lines_cursor.reading(self._panel, width)
        if told is not None:
            return lines_cursor.rows(self._title, told, width)
        return (lines.header(self._title, self._panel, width, ascii=ascii),)

    def cursor_moved(self, by: int) -> float | None:
        """Return the step on which the cursor stands after `by` columns; None when nothing is drawn here."""
        return lines_cursor.moved(self._panel, self.size.width, by)
