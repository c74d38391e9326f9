"""Train, validation and test: seeded, stratified, without overlap."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.data.split import split
from nntui.errors import OutOfRange


@given(
    sizes=st.lists(st.integers(1, 40), min_size=1, max_size=8),
    validation=st.sampled_from([0.0, 0.05, 0.2, 0.5, 0.9]),
    test=st.sampled_from([0.0, 0.05, 0.099]),
    seed=st.integers(0, 2**32 - 1),
)
def test_parts_are_disjoint_whole_and_every_class_stays_in_training(
    sizes: list[int], validation: float, test: float, seed: int
):
    targets = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(sizes)), sizes))
    if len(targets) < 1 + (validation > 0) + (test > 0):
        return
    rows = split(targets, classification=True, validation=validation, test=test, seed=seed)
    together = np.concatenate([rows.train, rows.validation, rows.test])

    assert sorted(together.tolist()) == list(range(len(targets)))
    assert set(targets[rows.train]) == set(targets)
    for part in (rows.train, rows.validation, rows.test):
        assert np.all(np.diff(part) > 0)


def test_shares_hold_in_every_class():
    targets = np.repeat([0, 1, 2], [500, 300, 200])
    rows = split(targets, classification=True, validation=0.2, test=0.1, seed=0)

    assert np.bincount(targets[rows.validation]).tolist() == [100, 60, 40]
    assert np.bincount(targets[rows.test]).tolist() == [50, 30, 20]


def test_one_in_a_million_stays_in_training():
    targets = np.zeros(100_000, np.int64)
    targets[77_777] = 1
    rows = split(targets, classification=True, validation=0.5, test=0.2, seed=1)

    assert 77_777 in rows.train
    assert len(rows.validation) == 50_000


def test_every_row_is_a_class_of_its_own():
    rows = split(np.arange(5), classification=True, validation=0.4, test=0.0, seed=0)

    assert len(rows.train) == 5
    assert len(rows.validation) == 0


def test_numbers_are_split_at_random():
    rows = split(np.linspace(0, 1, 1000).reshape(-1, 1), classification=False, validation=0.25, test=0.25, seed=3)

    assert (len(rows.train), len(rows.validation), len(rows.test)) == (500, 250, 250)
    assert abs(rows.validation.mean() - 499.5) < 60


def test_seed_decides():
    targets = np.arange(100) % 4
    same = [split(targets, classification=True, validation=0.2, test=0.0, seed=5).validation.tolist() for _ in range(2)]
    other = split(targets, classification=True, validation=0.2, test=0.0, seed=6).validation.tolist()

    assert same[0] == same[1] != other


def test_all_rows_train_when_nothing_is_kept_aside():
    rows = split(np.arange(10) % 2, classification=True, validation=0.0, test=0.0, seed=0)

    assert rows.train.tolist() == list(range(10))


@pytest.mark.parametrize(("validation", "test", "count"), [(0.6, 0.4, 100), (0.9, 0.9, 100), (0.2, 0.0, 1), (0.2, 0.2, 2)])
def test_nothing_left_to_train_on(validation: float, test: float, count: int):
    with pytest.raises(OutOfRange, match=r"nothing to train on|too few rows"):
        split(np.zeros(count, np.int64), classification=True, validation=validation, test=test, seed=0)


def test_a_small_share_is_at_least_one_row():
    rows = split(np.zeros((5, 1)), classification=False, validation=0.01, test=0.01, seed=0)

    assert (len(rows.train), len(rows.validation), len(rows.test)) == (3, 1, 1)
