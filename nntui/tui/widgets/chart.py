"""A chart of curves on the screen: it draws again when told, and sends only the cells that changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from nntui.charts import lines
from nntui.charts.lines import Panel
from nntui.charts.plotext_chart import Chart, draw
from nntui.charts.spans import Rows
from nntui.tui.widgets.rows import RowsView

if TYPE_CHECKING:
    from nntui.charts.lines_axes import Bounds
    from nntui.tui.app import NntuiApp

_Key = tuple[Chart, int, int, bool]


class ChartView(RowsView):
    """One line of title and legend, then the chart; it has no timer, and a chart equal to the last one is not drawn."""

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
        chart, self._bounds = lines.chart(self._panel, self._bounds, width, height - 1)
        key = (chart, width, height, ascii)
        if key != self._key:
            self._key, self._body = key, draw(chart, width, height - 1, ascii=ascii)
        return (lines.header(self._title, self._panel, width, ascii=ascii), *self._body)
