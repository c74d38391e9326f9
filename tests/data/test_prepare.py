"""From the data section to arrays: parts, fresh samples, and what is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from nntui.catalog import catalog
from nntui.data.dataset import DataSet
from nntui.data.prepare import describe, load, prepare, preparing, to_part
from nntui.data.sets.digits import Digits
from nntui.data.sets.iris import Iris
from nntui.data.sets.sine import Sine
from nntui.data.sets.spiral import Spiral
from nntui.data.sets.vertical import Vertical
from nntui.data.tables import Table
from nntui.errors import InputError, SpecError
from nntui.spec.experiment import Data


def test_fresh_is_a_draw_of_the_next_seed():
    prepared = prepare(Data(source=Spiral(), seed=4, fresh=30))

    assert len(prepared.train.features) == 300
    assert np.array_equal(prepared.validation.raw, Spiral(samples=10).draw(5).features)
    assert np.bincount(prepared.validation.targets).tolist() == [10, 10, 10]


@pytest.mark.parametrize("count", [2, 7, 100, 1000])
def test_fresh_gives_as_many_as_were_asked_for(count: int):
    for source in (Spiral(classes=3), Vertical(classes=4), Sine()):
        assert len(prepare(Data(source=source, fresh=count)).validation.features) == count


def test_fresh_after_the_last_seed_is_the_first():
    prepared = prepare(Data(source=Spiral(), seed=2**32 - 1, fresh=300))

    assert np.array_equal(prepared.validation.raw, Spiral().draw(0).features)


def test_fresh_is_scaled_as_the_training_part():
    prepared = prepare(Data(source=Spiral(), fresh=300, scaling="standard"))
    expected = (
        prepared.validation.raw.astype("float64") - prepared.preparation.feature_offset
    ) / prepared.preparation.feature_factor

    np.testing.assert_allclose(prepared.validation.features, expected, rtol=1e-6)


def test_fresh_of_a_set_that_is_not_generated():
    with pytest.raises(SpecError, match=r"iris is not a generated set.*Received: 10.*validation = 0.2"):
        prepare(Data(source=Iris(), fresh=10))


def test_fresh_and_validation_together():
    with pytest.raises(SpecError, match="both validation and fresh"):
        prepare(Data(source=Spiral(), fresh=10, validation=0.2))


def test_no_validation_and_no_test_unless_asked_for():
    prepared = prepare(Data(source=Spiral()))

    assert prepared.validation is None
    assert prepared.test is None


def test_rows_lead_back_to_the_table():
    prepared = prepare(Data(source=Iris(), validation=0.2, test=0.2, scaling="minmax"), seed=9)
    for part in (prepared.train, prepared.validation, prepared.test):
        assert np.array_equal(prepared.table.features[part.rows], part.raw)
        assert np.array_equal(prepared.table.targets[part.rows], part.targets)


def test_pictures_share_one_scale():
    prepared = prepare(Data(source=Digits(), scaling="minmax"))

    assert prepared.preparation.feature_offset.tolist() == [8]
    assert prepared.preparation.feature_factor.tolist() == [8]
    assert prepared.description.picture_shape == (8, 8)


def test_to_part_prepares_new_rows_alike():
    prepared = prepare(Data(source=Iris(), validation=0.2, scaling="standard"))
    part = prepared.validation
    features, targets = to_part(prepared.preparation, part.raw, part.raw_targets, "float32")

    assert np.array_equal(features, part.features)
    assert np.array_equal(targets, part.targets)


def test_double_precision():
    assert prepare(Data(source=Iris()), dtype="float64").train.features.dtype == np.float64


def test_load_gives_the_table_as_it_is():
    assert len(load(Data(source=Iris(), validation=0.5)).features) == 150
    assert describe(Data(source=Iris())).class_names == ("setosa", "versicolor", "virginica")


def test_preparing_is_cut_into_slices():
    assert len(list(preparing(Data(source=Digits(), validation=0.2)))) > 5


def test_threads_draw_what_one_thread_draws():
    """The book's code draws from a generator of its own, so that no lock is needed."""
    expected = [Spiral().draw(seed).features for seed in range(8)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda seed: Spiral().draw(seed % 8).features, range(64)))

    assert all(np.array_equal(table, expected[number % 8]) for number, table in enumerate(found))


class OneClass(DataSet, frozen=True):
    """Only one class."""

    def loading(self, seed, report=None):
        """Give a table."""
        yield from ()
        return Table(
            name="one",
            task="classification",
            features=np.zeros((3, 1)),
            targets=np.zeros(3, np.int64),
            feature_names=("a",),
            target_names=("c",),
            class_names=("only",),
        )


def test_one_class_is_refused():
    with pytest.raises(InputError, match=r"one, target 'c': there is one class only.*Received: 'only'"):
        prepare(Data(source=OneClass()))


def test_a_data_set_of_ones_own_describes_itself():
    assert OneClass().describe().rows == 3


def test_every_set_of_the_catalog_is_a_data_set():
    names = {"csv", "diabetes", "digits", "fashion-mnist", "iris", "sine", "spiral", "vertical", "wine"}

    assert names <= set(catalog.names("dataset"))
    assert all(issubclass(entry.cls, DataSet) and entry.summary for entry in catalog.entries("dataset"))
