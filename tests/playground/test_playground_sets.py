"""TensorFlow Playground's data sets against figures measured on 200,000 of its own points."""

from __future__ import annotations

import numpy as np
import pytest

from nntui.data.planar import Planar
from nntui.data.sets.circle import Circle
from nntui.data.sets.gauss import Gauss
from nntui.data.sets.reg_gauss import RegGauss
from nntui.data.sets.reg_plane import RegPlane
from nntui.data.sets.two_spirals import TwoSpirals
from nntui.data.sets.xor import Xor
from nntui.errors import OutOfRange

MANY = 200_000
CLASSES = (Circle, Xor, Gauss, TwoSpirals)
NUMBERS = (RegPlane, RegGauss)


def drawn(source: Planar, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Return features and labels of +1 and -1, or numbers, `(samples,)`."""
    table = source.draw(seed)
    targets = table.targets.reshape(-1)
    return table.features, targets * 2 - 1 if table.task == "classification" else targets


@pytest.mark.parametrize(("noise", "flipped"), [(0, 0), (0.1, 0.008), (0.25, 0.071), (0.5, 0.175)])
def test_xor_flips_labels_near_the_axes(noise, flipped):
    """Points keep 0.3 away from the axes and reach to 5.3."""
    points, labels = drawn(Xor(samples=MANY, noise=noise))

    assert np.mean(np.sign(points.prod(axis=1)) != labels) == pytest.approx(flipped, abs=0.002)
    assert np.abs(points).min() == pytest.approx(0.3, abs=0.001)
    assert np.abs(points).max() == pytest.approx(5.3, abs=0.001)


@pytest.mark.parametrize(
    ("noise", "disc", "ring", "positive"),
    [(0, 0, 0, 0.5), (0.1, 0.052, 0, 0.474), (0.25, 0.147, 0.010, 0.432), (0.5, 0.396, 0.099, 0.351)],
)
def test_circle_flips_labels_near_the_edge(noise, disc, ring, positive):
    """Radii are uniform, 0 to 2.5 and 3.5 to 5."""
    points, labels = drawn(Circle(samples=MANY, noise=noise))
    radius = np.hypot(*points.T)
    inner = radius < 3

    assert np.mean(labels[inner] < 0) == pytest.approx(disc, abs=0.004)
    assert np.mean(labels[~inner] > 0) == pytest.approx(ring, abs=0.002)
    assert np.mean(labels > 0) == pytest.approx(positive, abs=0.003)
    assert np.mean(radius[inner]) == pytest.approx(1.25, abs=0.01)
    assert (radius[~inner].min(), radius.max()) == pytest.approx((3.5, 5), abs=0.001)


@pytest.mark.parametrize(
    ("noise", "variance", "best", "outside"),
    [(0, 0.5, 0.99995, 0), (0.1, 1.2, 0.9951, 0.0002), (0.25, 2.25, 0.9704, 0.007), (0.5, 4, 0.9214, 0.045)],
)
def test_gauss_overlaps_with_noise(noise, variance, best, outside):
    """The best possible accuracy is that of the line between the centres."""
    points, labels = drawn(Gauss(samples=MANY, noise=noise))

    for sign in (1, -1):
        np.testing.assert_allclose(points[labels == sign].mean(axis=0), 2 * sign, atol=0.02)
        np.testing.assert_allclose(points[labels == sign].var(axis=0), variance, rtol=0.02)
    assert np.mean(np.sign(points.sum(axis=1)) == labels) == pytest.approx(best, abs=0.001)
    assert np.mean(np.abs(points).max(axis=1) > 6) == pytest.approx(outside, abs=0.002)


def test_spiral_arms_are_half_a_turn_apart():
    """Every point of one arm is the other's turned around; 1.75 turns up to a radius of 4.98."""
    points, labels = drawn(TwoSpirals())
    one, other = points[labels > 0], points[labels < 0]

    assert len(one) == len(other) == 250
    by_radius = [arm[np.argsort(np.hypot(*arm.T))] for arm in (one, other)]
    np.testing.assert_allclose(by_radius[0], -by_radius[1], atol=1e-12)
    radius = np.hypot(*by_radius[0].T)
    np.testing.assert_allclose(radius, 5 * np.arange(250) / 250, atol=1e-12)
    angle = 1.75 * 2 * np.pi * 100 / 250
    np.testing.assert_allclose(by_radius[0][100], [2 * np.sin(angle), 2 * np.cos(angle)], atol=1e-12)


def test_noise_moves_the_spirals_points():
    clean, noisy = TwoSpirals().draw(0), TwoSpirals(noise=0.5).draw(0)
    moved = np.abs(noisy.features - clean.features)

    assert np.array_equal(noisy.targets, clean.targets)
    assert 0.48 < moved.max() <= 0.5


def test_plane_is_the_sum_over_ten():
    points, labels = drawn(RegPlane(samples=MANY))

    np.testing.assert_allclose(labels, points.sum(axis=1) / 10, atol=1e-15)
    assert labels.var() == pytest.approx(0.239, abs=0.003)
    assert np.abs(labels).max() <= 1.2


def test_hills_are_cones_and_mostly_flat_ground():
    points, labels = drawn(RegGauss(samples=MANY))

    assert np.mean(labels == 0) == pytest.approx(0.474, abs=0.004)
    assert labels.var() == pytest.approx(0.0878, abs=0.001)
    top, valley = (np.argmin(np.hypot(*(points - centre).T)) for centre in ((4, 2.5), (0, 2.5)))
    assert (labels[top], labels[valley]) == pytest.approx((1, -1), abs=0.03)


def test_noise_of_the_regressions_changes_labels_only():
    for source in (RegPlane, RegGauss):
        clean, noisy = source().draw(4), source(noise=0.2).draw(4)
        assert np.array_equal(clean.features, noisy.features)
        assert not np.array_equal(clean.targets, noisy.targets)


@pytest.mark.parametrize("source", [*CLASSES, *NUMBERS])
def test_every_set_is_drawn_alike(source):
    """The page's counts, one shuffle, the same draw for the same seed, another for another, and as many as one likes."""
    table, again, other = source().draw(5), source().draw(5), source().draw(6)
    described = source().describe()

    assert len(table.features) == described.rows == (500 if source in CLASSES else 1200)
    assert (described.sample_shape, described.feature_names) == ((2,), ("x1", "x2"))
    assert np.array_equal(table.features, again.features)
    assert not np.array_equal(table.features, other.features)
    assert len(source().draw_fresh(33, 7).features) == 33
    assert len(source(samples=3).draw(0).targets) == 3
    if source in CLASSES:
        assert described.class_names == ("-1", "1")
        assert 3 < np.abs(np.diff(table.targets)).sum() / 50 < 7  # shuffled: the class changes every other row


def test_drawing_leaves_numpys_global_generator_alone():
    before = np.random.get_state()[1].copy()
    for source in (*CLASSES, *NUMBERS):
        source().draw(1)
    assert np.array_equal(np.random.get_state()[1], before)


def test_a_noise_out_of_range_is_refused():
    with pytest.raises(OutOfRange, match=r"circle\.noise"):
        Circle(noise=50)
