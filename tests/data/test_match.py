"""Columns of a file to predict on: by name, by position, or an error that says what is missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nntui.data.match import match
from nntui.data.rows import read
from nntui.data.sets.diabetes import Diabetes
from nntui.data.sets.iris import Iris
from nntui.data.tables import Description
from nntui.errors import InputError

FLOWERS = Description(
    name="flowers",
    task="classification",
    rows=10,
    sample_shape=(2,),
    outputs=2,
    feature_names=("width", "length"),
    target_names=("kind",),
    class_names=("a", "b"),
)


def test_by_name_in_any_order():
    found = match(("length", "kind", "width"), FLOWERS, with_targets=True)

    assert found.features == (2, 0)
    assert found.targets == (1,)
    assert found.notes == ()


def test_other_columns_are_ignored_with_a_note():
    found = match(("id", "length", "width", "kind"), FLOWERS, with_targets=False)

    assert found.features == (2, 1)
    assert found.notes == ("2 columns are ignored: 'id', 'kind'",)


@pytest.mark.parametrize(
    ("names", "with_targets", "features", "targets"),
    [
        (("p", "q"), False, (0, 1), ()),
        (("p", "q", "r"), True, (0, 1), (2,)),
        (("kind", "p", "q"), True, (1, 2), (0,)),
        (("kind", "p", "q"), False, (1, 2), ()),
    ],
)
def test_by_position_with_a_note(names, with_targets, features, targets):
    found = match(names, FLOWERS, with_targets=with_targets)

    assert (found.features, found.targets) == (features, targets)
    assert "by position" in found.notes[0]


def test_some_names_found_and_some_missing():
    with pytest.raises(InputError, match=r"rows.csv: 1 of the network's features is missing: 'length'") as caught:
        match(("width", "lenght"), FLOWERS, with_targets=False, where="rows.csv")
    assert "Did you mean 'lenght'?" in str(caught.value)


@pytest.mark.parametrize(
    ("names", "with_targets"), [(("p",), False), (("p", "q", "r"), False), (("p", "q"), True), ((), False)]
)
def test_numbers_of_columns_that_do_not_fit(names, with_targets):
    with pytest.raises(InputError, match="do not fit the network"):
        match(names, FLOWERS, with_targets=with_targets)


def test_target_missing_when_it_is_needed():
    with pytest.raises(InputError, match=r"the target column is missing.*a column named 'kind'"):
        match(("width", "length", "x"), FLOWERS, with_targets=True)


def test_read_rows_and_known_classes(tmp_path: Path):
    path = _file(tmp_path, "kind,length,width\nb,1,2\na,3,4\nb,5,6\n")
    rows = read(path, FLOWERS, with_targets=True)

    assert rows.features.tolist() == [[2, 1], [4, 3], [6, 5]]
    assert rows.targets.tolist() == [1, 0, 1]
    assert read(path, FLOWERS).targets is None


def test_a_class_the_network_does_not_know(tmp_path: Path):
    with pytest.raises(InputError, match=r"column 'kind': the network knows no such class. Received: 'c'. Allowed: 'a', 'b'"):
        read(_file(tmp_path, "width,length,kind\n1,2,a\n3,4,c\n"), FLOWERS, with_targets=True)


def test_one_class_is_enough_to_evaluate_on(tmp_path: Path):
    assert read(_file(tmp_path, "width,length,kind\n1,2,b\n"), FLOWERS, with_targets=True).targets.tolist() == [1]


def test_text_in_an_ignored_column_does_not_matter(tmp_path: Path):
    assert read(_file(tmp_path, "width,length,note\n1,2,hello\n"), FLOWERS).features.tolist() == [[1, 2]]


def test_the_built_in_files_match_themselves(project: Path):
    for source in (Iris(), Diabetes()):
        rows = read(project / "datasets" / f"{source.catalog_name}.csv", source.describe(), with_targets=True)
        table = source.load()

        assert np.array_equal(rows.features, table.features)
        assert np.array_equal(rows.targets, table.targets)
        assert rows.notes == ()


def _file(folder: Path, content: str) -> Path:
    path = folder / "rows.csv"
    path.write_text(content)
    return path
