"""What drawing and rubbing out does to the parts."""

import numpy as np
import pytest

from nntui.data.prepare import prepare, prepare_again
from nntui.errors import DataError
from nntui.spec import line
from nntui.spec.experiment import Data


def data(text: str) -> Data:
    return line.parse(f"{text} | dense 3 | epochs 1").data


def test_points_are_trained_on_and_erased_rows_are_in_no_part() -> None:
    plain, drawn = (
        prepare(data(f"spiral samples=20 validation=0.2 {more}")) for more in ("", "drawn='0.5 -0.25 1' erased='3 4'")
    )
    gone = [3, 4]

    assert set(drawn.train.rows) == (set(plain.train.rows) - set(gone)) | {60}
    assert set(drawn.validation.rows) == set(plain.validation.rows) - set(gone)
    assert drawn.train.raw[-1].tolist() == [0.5, -0.25]
    assert drawn.train.targets[-1] == 1


def test_points_are_scaled_like_all_others() -> None:
    made = prepare(data("spiral scaling=standard drawn='0.5 -0.25 1'"))
    shown = made.preparation

    expected = (made.train.raw[-1] - shown.feature_offset) / shown.feature_factor
    assert made.train.features[-1] == pytest.approx(expected, rel=1e-6)


def test_a_regression_has_heights() -> None:
    made = prepare(data("reg-plane samples=20 drawn='1 2 0.75'"))

    assert made.train.raw_targets[-1].tolist() == [0.75]


def test_a_row_that_is_not_there_is_none() -> None:
    assert len(prepare(data("spiral samples=20 erased='59 60 999'")).train.rows) == 59


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("iris drawn='1 2 0'", "two features"),
        ("iris erased='1'", "two features"),
        ("sine samples=10 drawn='1 2 0'", "two features"),
        ("spiral samples=10 drawn='1 2 3'", "no class of that number"),
        ("spiral samples=10 drawn='1 2 0.5'", "no class of that number"),
        ("circle samples=2 erased='0 1'", "rubbed out"),
    ],
)
def test_what_does_not_fit_the_data_is_said(text: str, words: str) -> None:
    with pytest.raises(DataError, match=words):
        prepare(data(text))


@pytest.mark.parametrize("to", ["", "drawn='0.1 0.2 2; 0.5 0.5 1' erased='7'", "seed=3 drawn='0.1 0.2 2'"])
def test_preparing_again_gives_what_preparing_gives(to: str) -> None:
    was, now = data("spiral samples=20 drawn='0.5 -0.25 1' erased='3'"), data(f"spiral samples=20 {to}")
    before = prepare(was)
    again, anew = prepare_again(before, was, now), prepare(now)

    assert np.array_equal(again.train.features, anew.train.features)
    assert np.array_equal(again.train.targets, anew.train.targets)
    assert np.array_equal(again.train.rows, anew.train.rows)
    assert len(again.table.features) == len(anew.table.features)
