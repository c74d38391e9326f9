"""From the data section of an experiment to arrays ready for training."""

from __future__ import annotations

import msgspec
import numpy as np

from nntui.data import formulas, scaling
from nntui.data.arrays import Array
from nntui.data.check import check_table
from nntui.data.dataset import DataSet, Generated, describe_table
from nntui.data.drawn import with_hands, without_hands
from nntui.data.progress import Progress, Report, Slices, finish
from nntui.data.split import Rows, split, split_last
from nntui.data.tables import Description, Part, Preparation, Prepared, Table
from nntui.errors import DataError, SpecError
from nntui.spec import limits
from nntui.spec.experiment import Data


def describe(data: Data) -> Description:
    """Return what is known of the data without its arrays; generated and built-in sets are not loaded for it."""
    return formulas.described(source_of(data).describe(), data.features)


def load(data: Data, report: Report | None = None) -> Table:
    """Return the whole table of the data section's set, neither split nor scaled."""
    return source_of(data).load(data.seed, report)


def prepare(data: Data, seed: int = 0, dtype: str = "float32", report: Report | None = None) -> Prepared:
    """Load, split and scale at once; `seed` is the experiment's and decides the split."""
    return finish(preparing(data, seed, dtype, report), report)


def preparing(data: Data, seed: int = 0, dtype: str = "float32", report: Report | None = None) -> Slices[Prepared]:
    """Load, split and scale in slices of some milliseconds; the result is what the generator returns."""
    source = source_of(data)
    _check_section(data, source)
    try:
        table = yield from source.loading(data.seed, report)
        check_table(table)
        yield Progress("splitting")
        return (yield from _parts(data, source, table, seed, dtype))
    except MemoryError:
        raise DataError("there is not enough memory for the data", where=source.catalog_name) from None


def prepare_again(before: Prepared, was: Data, data: Data, seed: int = 0, dtype: str = "float32") -> Prepared:
    """Return what `prepare` does, for data that differ a little from those of `before`: the same table is not loaded again."""
    same = (was.source, was.seed) == (data.source, data.seed)
    if not same:
        return prepare(data, seed, dtype)
    _check_section(data, source_of(data))
    return finish(_parts(data, source_of(data), without_hands(was, before.table), seed, dtype))


def source_of(data: Data) -> DataSet:
    """Return the data section's set; raises `SpecError` when it is not one."""
    if not isinstance(data.source, DataSet):
        raise SpecError("a data set is needed here", where="data.source", received=data.source)
    return data.source


def _check_section(data: Data, source: DataSet) -> None:
    if data.fresh and not source.generated:
        raise SpecError(
            f"fresh samples cannot be drawn: {source.catalog_name} is not a generated set",
            where="data.fresh",
            received=data.fresh,
            allowed="0; a share of the rows can be kept aside with validation = 0.2",
        )
    if data.fresh and data.validation:
        raise SpecError(
            "both validation and fresh ask for a validation part",
            where="data.fresh",
            received=data.fresh,
            allowed="one of them",
        )


def _parts(data: Data, source: DataSet, table: Table, seed: int, dtype: str) -> Slices[Prepared]:
    classification = table.task == "classification"
    own_test = 0.0 if table.test_features is not None else data.test
    if data.split == "last":
        rows = split_last(len(table.targets), validation=data.validation, test=own_test)
    else:
        rows = split(table.targets, classification=classification, validation=data.validation, test=own_test, seed=seed)
    table, rows = with_hands(data, table, rows)
    prepared = yield from cutting(data, table, rows, dtype)
    cutter = _Cutter(table, prepared.preparation, dtype)
    if data.fresh:
        prepared = msgspec.structs.replace(prepared, validation=(yield from cutter.fresh(data, source)))
    if table.test_features is not None:
        prepared = msgspec.structs.replace(prepared, test=(yield from cutter.own_test()))
    return prepared


def cutting(data: Data, table: Table, rows: Rows, dtype: str) -> Slices[Prepared]:
    """Return the parts of a table that lie at `rows`, scaled as the data section says: fitted on the training part alone."""
    raw = yield from _taking(table.features, rows.train)
    targets = table.targets[rows.train]
    preparation = yield from _fitting(data, table, raw, targets)
    cutter = _Cutter(table, preparation, dtype)
    train = yield from cutter.part("train", raw, targets, rows.train)
    validation = yield from cutter.cut("validation", rows.validation)
    test = yield from cutter.cut("test", rows.test)
    return Prepared(table=table, train=train, validation=validation, test=test, preparation=preparation)


def _fitting(data: Data, table: Table, raw: Array, targets: Array) -> Slices[Preparation]:
    target_scaling = data.target_scaling if table.task == "regression" else "none"
    description = formulas.described(describe_table(table), data.features)
    inputs = formulas.made(raw, data.features)
    feature_offset, feature_factor = yield from scaling.fitting(inputs, data.scaling, as_one=table.picture_shape is not None)
    target_offset, target_factor = yield from scaling.fitting(targets, target_scaling)
    return Preparation(
        description=description,
        scaling=data.scaling,
        target_scaling=target_scaling,
        feature_offset=feature_offset,
        feature_factor=feature_factor,
        target_offset=target_offset,
        target_factor=target_factor,
    )


class _Cutter(msgspec.Struct, frozen=True, eq=False):
    """Cuts parts from a table, all prepared alike."""

    table: Table
    preparation: Preparation
    dtype: str

    def cut(self, name: str, rows: Array) -> Slices[Part | None]:
        """Return the part of those rows, or None when there are none."""
        if not len(rows):
            return None
        raw = yield from _taking(self.table.features, rows)
        return (yield from self.part(name, raw, self.table.targets[rows], rows))

    def fresh(self, data: Data, source: DataSet) -> Slices[Part | None]:
        """Return a validation part of new samples from the next seed."""
        if not isinstance(source, Generated):
            return None
        table = source.draw_fresh(data.fresh, (data.seed + 1) % (limits.SEED + 1))
        return (yield from self.part("validation", table.features, table.targets, np.arange(len(table.features))))

    def own_test(self) -> Slices[Part | None]:
        """Return the test part that the data set itself defines."""
        raw, targets = self.table.test_features, self.table.test_targets
        if raw is None or targets is None:
            return None
        return (yield from self.part("test", raw, targets, np.arange(len(raw))))

    def part(self, name: str, raw: Array, raw_targets: Array, rows: Array) -> Slices[Part]:
        """Return a part of raw rows and targets, scaled; pictures stay as they are, and are scaled as batches are gathered."""
        if raw.dtype == np.uint8 and self.preparation.description.picture_shape is not None:
            return Part(name=name, features=raw, targets=raw_targets, raw=raw, raw_targets=raw_targets, rows=rows)
        features, targets = yield from feeding(self.preparation, raw, raw_targets, self.dtype)
        return Part(name=name, features=features, targets=targets, raw=raw, raw_targets=raw_targets, rows=rows)


def to_part(preparation: Preparation, raw: Array, raw_targets: Array, dtype: str) -> tuple[Array, Array]:
    """Return raw rows and raw targets as the network is fed them at once, as `feeding` does."""
    return finish(feeding(preparation, raw, raw_targets, dtype))


def feeding(preparation: Preparation, raw: Array, raw_targets: Array, dtype: str) -> Slices[tuple[Array, Array]]:
    """Return raw rows `(rows, *sample_shape)` and raw targets as the network is fed them, in slices.

    Raises `DataError` for a value that does not fit the arithmetic.
    """
    description = preparation.description
    inputs = formulas.made(raw, description.inputs)
    features = yield from scaling.applying(inputs, (preparation.feature_offset, preparation.feature_factor), dtype)
    scaling.check_finite(features, description.input_names, description.name)
    targets = scaling.targets_to_network(preparation, raw_targets, dtype)
    if description.task == "regression":
        scaling.check_finite(targets, description.target_names, description.name, "target_scaling")
    return features, targets


def _taking(values: Array, rows: Array) -> Slices[Array]:
    """Return `values[rows]` in slices; all rows are `values` itself."""
    if len(rows) == len(values):
        return values
    taken = np.empty((len(rows), *values.shape[1:]), values.dtype)
    step = max(1, scaling.VALUES // max(1, values[0].size))
    for start in range(0, len(rows), step):
        np.take(values, rows[start : start + step], axis=0, out=taken[start : start + step])
        yield Progress("splitting", start, len(rows))
    return taken
