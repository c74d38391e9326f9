"""Truth tables."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nntui.catalog import Field, register
from nntui.data.dataset import DataSet
from nntui.data.progress import Report, Slices
from nntui.data.tables import Description, Table

ROWS = ((0, 0), (0, 1), (1, 0), (1, 1))
GATES = {
    "and": (0, 0, 0, 1),
    "or": (0, 1, 1, 1),
    "xor": (0, 1, 1, 0),
    "nand": (1, 1, 1, 0),
    "nor": (1, 0, 0, 0),
    "xnor": (1, 0, 0, 1),
}
"""What each gate says of the four rows."""


@register("dataset", "logic")
class Logic(DataSet, frozen=True):
    """The four rows of a truth table, small enough to follow each step on paper.

    Features x1 and x2 `(4, 2)` float64 are 0 or 1, in the rows 00, 01, 10, 11; the class is what the gate says. One
    straight line tells the classes of and, or, nand and nor apart; for xor and xnor there is none.
    """

    gate: Annotated[str, Field("What is said of x1 and x2.", choices=tuple(GATES))] = "and"

    def loading(self, seed: int, report: Report | None = None) -> Slices[Table]:
        """Return the table in one slice; there is nothing to draw."""
        yield from ()
        return Table(
            name="logic",
            task="classification",
            features=np.array(ROWS, np.float64),
            targets=np.array(GATES[self.gate], np.int64),
            feature_names=("x1", "x2"),
            target_names=(self.gate,),
            class_names=("0", "1"),
        )

    def describe(self) -> Description:
        """Return what is known without making the table."""
        return Description(
            name="logic",
            task="classification",
            rows=len(ROWS),
            sample_shape=(2,),
            outputs=2,
            feature_names=("x1", "x2"),
            target_names=(self.gate,),
            class_names=("0", "1"),
        )
