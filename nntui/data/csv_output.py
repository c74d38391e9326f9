"""Rows as CSV text, harmless when a spreadsheet opens it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import chain

from nntui.data.numbers import to_numbers

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return header and rows as CSV text; lines end with LF, numbers are written so that they read back the same.

    A text that a spreadsheet would take for a formula (`=cmd()`) gets an apostrophe in front.
    """
    text = io.StringIO()
    usual = csv.writer(text, lineterminator="\n")
    careful = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    for row in chain([header], rows):
        cells = [harmless(cell) if isinstance(cell, str) else cell for cell in row]
        # The usual writer leaves a carriage return unquoted, which a reader takes for the end of the row.
        broken = any(isinstance(cell, str) and "\r" in cell for cell in cells)
        (careful if broken else usual).writerow(cells)
    return text.getvalue()


def harmless(cell: str) -> str:
    """Return a text that no spreadsheet takes for a formula; plain numbers such as `-1` stay as they are."""
    return f"'{cell}" if cell.startswith(_FORMULA) and to_numbers([cell]) is None else cell
