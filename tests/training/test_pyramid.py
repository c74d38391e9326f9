"""The pyramid keeps minimum, maximum and mean of every stretch of steps, whatever their number."""

import itertools
import math
import tracemalloc

import numpy as np
import pytest

from nntui.training import pyramid as module
from nntui.training.pyramid import BLOCK, POINTS, Pyramid


def filled(count: int, seed: int = 1) -> tuple[Pyramid, np.ndarray]:
    values = np.random.default_rng(seed).normal(size=count)
    pyramid = Pyramid(("loss",))
    for step, value in enumerate(values.tolist(), start=1):
        pyramid.record((step, step / 10, step / 100, value))
    return pyramid, values


@pytest.mark.parametrize("count", [1, 5, BLOCK, POINTS - 1, POINTS, POINTS + 1, 3 * POINTS + 7, 50_001])
def test_points_cover_all_steps_in_order(count: int) -> None:
    pyramid, values = filled(count)

    curve = pyramid.curves()["loss"]

    assert 1 <= len(curve.step) <= POINTS
    assert curve.step[-1] == count
    assert (np.diff(curve.step) > 0).all()
    start = 0
    for position, step in enumerate(curve.step.astype(int)):
        covered = values[start:step]
        assert curve.minimum[position] == covered.min()
        assert curve.maximum[position] == covered.max()
        assert curve.mean[position] == pytest.approx(covered.mean(), abs=1e-12)
        start = step
    np.testing.assert_allclose(curve.epoch, curve.step / 10)
    np.testing.assert_allclose(curve.seconds, curve.step / 100)


def test_short_run_keeps_every_step() -> None:
    pyramid, values = filled(2000)

    curve = pyramid.curves()["loss"]

    assert curve.mean.tolist() == values.tolist()
    assert pyramid.last() == {"loss": values[-1]}


def test_spans_above_a_block_close_over_several_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POINTS", 32)
    monkeypatch.setattr(module, "BLOCK", 8)
    for count in (31, 32, 33, 1000, 2049, 5003):
        pyramid, values = filled(count)
        curve = Pyramid.from_arrays(("loss",), pyramid.to_arrays()).curves()["loss"]

        assert len(curve.step) <= 32
        edges = [0, *curve.step.astype(int)]
        covered = [values[start:stop] for start, stop in itertools.pairwise(edges)]
        assert edges[-1] == count
        assert curve.minimum.tolist() == [part.min() for part in covered]
        assert curve.maximum.tolist() == [part.max() for part in covered]
        np.testing.assert_allclose(curve.mean, [part.mean() for part in covered], atol=1e-12)


def test_goes_on_from_its_arrays() -> None:
    whole, values = filled(30_000)
    first, _ = filled(17_777)
    again = Pyramid.from_arrays(("loss",), first.to_arrays())
    for step in range(17_778, 30_001):
        again.record((step, step / 10, step / 100, values[step - 1]))

    for name in ("step", "epoch", "seconds", "minimum", "maximum", "mean"):
        assert getattr(again.curves()["loss"], name).tolist() == getattr(whole.curves()["loss"], name).tolist()


def test_an_empty_pyramid_gives_empty_curves() -> None:
    pyramid = Pyramid.from_arrays(("loss",), Pyramid(("loss",)).to_arrays())

    assert pyramid.curves()["loss"].step.tolist() == []
    assert pyramid.last() == {}


def test_new_series_are_nan_so_far() -> None:
    pyramid, _ = filled(10_000)

    other = pyramid.with_names(("accuracy", "loss"))
    other.record((10_001, 0.0, 0.0, 0.5, 0.25))
    curves = other.curves()

    assert np.isnan(curves["accuracy"].mean[:-1]).all()
    assert curves["loss"].mean[:100].tolist() == pyramid.curves()["loss"].mean[:100].tolist()
    assert other.last() == {"accuracy": 0.5, "loss": 0.25}


def test_values_that_are_not_finite_do_not_stop_it() -> None:
    pyramid = Pyramid(("loss",))
    for step in range(POINTS * 2):
        pyramid.record((step, 0.0, 0.0, (math.nan, math.inf, -math.inf, 1.0)[step % 4]))

    assert len(pyramid.curves()["loss"].step) <= POINTS


def test_memory_is_flat() -> None:
    pyramid, _ = filled(POINTS * 3)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for step in range(50_000):
        pyramid.record((step, 0.0, 0.0, 1.0))
    pyramid._fold_block() if pyramid._pending else None
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()

    assert after - before < 100_000
