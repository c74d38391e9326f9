"""Lines of CSV text as records: header, delimiter, and rows of as many cells as the header has names."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain

import msgspec

from nntui.data import numbers
from nntui.errors import DataError, shorten
from nntui.spec import limits

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
CELLS = 10_000
"""About how many cells one slice holds: some milliseconds of work."""


class Rows(msgspec.Struct, frozen=True, eq=False):
    """Some rows of a file: their cells, and the line on which each begins (the header is on line 1)."""

    cells: list[list[str]]
    lines: list[int]


class Records:
    """The records of a CSV file: `names` from the header, then rows in slices.

    Blank lines are skipped. Raises `DataError` for a header that is missing, numeric, duplicate or partly empty, for
    ragged rows and for quotes that are not closed, each with its line.
    """

    def __init__(self, lines: Iterator[str], where: str, delimiter: str = "auto") -> None:
        first = next((line for line in lines if line.strip()), "")
        self._where = where
        found = DELIMITERS.get(delimiter) or _detect(first)
        self._reader = csv.reader(chain([first], lines), delimiter=found, strict=True)
        self._end = 0
        header = next(self._records(), ([], 1))[0]
        self.names = _checked_names([name.strip() for name in header], where)

    def slices(self) -> Iterator[Rows]:
        """Yield the rows, some thousand cells at a time."""
        most = max(1, CELLS // len(self.names))
        records = self._records()
        while rows := _some(records, most):
            self._check(rows)
            yield rows

    def _records(self) -> Iterator[tuple[list[str], int]]:
        while True:
            start = self._end + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise self._unreadable(error, start) from None
            self._end = self._reader.line_num
            if len(cells) > 1 or (cells and cells[0].strip()):
                yield cells, start

    def _unreadable(self, error: csv.Error, start: int) -> DataError:
        text = str(error)
        where = f"{self._where}, line {start}"
        if "field larger" in text:
            what = "a cell is too long" if self._reader.line_num <= start else "a quote is opened and not closed"
            return DataError(what, where=where, allowed=f"at most {limits.CSV_CELL:,} characters in a cell")
        if "unexpected end" in text:
            return DataError("a quote is opened and not closed", where=where)
        if "expected after" in text:
            return DataError(
                "text stands between a closing quote and the delimiter",
                where=where,
                allowed='a quote inside quotes is written ""',
            )
        return DataError(f"the row cannot be read: {text}", where=where)

    def _check(self, rows: Rows) -> None:
        width = len(self.names)
        for cells, line in zip(rows.cells, rows.lines, strict=True):
            if len(cells) != width:
                raise DataError(
                    "the row has another number of cells than the header",
                    where=f"{self._where}, line {line}",
                    received=f"{len(cells)} cells",
                    allowed=f"{width} cells",
                )
        if max(map(len, chain.from_iterable(rows.cells))) > limits.CSV_CELL:
            line = next(
                line for cells, line in zip(rows.cells, rows.lines, strict=True) if max(map(len, cells)) > limits.CSV_CELL
            )
            raise DataError(
                "a cell is too long",
                where=f"{self._where}, line {line}",
                allowed=f"at most {limits.CSV_CELL:,} characters in a cell",
            )


def place(where: str, row: int, line: int, name: str) -> str:
    """Say where a cell stands: `row` is counted from 0 here and from 1 in words, `line` is the file's."""
    return f"{where}, row {row + 1} (line {line}), column {shorten(name)}"


def _some(records: Iterator[tuple[list[str], int]], most: int) -> Rows | None:
    cells: list[list[str]] = []
    lines: list[int] = []
    for row, line in records:
        cells.append(row)
        lines.append(line)
        if len(cells) == most:
            break
    return Rows(cells, lines) if cells else None


def _detect(header: str) -> str:
    """Return the delimiter that cuts the header into most cells; a comma when none does."""
    return max(DELIMITERS.values(), key=lambda mark: _cells(header, mark))


def _cells(header: str, mark: str) -> int:
    try:
        return len(next(csv.reader([header], delimiter=mark), []))
    except csv.Error:
        return 0


def _checked_names(names: list[str], where: str) -> tuple[str, ...]:
    if not names:
        raise DataError("the file is empty", where=where, allowed="a first line that names the columns, then rows")
    limits.check("columns", len(names), limits.CSV_COLUMNS, where=where)
    if numbers.to_numbers(names) is not None:
        raise DataError(
            "the first line must name the columns, and it holds only numbers",
            where=f"{where}, line 1",
            received=", ".join(names[:5]),
        )
    _check_each(names, where)
    return tuple(names)


def _check_each(names: list[str], where: str) -> None:
    seen: dict[str, int] = {}
    for position, name in enumerate(names, 1):
        place = f"{where}, line 1, column {position}"
        if not name:
            raise DataError("the column has no name", where=place)
        if len(name) > limits.CSV_NAME:
            raise DataError(
                "the column's name is too long", where=place, received=name, allowed=f"at most {limits.CSV_NAME:,} characters"
            )
        if name in seen:
            raise DataError(f"column {seen[name]} has the same name", where=place, received=shorten(name))
        seen[name] = position
