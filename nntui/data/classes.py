"""From target cells to a task: classes or numbers."""

from __future__ import annotations

import numpy as np

from nntui.data.arrays import Array
from nntui.data.csv_target import TargetCells
from nntui.data.numbers import to_numbers
from nntui.errors import DataError, shorten
from nntui.spec import limits

FEW = 20
"""Whole numbers with at most so many different values are taken for classes, unless the task is given."""


def infer_task(cells: TargetCells) -> str:
    """Return `classification` for texts and few whole numbers, otherwise `regression`.

    A few texts among many numbers do not make classes: they are mistakes in a regression, which its reader tells.
    """
    texts = cells.texts or ()
    different = {number for number in map(_number, texts) if number is not None}
    if cells.values is None and 2 * len(different) <= len(texts):
        return "classification"
    few = 0 < len(different) <= FEW and all(value.is_integer() for value in different)
    return "classification" if few else "regression"


def to_classes(cells: TargetCells, where: str) -> tuple[Array, tuple[str, ...]]:
    """Return class indices `(rows,)` int64 and the classes' names: texts in order of the alphabet, numbers in theirs."""
    if cells.texts is None or cells.codes is None:
        raise DataError(
            "there are too many different values to be classes",
            where=f"{where}, column {shorten(cells.name)}",
            allowed=f"at most {limits.CLASSES:,} classes; task = regression takes them as numbers",
        )
    numeric = cells.values is not None
    named = [number_name(float(text)) if numeric else text for text in cells.texts]
    names = tuple(sorted(set(named), key=float if numeric else None))
    position = {name: index for index, name in enumerate(names)}
    return np.array([position[name] for name in named], np.int64)[cells.codes], names


def known_classes(cells: TargetCells, names: tuple[str, ...], where: str) -> Array:
    """Return class indices `(rows,)` int64 in a list of names that is known already; other classes are an error."""
    position = {name: index for index, name in enumerate(names)}
    texts = cells.texts or ()
    found = [position.get(text, position.get(_as_number_name(text), -1)) for text in texts]
    if cells.codes is None or -1 in found:
        stranger = texts[found.index(-1)] if -1 in found else "more classes than can be"
        raise DataError(
            "the network knows no such class",
            where=f"{where}, column {shorten(cells.name)}",
            received=stranger,
            allowed=", ".join(shorten(name, 30) for name in names[:20]),
        )
    return np.array(found, np.int64)[cells.codes]


def number_name(value: float) -> str:
    """Return a number as the name of a class: `1` for 1.0."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _number(text: str) -> float | None:
    found = to_numbers([text])
    return None if found is None else float(found[0])


def _as_number_name(text: str) -> str:
    try:
        return number_name(float(text))
    except (ValueError, OverflowError):
        return text
