"""What one chart of curves is to show: curves with roles and letters, marks, how far the run is, how it is looked at."""

from __future__ import annotations

import msgspec

from nntui.charts.lines_axes import Extent, x_window
from nntui.charts.lines_points import Unit, Window
from nntui.charts.plotext_chart import BRAILLE, ascii_marker, letter_room
from nntui.training.messages import Curve, Mark

_LEFT = 6
_SAMPLES = {"validation": ("••", "oo"), "previous": ("··", "..")}
_MARKERS = {"validation": "•", "previous": "·"}
_ORDER = ("train", "validation", "previous")


class Trace(msgspec.Struct, frozen=True, eq=False):
    """One curve in a chart: its role (`train`, `validation`, `previous`, `class0` to `class9`), name and letter."""

    curve: Curve
    role: str
    name: str
    letter: str

    @property
    def marker(self) -> str:
        """What the curve is drawn with."""
        return _MARKERS.get(self.role, BRAILLE)

    @property
    def own(self) -> bool:
        """Whether the role alone tells what the curve is, so that its name may be cut."""
        return self.role in _ORDER

    @property
    def rank(self) -> int:
        """The place of the curve in a legend."""
        return _ORDER.index(self.role) if self.own else len(_ORDER)

    def sample(self, *, ascii: bool) -> str:
        """Return two cells that look like the curve."""
        return _SAMPLES.get(self.role, ("⠒⠒", 2 * ascii_marker(self.role)))[ascii]


class Look(msgspec.Struct, frozen=True):
    """How the user wants to see the curves: unit of the x axis, log y axis, smoothing from 0 (none) to below 1.

    `tail` is the share of what is done that the x axis shows (1: everything, to the planned end); `cursor` is the step
    whose values are told, None for none.
    """

    unit: Unit = "epoch"
    log: bool = False
    smoothing: float = 0.0
    tail: float = 1.0
    cursor: float | None = None


class Panel(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What one chart shows: curves, marks, how far the run is.

    `share` says that the values are shares from 0 to 1, so that the axis never moves; `note` is written into the empty
    chart; `trouble` is the step at which the run diverged.
    """

    traces: tuple[Trace, ...] = ()
    marks: tuple[Mark, ...] = ()
    look: Look = Look()
    extent: Extent = Extent()
    share: bool = False
    note: str = ""
    trouble: Mark | None = None

    def window(self, width: int) -> Window:
        """Return the part of the x axis that a chart of `width` cells shows."""
        room = letter_room(sum(bool(trace.letter) for trace in self.traces))
        return x_window(self.extent, self.look.unit, max(width - _LEFT - room, 2), tail=self.look.tail)
