"""Areas of classes behind points."""

import numpy as np
import pytest

from nntui.charts.axes import between
from nntui.charts.boundary import Ground, codes, signed
from nntui.charts.classes import class_plane
from nntui.charts.layout import row_width
from nntui.charts.plane import plane
from nntui.charts.spans import plain

HALVES = Ground(np.array([[0, 1], [0, 1]]), np.array([[1.0, 0.0], [1.0, 0.6]]))
AXIS = between(0, 1)


def test_half_blocks_show_class_and_confidence_of_two_places():
    rows = plane([], AXIS, AXIS, width=2, height=1, ground=HALVES)

    assert rows == (((" ", " on class0shade3"), ("▀", "class1shade0 on class1shade2")),)


def test_areas_of_any_size_fit_any_room():
    assert codes(HALVES, 4, 6).tolist() == [[3, 3, 3, 4, 4, 4]] * 2 + [[3, 3, 3, 6, 6, 6]] * 2
    assert codes(HALVES, 1, 1).tolist() == [[6]]


def test_a_point_stands_on_its_area():
    points = np.array([[0.1, 0.5]])
    rows = class_plane(points, np.array([2]), AXIS, AXIS, width=2, height=1, ground=HALVES)

    assert rows[0][0] == ("■", "class2 on class0shade3")


@pytest.mark.parametrize("kind", [{"ascii": True}, {"shades": "blocks"}])
def test_without_colours_edges_and_letters_tell_the_areas(kind):
    said = np.repeat([[0] * 10 + [1] * 10], 10, axis=0)
    drawn = plain(plane([], AXIS, AXIS, width=40, height=12, ground=Ground(said, np.ones(said.shape)), **kind))

    middle = drawn.splitlines()[2]
    edge = ":" if "ascii" in kind else "▒"
    assert middle.index("a") < middle.index(edge) < middle.index("b")
    assert "ascii" not in kind or drawn.isascii()


def test_letters_stand_on_shades_too():
    said = np.full((20, 40), 3)
    assert "d" in plain(plane([], AXIS, AXIS, width=50, height=14, ground=Ground(said, np.ones(said.shape))))


def test_numbers_make_two_areas_around_their_middle():
    ground = signed(np.array([[0.0, 4.0, 5.0, 10.0, 99.0, np.nan]]), 0.0, 10.0)

    assert ground.said.tolist() == [[1, 1, 0, 0, 0, 0]]
    assert ground.confidence.tolist() == [[1.0, pytest.approx(0.2), 0.0, 1.0, 1.0, 0.0]]


@pytest.mark.parametrize("width", [1, 7, 40, 120])
@pytest.mark.parametrize("height", [1, 5, 30])
@pytest.mark.parametrize("kind", [{}, {"ascii": True}, {"shades": "blocks"}])
def test_a_plane_with_areas_fills_its_room(width, height, kind):
    generator = np.random.default_rng(0)
    ground = Ground(generator.integers(0, 14, (60, 60)), generator.random((60, 60)))
    points = generator.random((50, 2))

    rows = class_plane(points, np.arange(50) % 3, AXIS, AXIS, width=width, height=height, ground=ground, **kind)

    assert len(rows) == height
    assert {row_width(row) for row in rows} == {width}
