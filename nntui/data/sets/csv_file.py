"""Any CSV file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from nntui.catalog import Field, register
from nntui.data.classes import infer_task, to_classes
from nntui.data.csv_records import DELIMITERS
from nntui.data.csv_table import CsvTable, Wanted, reading
from nntui.data.csv_target import TargetCells
from nntui.data.dataset import DataSet
from nntui.data.files import stamp
from nntui.data.progress import Progress, Report, Slices
from nntui.data.tables import Table
from nntui.errors import DataError, nearest, shorten


@register("dataset", "csv")
class CSV(DataSet, frozen=True):
    """A CSV file of yours: UTF-8, a first line that names the columns, one of them the target, all others numbers.

    A target of texts, or of whole numbers with at most 20 different values, makes a classification; other numbers make
    a regression; `task` decides where that guess is wrong.
    """

    path: Annotated[str, Field("Path of the CSV file.", path=True)]
    target: Annotated[str, Field("The column to predict; empty: the last one.")] = ""
    task: Annotated[
        str, Field("What is learned; auto looks at the target.", choices=("auto", "classification", "regression"))
    ] = "auto"
    delimiter: Annotated[
        str, Field("What stands between cells; auto looks at the first line.", choices=("auto", *DELIMITERS))
    ] = "auto"
    ignore: Annotated[str, Field("Columns to leave out, separated by commas.")] = ""

    def loading(self, seed: int, report: Report | None = None) -> Slices[Table]:
        """Read the file in slices; the last file read is remembered while it stays the same."""
        key = (self, stamp(self.path))
        if (known := _last.get(key)) is not None:
            yield Progress("reading", 1, 1)
            return known
        read = yield from reading(self.path, self._wanted, self.delimiter)
        table = self._table(read)
        _remember(key, table)
        return table

    def _wanted(self, names: tuple[str, ...]) -> Wanted:
        target = _position(names, self.target, "target", self.path) if self.target else len(names) - 1
        ignored = [name.strip() for name in self.ignore.split(",") if name.strip()]
        left_out = {_position(names, name, "ignore", self.path) for name in ignored}
        if target in left_out:
            raise DataError("the target cannot be left out", where=f"{self.path}, ignore", received=names[target])
        features = tuple(position for position in range(len(names)) if position != target and position not in left_out)
        if not features:
            raise DataError("there are no features: a column beside the target is needed", where=self.path)
        return Wanted(features, target)

    def _table(self, read: CsvTable) -> Table:
        cells = read.target or TargetCells("", None, None, None)
        classification = (infer_task(cells) if self.task == "auto" else self.task) == "classification"
        targets, classes = to_classes(cells, self.path) if classification else (cells.need_values().reshape(-1, 1), ())
        features = read.features
        features.flags.writeable = targets.flags.writeable = False  # the table is remembered and may be handed out again
        return Table(
            name=Path(self.path).name,
            task="classification" if classification else "regression",
            features=features,
            targets=targets,
            feature_names=read.feature_names,
            target_names=(cells.name,),
            class_names=classes,
            notes=self._notes(cells, classification, classes),
        )

    def _notes(self, cells: TargetCells, classification: bool, classes: tuple[str, ...]) -> tuple[str, ...]:
        notes = [] if self.target else [f"the target is the last column, {shorten(cells.name)}"]
        if self.task == "auto":
            meaning = f"{len(classes)} classes" if classification else "numbers"
            notes.append(f"the target {shorten(cells.name)} is taken for {meaning}; task = ... decides otherwise")
        return tuple(notes)


_last: dict[tuple[CSV, tuple[int, ...]], Table] = {}


def _remember(key: tuple[CSV, tuple[int, ...]], table: Table) -> None:
    """Keep the last table only: a file is described, then prepared, and should be read once for both."""
    _last.clear()
    _last[key] = table


def _position(names: tuple[str, ...], wanted: str, key: str, where: str) -> int:
    if wanted in names:
        return names.index(wanted)
    shown = ", ".join(shorten(name, 30) for name in names[:12]) + (", ..." if len(names) > 12 else "")
    raise DataError(
        "there is no such column", where=f"{where}, {key}", received=wanted, allowed=shown, nearest=nearest(wanted, names)
    )
