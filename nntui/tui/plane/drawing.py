"""Points drawn into the plane and rubbed out: where the pen is, what it draws, and what was done; no Textual."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nntui.errors import InputError
from nntui.spec import drawn, limits
from nntui.spec.drawn import Point
from nntui.tui.screens.predict_values import rounded

if TYPE_CHECKING:
    from nntui.data.tables import Prepared
    from nntui.insight.section import Section
    from nntui.insight.window import Region
    from nntui.spec.experiment import Data

REACH = 3.0
"""A point is rubbed out when it lies within so many cells of the pen."""
Texts = tuple[str, str]


class Drawing:
    """The pen at `x`, `y` in units of the data, drawing points of class number `target`, or of that number.

    `texts` are what the data section then has as `drawn` and `erased`; each change is one that `undo` takes back.
    """

    def __init__(self, data: Data, prepared: Prepared, section: Section, region: Region) -> None:
        refuse(prepared)
        self.x = rounded(region.left / 2 + region.right / 2, region.right / 2 - region.left / 2)
        self.y = rounded(region.bottom / 2 + region.top / 2, region.top / 2 - region.bottom / 2)
        self.classes = prepared.description.class_names
        targets = prepared.train.raw_targets.reshape(len(prepared.train.raw_targets), -1)[:, 0]
        self.target = 0.0 if self.classes else rounded(float(targets.min() / 2 + targets.max() / 2), float(np.ptp(targets)))
        self._section = section
        self._followed: Prepared | None = None
        self.follow(data, prepared)
        self._before: list[Texts] = []

    def follow(self, data: Data, prepared: Prepared) -> None:
        """Take over what the run has now, after a change from elsewhere or one that was refused."""
        if prepared is self._followed:
            return
        self._followed = prepared
        self._points, self._erased = drawn.points_of(data.drawn), drawn.rows_of(data.erased)
        self._places = self._section.points(prepared.train.raw)
        self._rows = prepared.train.rows
        self._own = len(prepared.table.features) - len(self._points)

    @property
    def texts(self) -> Texts:
        """The values of `data.drawn` and `data.erased`."""
        return drawn.text_of(self._points), drawn.text_of_rows(self._erased)

    def move(self, region: Region, cell: tuple[float, float], right: int, up: int) -> None:
        """Move the pen by cells of that width and height, as far as the window goes."""
        self.x = rounded(min(max(self.x + right * cell[0], region.left), region.right), cell[0])
        self.y = rounded(min(max(self.y + up * cell[1], region.bottom), region.top), cell[1])

    def next_class(self, direction: int) -> None:
        """Draw points of the next class."""
        if not self.classes:
            raise InputError("a number is predicted here, and no class", allowed="e again, then enter, types the number")
        self.target = (self.target + direction) % len(self.classes)

    def put(self) -> None:
        """Draw a point where the pen is."""
        limits.check("points drawn by hand", len(self._points) + 1, limits.DRAWN, where="data.drawn")
        self._keep()
        first, second = (self.x, self.y) if self._section.across == 0 else (self.y, self.x)
        self._points = (*self._points, Point(first, second, self.target))

    def rub_out(self, cell: tuple[float, float]) -> None:
        """Take away the nearest point that is trained on, where one lies within reach."""
        distance = np.hypot((self._places[:, 0] - self.x) / cell[0], (self._places[:, 1] - self.y) / cell[1])
        nearest = int(np.argmin(distance)) if len(distance) else -1
        if nearest < 0 or distance[nearest] > REACH:
            raise InputError("no training point is near enough to be rubbed out", allowed=f"one within {REACH:g} cells")
        if len(distance) < 2:
            raise InputError("this is the last point that is trained on")
        self._keep()
        row = int(self._rows[nearest])
        if row < self._own:
            self._erased = tuple(sorted({*self._erased, row}))
        else:
            self._points = (*self._points[: row - self._own], *self._points[row - self._own + 1 :])

    def undo(self) -> None:
        """Take the last point, or the last rubbing out, back."""
        if not self._before:
            raise InputError("nothing was drawn or rubbed out yet that could be taken back")
        before, erased = self._before.pop()
        self._points, self._erased = drawn.points_of(before), drawn.rows_of(erased)

    def _keep(self) -> None:
        self._before.append(self.texts)


def refuse(prepared: Prepared) -> None:
    """Raise `InputError` where no points can be drawn."""
    known = prepared.description
    if known.sample_shape != (2,):
        features = int(np.prod(known.sample_shape))
        raise InputError(
            "points are drawn into data of two features", received=f"{features:,} feature{'s' if features != 1 else ''}"
        )
    if known.task == "regression" and known.outputs != 1:
        raise InputError("points are drawn where one number is predicted", received=known.outputs)
