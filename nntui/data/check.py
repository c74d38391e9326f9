"""What must hold of every table before anything is trained on it."""

from __future__ import annotations

import numpy as np

from nntui.data.tables import Table
from nntui.errors import DataError
from nntui.spec import limits


def check_table(table: Table) -> Table:
    """Return the table, or raise `DataError` when there is nothing in it to learn from."""
    if not len(table.features):
        raise DataError("there are no rows", where=table.name)
    if not table.features.size:
        raise DataError("there are no features: a column beside the target is needed", where=table.name)
    limits.check("bytes of data", int(table.features.nbytes) + int(table.targets.nbytes), limits.DATA_BYTES, where=table.name)
    if table.task == "classification":
        _check_classes(table)
    return table


def _check_classes(table: Table) -> None:
    present = np.unique(table.targets)
    if len(present) < 2:
        raise DataError(
            "there is one class only, so there is nothing to tell apart",
            where=f"{table.name}, target {table.target_names[0]!r}",
            received=table.class_names[int(present[0])] if table.class_names else int(present[0]),
            allowed="at least two classes",
        )
