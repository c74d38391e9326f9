"""Scaling: fitted where it should be, finite for whatever comes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from nntui.data import scaling
from nntui.data.prepare import prepare
from nntui.data.sets.iris import Iris
from nntui.data.sets.sine import Sine
from nntui.spec.experiment import Data


def test_standard_is_scikit_learns():
    preprocessing = pytest.importorskip("sklearn.preprocessing", reason="scikit-learn is not installed")
    values = np.random.default_rng(0).normal([0, 5, 1e6], [1, 1e-3, 1e5], size=(200, 3))
    offset, factor = scaling.fit(values, "standard")
    expected = preprocessing.StandardScaler().fit(values)

    np.testing.assert_allclose(offset, expected.mean_, rtol=1e-12)
    np.testing.assert_allclose(factor, expected.scale_, rtol=1e-9)


def test_minmax_is_minus_one_to_one():
    values = np.array([[0.0, 10], [5, 30], [10, 20]])
    scaled = scaling.apply(values, scaling.fit(values, "minmax"), "float32")

    assert scaled.tolist() == [[-1, -1], [0, 1], [1, 0]]


def test_none_changes_nothing():
    values = np.array([[1.5, -2.5]])

    assert scaling.apply(values, scaling.fit(values, "none"), "float64").tolist() == values.tolist()


@pytest.mark.parametrize("kind", ["standard", "minmax"])
@pytest.mark.parametrize("constant", [0.0, 0.1, 1 / 3, -1e38, 1e-320, 1e300])
def test_a_constant_column_becomes_zero(kind: str, constant: float):
    values = np.full((7, 2), constant)
    values[:, 1] = np.arange(7)
    scaled = scaling.apply(values, scaling.fit(values, kind), "float32")

    assert scaled[:, 0].tolist() == [0] * 7
    assert np.abs(scaled[:, 1]).max() > 0.9


@pytest.mark.parametrize("kind", ["standard", "minmax"])
def test_large_and_small_columns_together(kind: str):
    values = np.random.default_rng(0).normal(size=(50, 4)) * np.array([1e38, 1e-38, 1e300, 1e-300])
    scaled = scaling.apply(values, scaling.fit(values, kind), "float32")

    assert np.isfinite(scaled).all()
    assert (scaled.max(axis=0) > 0.5).all()


@given(
    values=st_numpy.arrays(
        np.float64,
        st.tuples(st.integers(1, 6), st.integers(1, 3)),
        elements=st.floats(-1.7e308, 1.7e308, allow_subnormal=True),
    ),
    kind=st.sampled_from(["standard", "minmax"]),
)
def test_any_finite_values_give_finite_scaled_ones(values: np.ndarray, kind: str):
    offset, factor = scaling.fit(values, kind)

    assert np.isfinite(offset).all()
    assert np.isfinite(factor).all()
    assert (factor > 0).all()
    assert np.abs(scaling.apply(values, (offset, factor), "float64")).max() < 10


def test_pictures_share_one_scale():
    values = np.array([[0, 255, 7], [3, 100, 7]], np.uint8)
    fitted = scaling.fit(values, "minmax", as_one=True)

    assert fitted[0].tolist() == [127.5]
    assert fitted[1].tolist() == [127.5]
    assert scaling.apply(values, fitted, "float32")[0, :2].tolist() == [-1, 1]
    mean, deviation = scaling.fit(values, "standard", as_one=True)
    assert mean[0] == pytest.approx(values.mean())
    assert deviation[0] == pytest.approx(values.std())


def test_slices_make_no_difference(monkeypatch: pytest.MonkeyPatch):
    values = np.random.default_rng(0).normal(3, 2, size=(100, 3))
    whole = scaling.fit(values, "standard")
    expected = scaling.apply(values, whole, "float32")
    monkeypatch.setattr(scaling, "VALUES", 30)

    np.testing.assert_allclose(scaling.fit(values, "standard")[1], whole[1], rtol=1e-14)
    assert np.array_equal(scaling.apply(values, whole, "float32"), expected)


def test_fitted_on_the_training_part_only():
    prepared = prepare(Data(source=Iris(), validation=0.3, scaling="standard"), seed=1)

    np.testing.assert_allclose(prepared.train.features.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(prepared.train.features.std(axis=0), 1, atol=1e-6)
    assert np.abs(prepared.validation.features.mean(axis=0)).max() > 1e-3
    np.testing.assert_allclose(prepared.preparation.feature_offset, prepared.train.raw.mean(axis=0))


def test_targets_are_scaled_and_turned_back():
    prepared = prepare(Data(source=Sine(samples=100), target_scaling="standard", scaling="minmax"), dtype="float64")

    assert prepared.train.targets.std() == pytest.approx(1)
    back = scaling.from_network(prepared.preparation, prepared.train.targets)
    np.testing.assert_allclose(back, prepared.train.raw_targets, atol=1e-12)
    assert scaling.to_network(prepared.preparation, np.array([[0.495]]), "float64")[0, 0] == pytest.approx(0, abs=1e-12)
