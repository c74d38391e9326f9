"""A CSV file as columns of numbers and a column of targets, read in slices and within the limits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from operator import itemgetter
from pathlib import Path

import msgspec
import numpy as np

from nntui.data import numbers
from nntui.data.arrays import Array
from nntui.data.csv_records import Records, Rows, place
from nntui.data.csv_target import TargetCells, TargetReader, not_a_number
from nntui.data.csv_text import CsvText
from nntui.data.files import open_regular
from nntui.data.progress import Progress, Slices
from nntui.errors import DataError
from nntui.spec import limits


class Wanted(msgspec.Struct, frozen=True):
    """Which columns are read, by position: `features` as numbers, `target` as it comes (None: not at all)."""

    features: tuple[int, ...]
    target: int | None = None


class CsvTable(msgspec.Struct, frozen=True, eq=False):
    """What was read: all names of the header, the wanted columns' names and numbers `(rows, wanted)` float64, the target."""

    names: tuple[str, ...]
    feature_names: tuple[str, ...]
    features: Array
    target: TargetCells | None


Choose = Callable[[tuple[str, ...]], Wanted]


def reading(path: str | Path, choose: Choose, delimiter: str = "auto") -> Slices[CsvTable]:
    """Read a CSV file in slices; `choose` says from the header which columns are wanted.

    Raises `DataError` that names line and column for whatever is wrong with the file.
    """
    where = str(path)
    with open_regular(path, most=limits.CSV_BYTES) as file:
        text = CsvText(file, where)
        records = Records(iter(text), where, delimiter)
        columns = _Columns(records.names, choose(records.names), where)
        yield Progress("reading", text.bytes_read, text.size)
        for rows in records.slices():
            columns.add(rows)
            yield Progress("reading", text.bytes_read, text.size)
        if text.bytes_read != text.size:
            raise DataError("the file changed while it was read", where=where)
    features = yield from columns.features()
    return columns.table(features)


class _Columns:
    """The wanted columns, collected slice by slice."""

    def __init__(self, names: tuple[str, ...], wanted: Wanted, where: str) -> None:
        self._names = names
        self._wanted = wanted
        self._where = where
        self._slices: list[Array] = []
        self._rows = 0
        self._pick = _picker(wanted.features)
        self._target = None if wanted.target is None else TargetReader(names[wanted.target], where)

    def add(self, rows: Rows) -> None:
        """Take in some rows."""
        before, self._rows = self._rows, self._rows + len(rows.cells)
        limits.check("rows", self._rows, limits.CSV_ROWS, where=self._where)
        taken = self._rows * len(self._wanted.features) * 8
        limits.check("bytes of data", taken, limits.DATA_BYTES, where=self._where)
        self._slices.append(self._numbers(rows, before))
        if self._target is not None and self._wanted.target is not None:
            self._target.add([cells[self._wanted.target] for cells in rows.cells], rows.lines, before)

    def _numbers(self, rows: Rows, before: int) -> Array:
        """Return the feature cells as numbers, all at once: a file may be wide or long."""
        width = len(self._wanted.features)
        cells = list(chain.from_iterable(map(self._pick, rows.cells)))
        values = numbers.to_numbers(cells)
        if values is None:
            row, column = divmod(numbers.first_bad(cells), width)
            name = self._names[self._wanted.features[column]]
            where = place(self._where, before + row, rows.lines[row], name)
            raise not_a_number(where, cells[row * width + column])
        return values.reshape(-1, width)

    def features(self) -> Slices[Array]:
        """Return all numbers as one array, in slices; raises `DataError` when there was no row."""
        if not self._rows:
            raise DataError("there is a header and no row", where=self._where)
        together = np.empty((self._rows, len(self._wanted.features)))
        end = self._rows
        while self._slices:  # from the end, each slice given back at once
            piece = self._slices.pop()
            together[end - len(piece) : end] = piece
            end -= len(piece)
            yield Progress("reading", self._rows - end, self._rows)
        return together

    def table(self, features: Array) -> CsvTable:
        """Return what was collected."""
        wanted = tuple(self._names[position] for position in self._wanted.features)
        return CsvTable(self._names, wanted, features, None if self._target is None else self._target.cells())


def _picker(positions: tuple[int, ...]) -> Callable[[list[str]], Sequence[str]]:
    """Return what takes the cells at those positions from a row."""
    if len(positions) > 1:
        return itemgetter(*positions)
    return itemgetter(slice(positions[0], positions[0] + 1)) if positions else itemgetter(slice(0))
