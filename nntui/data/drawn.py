"""Points drawn by hand and rows that were rubbed out, put into what was loaded and split."""

from __future__ import annotations

import msgspec
import numpy as np

from nntui.data.arrays import Array
from nntui.data.split import Rows
from nntui.data.tables import Table
from nntui.errors import DataError
from nntui.spec import drawn
from nntui.spec.experiment import Data


def with_hands(data: Data, table: Table, rows: Rows) -> tuple[Table, Rows]:
    """Return the table with the drawn points behind its rows, and the parts: they are trained on, erased rows are in none.

    An erased row that is not there (the set was made smaller) is none. Raises `DataError` where points do not fit the data.
    """
    if not data.drawn and not data.erased:
        return table, rows
    _check_plane(table)
    kept = np.setdiff1d(np.arange(len(table.features)), drawn.rows_of(data.erased))
    train, validation, test = (part[np.isin(part, kept)] for part in (rows.train, rows.validation, rows.test))
    points = drawn.points_of(data.drawn)
    if points:
        train = np.concatenate([train, np.arange(len(points)) + len(table.features)])
        table = _longer(table, points)
    if not len(train):
        raise DataError("every row that is trained on was rubbed out", where="data.erased", allowed="at least one is left")
    return table, Rows(train, validation, test)


def without_hands(data: Data, table: Table) -> Table:
    """Return the table as it was loaded: without the points that this data section has drawn into it."""
    count = len(drawn.points_of(data.drawn))
    if not count:
        return table
    return msgspec.structs.replace(table, features=table.features[:-count], targets=table.targets[:-count])


def _check_plane(table: Table) -> None:
    if table.features.ndim != 2 or table.features.shape[1] != 2:
        features = int(np.prod(table.features.shape[1:]))
        raise DataError(
            "points can be drawn into data of two features, and rows rubbed out there",
            where="data.drawn",
            received=f"{features:,} features",
            allowed="2",
        )
    if table.task == "regression" and table.targets.shape[1] != 1:
        raise DataError(
            "points can be drawn where one number is predicted", where="data.drawn", received=table.targets.shape[1]
        )


def _longer(table: Table, points: tuple[drawn.Point, ...]) -> Table:
    places = np.array([(one.x, one.y) for one in points], table.features.dtype)
    targets = np.array([one.target for one in points])
    return msgspec.structs.replace(
        table,
        features=np.concatenate([table.features, places]),
        targets=np.concatenate([table.targets, _targets(table, targets)]),
    )


def _targets(table: Table, targets: Array) -> Array:
    if table.task == "regression":
        return targets[:, np.newaxis]
    wrong = [value for value in targets.tolist() if not (value.is_integer() and 0 <= value < len(table.class_names))]
    if wrong:
        allowed = ", ".join(f"{number} for {name!r}" for number, name in enumerate(table.class_names[:10]))
        raise DataError("there is no class of that number", where="data.drawn", received=wrong[0], allowed=allowed)
    return targets.astype(np.int64)
