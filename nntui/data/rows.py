"""Rows of a file to predict or to evaluate on, matched to the data a network was trained on."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np

from nntui.data.arrays import Array
from nntui.data.classes import known_classes
from nntui.data.csv_table import CsvTable, Wanted
from nntui.data.csv_table import reading as reading_csv
from nntui.data.match import Match, match
from nntui.data.progress import Report, Slices, finish
from nntui.data.tables import Description


class InputRows(msgspec.Struct, frozen=True, eq=False):
    """Raw rows `(rows, *sample_shape)` float64, targets if asked for, and notes on how columns were matched.

    `targets` is `(rows,)` int64 class indices in the network's order, or `(rows, outputs)` float64.
    """

    features: Array
    targets: Array | None
    notes: tuple[str, ...]


def read(
    path: str | Path,
    description: Description,
    *,
    with_targets: bool = False,
    delimiter: str = "auto",
    report: Report | None = None,
) -> InputRows:
    """Read the rows of a CSV file at once, as `reading` does."""
    return finish(reading(path, description, with_targets=with_targets, delimiter=delimiter), report)


def reading(
    path: str | Path, description: Description, *, with_targets: bool = False, delimiter: str = "auto"
) -> Slices[InputRows]:
    """Read the rows of a CSV file in slices; columns are matched as `match` says, class names to the network's."""
    matched: list[Match] = []
    classification = description.task == "classification"

    def choose(names: tuple[str, ...]) -> Wanted:
        found = match(names, description, with_targets=with_targets, where=str(path))
        matched.append(found)
        if classification and found.targets:
            return Wanted(found.features, found.targets[0])
        return Wanted((*found.features, *found.targets))

    table = yield from reading_csv(path, choose, delimiter)
    return _rows(table, matched[0], description, str(path))


def _rows(table: CsvTable, found: Match, description: Description, where: str) -> InputRows:
    count = len(found.features)
    features = np.ascontiguousarray(table.features[:, :count]).reshape(-1, *description.sample_shape)
    targets = None
    if table.target is not None:
        targets = known_classes(table.target, class_names(description), where)
    elif found.targets:
        targets = np.ascontiguousarray(table.features[:, count:])
    return InputRows(features, targets, found.notes)


def class_names(description: Description) -> tuple[str, ...]:
    """Return the names of the classes; their numbers where they have none."""
    return description.class_names or tuple(str(number) for number in range(description.outputs))
