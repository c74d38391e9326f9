"""Areas of classes behind points."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.charts.axes import between
from nntui.charts.boundary import FIRST_HEIGHT, Ground, codes, heat, sharp
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


@pytest.mark.parametrize("kind", [{"ascii": True}, {"shades": "blocks"}])
def test_areas_of_which_the_network_is_unsure_have_letters_too(kind):
    """At the start of a training it is unsure of everything; an edge is never covered by a letter."""
    said = np.repeat([[0] * 10 + [1] * 10], 10, axis=0)
    drawn = plain(plane([], AXIS, AXIS, width=40, height=12, ground=Ground(said, np.zeros(said.shape)), **kind))

    assert {"a", "b"} <= set(drawn)


def test_letters_stand_on_shades_too():
    said = np.full((20, 40), 3)
    assert "d" in plain(plane([], AXIS, AXIS, width=50, height=14, ground=Ground(said, np.ones(said.shape))))


def test_numbers_become_heights_between_the_ends_of_the_scale():
    values = np.array([[-5.0, 0.0, 0.99, 1.01, 4.5, 8.99, 9.0, 99.0, np.nan, np.inf, -np.inf]])

    assert heat(values, 0.0, 9.0).said.tolist() == [[0, 0, 0, 1, 4, 8, 8, 8, 4, 8, 0]]
    assert heat(values, 0.0, 9.0, few=True).said.tolist() == [[0, 0, 0, 0, 4, 8, 8, 8, 4, 8, 0]]


def test_a_scale_without_a_range_tells_below_and_above():
    assert heat(np.array([[1.0, 2.0, 3.0]]), 2.0, 2.0).said.tolist() == [[0, 4, 8]]


@given(
    numbers=st.lists(st.floats(allow_nan=False), min_size=2, max_size=20),
    ends=st.tuples(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300)),
)
def test_a_larger_number_is_never_lower(numbers, ends):
    low, high = sorted(ends)
    said = heat(np.sort(np.array([numbers])), low, high).said[0]
    assert (np.diff(said) >= 0).all()
    assert set(said.tolist()) <= set(range(9))


def test_heights_have_colours_and_their_digits():
    ground = heat(np.repeat([np.linspace(0, 1, 40)], 30, axis=0), 0.0, 1.0)

    assert codes(ground, 1, 3).tolist() == [[FIRST_HEIGHT + 1, FIRST_HEIGHT + 4, FIRST_HEIGHT + 7]]
    rows = plane([], AXIS, AXIS, width=60, height=14, ground=ground)
    assert {style.split()[-1] for row in rows for _, style in row if " on heat" in style} == {f"heat{at}" for at in range(9)}
    assert len(set(plain(rows)) & set("123456789")) > 4


@pytest.mark.parametrize("kind", [{"ascii": True}, {"shades": "blocks"}])
def test_without_colours_digits_tell_the_heights_in_their_order(kind):
    ground = heat(np.repeat([np.linspace(0, 1, 90)], 30, axis=0), 0.0, 1.0)
    row = plain(plane([], AXIS, AXIS, width=60, height=14, ground=ground, **kind)).splitlines()[3]
    digits = [letter for letter in row.partition("|" if "ascii" in kind else "│")[2] if letter.isdigit()]

    assert digits == sorted(digits)
    assert set(digits) == set("123456789")


def test_sharp_areas_say_the_same_without_a_doubt():
    assert codes(sharp(HALVES), 2, 2).tolist() == [[3, 7], [3, 7]]


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
