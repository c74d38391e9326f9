"""The data sets that come with nntui: CSV files in one folder, described by its manifest."""

from __future__ import annotations

import functools
import tomllib
from typing import Literal

import msgspec
import numpy as np

from nntui.data.arrays import Array
from nntui.data.classes import known_classes
from nntui.data.csv_table import Wanted, reading
from nntui.data.dataset import DataSet
from nntui.data.folder import datasets_folder
from nntui.data.progress import Report, Slices
from nntui.data.tables import Description, Table
from nntui.errors import DataError


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What the manifest says of one data set; `sha256` is that of the file's bytes."""

    file: str
    title: str
    task: Literal["classification", "regression"]
    rows: int
    features: tuple[str, ...]
    target: str
    classes: tuple[str, ...] = ()
    picture_shape: tuple[int, int] | None = None
    licence: str
    source: str
    sha256: str


@functools.cache
def manifest() -> dict[str, Facts]:
    """Return what is known of the built-in data sets, by name."""
    path = datasets_folder() / "manifest.toml"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"the built-in data sets are missing: {error.strerror}", where=str(path)) from None
    return msgspec.convert(tomllib.loads(text), dict[str, Facts])


class BuiltIn(DataSet, frozen=True):
    """A CSV file that comes with nntui; its name in the catalog is its name in the manifest."""

    def facts(self) -> Facts:
        """Return what the manifest says of it."""
        return manifest()[self.catalog_name]

    def describe(self) -> Description:
        """Return what is known without reading the file."""
        facts = self.facts()
        return Description(
            name=self.catalog_name,
            task=facts.task,
            rows=facts.rows,
            sample_shape=(len(facts.features),),
            outputs=len(facts.classes) or 1,
            feature_names=facts.features,
            target_names=(facts.target,),
            class_names=facts.classes,
            picture_shape=facts.picture_shape,
        )

    def loading(self, seed: int, report: Report | None = None) -> Slices[Table]:
        """Read the file in slices."""
        facts = self.facts()
        path = datasets_folder() / facts.file
        table = yield from reading(path, lambda names: _wanted(facts, names, str(path)))
        if table.target is None:
            raise DataError("the target is missing", where=str(path))
        classes = facts.task == "classification"
        targets = known_classes(table.target, facts.classes, str(path)) if classes else _column(table.target.need_values())
        return Table(
            name=self.catalog_name,
            task=facts.task,
            features=table.features,
            targets=targets,
            feature_names=facts.features,
            target_names=(facts.target,),
            class_names=facts.classes,
            picture_shape=facts.picture_shape,
        )


def _column(values: Array) -> Array:
    return np.ascontiguousarray(values.reshape(-1, 1))


def _wanted(facts: Facts, names: tuple[str, ...], where: str) -> Wanted:
    if names != (*facts.features, facts.target):
        raise DataError("the file has other columns than its manifest says", where=where)
    return Wanted(tuple(range(len(facts.features))), len(facts.features))
