"""The target column of a CSV file: numbers, texts, or both until it is known which is meant."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from nntui.data import numbers
from nntui.data.arrays import Array
from nntui.data.csv_records import place
from nntui.errors import DataError, shorten
from nntui.spec import limits

_MISSING = frozenset(("", "?", "na", "n/a", "#n/a", "nan", "null"))
"""What cannot be meant as a class; `-` and `none` can."""


class TargetCells(msgspec.Struct, frozen=True, eq=False):
    """A column as it was found.

    `texts` are the different cells in order of appearance and `codes` `(rows,)` int64 says which one each row has;
    both are None when there are more than the limit of classes. `values` `(rows,)` float64 is None when a cell is no
    number; `first_text` then is where the first such cell stands, and the cell.
    """

    name: str
    texts: tuple[str, ...] | None
    codes: Array | None
    values: Array | None
    first_text: tuple[str, str] = ("", "")

    def need_values(self) -> Array:
        """Return the column as numbers, or raise `DataError` naming the first cell that is none."""
        if self.values is None:
            raise not_a_number(*self.first_text, otherwise="; task = classification takes every different cell as a class")
        return self.values


class TargetReader:
    """Collects a target column slice by slice, as classes and as numbers while either is possible."""

    def __init__(self, name: str, where: str) -> None:
        self._name = name
        self._where = where
        self._known: dict[str, int] | None = {}
        self._codes: list[Array] = []
        self._values: list[Array] | None = []
        self._first_text = ("", "")

    def add(self, cells: Sequence[str], lines: Sequence[int], before: int) -> None:
        """Take in some cells and the lines they stand on; `before` rows came earlier."""
        stripped = [cell.strip() for cell in cells]
        found = numbers.to_numbers(stripped)
        if found is None:
            self._take_text(stripped, lines, before)
        elif self._values is not None:
            self._values.append(found)
        if self._known is not None:
            self._take_classes(stripped, self._known)

    def cells(self) -> TargetCells:
        """Return what was collected."""
        texts = None if self._known is None else tuple(self._known)
        codes = None if self._known is None else np.concatenate(self._codes)
        values = None if self._values is None else np.concatenate(self._values)
        return TargetCells(self._name, texts, codes, values, self._first_text)

    def _take_text(self, cells: list[str], lines: Sequence[int], before: int) -> None:
        for row, cell in enumerate(cells):
            if cell.lower() in _MISSING:
                raise not_a_number(place(self._where, before + row, lines[row], self._name), cell)
        if self._values is not None:
            row = numbers.first_bad(cells)
            self._first_text = (place(self._where, before + row, lines[row], self._name), cells[row])
            self._values = None
        if self._known is None:
            raise not_a_number(*self._first_text)

    def _take_classes(self, cells: list[str], known: dict[str, int]) -> None:
        self._codes.append(np.array([known.setdefault(cell, len(known)) for cell in cells], np.int64))
        if len(known) <= limits.CLASSES:
            return
        self._known = None
        if self._values is None:
            raise DataError(
                "there are too many different texts to be classes",
                where=f"{self._where}, column {shorten(self._name)}",
                allowed=f"at most {limits.CLASSES:,} classes, or numbers",
            )


def not_a_number(where: str, cell: str, otherwise: str = "") -> DataError:
    """Return the error for a cell that is not a plain finite number; `otherwise` is what else is possible."""
    allowed = f"a number such as 1.5 or -2e3{otherwise}"
    return DataError(numbers.what_is_wrong(cell), where=where, received=cell, allowed=allowed)
