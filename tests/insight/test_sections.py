"""Planes through wider data, the window on them, and everything that is asked about one at once."""

import math

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_predictions import network, part, preparation, weights

from nntui.engine.activations.linear import Linear
from nntui.engine.activations.softmax import Softmax
from nntui.engine.layers.dense import Dense
from nntui.engine.losses.categorical_crossentropy import CategoricalCrossentropy
from nntui.engine.losses.mean_squared_error import MeanSquaredError
from nntui.engine.network import Network
from nntui.errors import InputError
from nntui.insight import boundary
from nntui.insight import plane as plane_module
from nntui.insight.boundary import Surface
from nntui.insight.plane import Asked, Looking
from nntui.insight.section import Section, feature_named, first_axes, medians
from nntui.insight.window import Region, panned, zoomed

SQUARE = Region(left=-1.0, right=1.0, bottom=-1.0, top=1.0)
NAMES = ("petal length", "petal width", "Sepal length", "2")
sides = st.floats(-1e6, 1e6).flatmap(lambda low: st.floats(1e-3, 1e6).map(lambda size: (low, low + size)))
regions = st.builds(lambda x, y: Region(*x, *y), sides, sides)


def finish(job):
    while True:
        try:
            next(job)
        except StopIteration as stop:
            return stop.value


def wide(task="classification", outputs=2, features=4):
    """A preparation for data of more features, not scaled."""
    known = preparation(task, outputs)
    shape = msgspec.structs.replace(known.description, sample_shape=(features,), feature_names=NAMES[:features])
    return msgspec.structs.replace(known, description=shape)


# the section


def test_points_become_samples_with_the_others_held():
    section = Section(across=2, up=0, held=(1.0, 2.0, 3.0, 4.0))

    made = section.samples(np.array([[10.0, 20.0], [30.0, 40.0]]), (4,))

    assert made.tolist() == [[20, 2, 10, 4], [40, 2, 30, 4]]
    assert section.points(made).tolist() == [[10, 20], [30, 40]]
    assert section.others == (1, 3)


def test_a_sample_keeps_its_shape():
    section = Section(0, 3, (0.0,) * 4)
    assert section.samples(np.ones((5, 2)), (2, 2)).shape == (5, 2, 2)
    assert section.points(np.arange(8).reshape(2, 2, 2)).tolist() == [[0, 3], [4, 7]]


@pytest.mark.parametrize(
    ("across", "up", "held", "words"),
    [
        (4, 0, (0.0,) * 4, "not there. Received: 5. Allowed: 1 to 4."),
        (0, -1, (0.0,) * 4, "not there. Received: 0. Allowed: 1 to 4."),
        (1, 1, (0.0,) * 4, "two features"),
        (0, 1, (0.0, 0.0, math.nan), "no number"),
        (0, 1, (0.0, 0.0, math.inf), "no number"),
    ],
)
def test_a_plane_that_cannot_be_is_refused_in_a_sentence(across, up, held, words):
    with pytest.raises(InputError, match=words):
        Section(across, up, held)


def test_axes_change_places_when_one_asks_for_the_other():
    section = Section(0, 1, (0.0,) * 3)
    assert (section.with_axes(1, 1).across, section.with_axes(1, 1).up) == (1, 0)
    assert (section.with_axes(0, 0).across, section.with_axes(0, 0).up) == (1, 0)
    assert (section.with_axes(2, 1).across, section.with_axes(2, 1).up) == (2, 1)


def test_a_value_is_held_elsewhere():
    assert Section(0, 1, (0.0, 0.0, 5.0)).holding(2, 7.5).held == (0.0, 0.0, 7.5)
    with pytest.raises(InputError, match="not there"):
        Section(0, 1, (0.0,) * 3).holding(3, 1.0)


@pytest.mark.parametrize(
    ("wanted", "position"),
    [("petal width", 1), ("PETAL Width", 1), ("sepal length", 2), (" petal length ", 0), ("1", 0), ("2", 3), ("4", 3)],
)
def test_a_feature_is_found_by_name_then_by_number(wanted, position):
    assert feature_named(NAMES, wanted) == position


def test_a_feature_that_is_not_there_is_one_sentence_with_the_nearest():
    with pytest.raises(InputError, match=r"no such feature. Received: 'petal lenght'.*Did you mean 'petal length'") as caught:
        feature_named(NAMES, "petal lenght")
    assert "1 to 4" in str(caught.value)
    with pytest.raises(InputError, match="and 94 more"):
        feature_named([f"x{at}" for at in range(100)], "")


def test_the_middle_is_the_median_of_each_feature():
    assert medians(np.array([[1.0, 9.0], [2.0, 8.0], [100.0, 7.0]])) == (2.0, 8.0)
    assert medians(np.arange(18, dtype=np.uint8).reshape(2, 3, 3)) == tuple(np.arange(9) + 4.5)


def test_one_begins_with_features_that_vary():
    raw = np.array([[5.0, 1.0, 7.0, 0.0], [5.0, 2.0, 7.0, 50.0], [5.0, 1.5, 7.0, 0.0]])
    assert first_axes(raw, alike=False) == (1, 3)
    assert first_axes(raw[:, [0, 2, 1]], alike=False) == (0, 2)
    assert first_axes(np.ones((3, 2)), alike=False) == (0, 1)
    assert first_axes(np.array([[0.0, 1.0, 0.0], [0.0, 2.0, 100.0]]), alike=True) == (1, 2)


# the window


def test_panning_moves_by_shares_of_the_window():
    assert panned(SQUARE, SQUARE, 0.25, 0.0) == Region(-0.5, 1.5, -1.0, 1.0)
    assert panned(SQUARE, SQUARE, 0.0, -1.0) == Region(-1.0, 1.0, -3.0, -1.0)


def test_zooming_keeps_the_middle():
    assert zoomed(Region(0.0, 4.0, 10.0, 20.0), SQUARE, 0.5) == Region(1.0, 3.0, 12.5, 17.5)


@given(home=regions, moves=st.lists(st.tuples(st.floats(-5, 5), st.floats(-5, 5), st.floats(0.1, 10)), max_size=40))
def test_whatever_one_presses_the_window_stays_near_the_data_and_open(home, moves):
    window = home
    for right, up, factor in moves:
        window = zoomed(panned(window, home, right, up), home, factor)
    for low, high, first, last in (
        (window.left, window.right, home.left, home.right),
        (window.bottom, window.top, home.bottom, home.top),
    ):
        size = last - first
        assert low < high
        assert high - low <= 16.01 * size + 1e-9 * abs(first)
        assert abs((low + high) / 2 - (first + last) / 2) <= 16.01 * size + 1e-9 * abs(first)


@given(home=regions)
def test_there_and_back_is_where_one_was(home):
    back = panned(panned(home, home, 0.25, 0.5), home, -0.25, -0.5)
    assert msgspec.structs.astuple(back) == pytest.approx(msgspec.structs.astuple(home), rel=1e-9, abs=1e-6)


def test_the_largest_numbers_do_not_break_the_window():
    huge = Region(-1e300, 1e300, -1e300, 1e300)
    assert np.isfinite(msgspec.structs.astuple(zoomed(panned(huge, huge, 5.0, -5.0), huge, 16.0))).all()


# the network on a section


def summing(features, weight):
    """A network that says the weighted sum of its features."""
    net = Network([Dense(1), Linear()], (features,), MeanSquaredError(), "float64")
    return net, weights(net, np.reshape(weight, (-1, 1)), [0.0])


def test_the_areas_are_those_of_whole_samples():
    net, known = summing(4, [1.0, 10.0, 100.0, 1000.0])
    section = Section(across=2, up=0, held=(9.0, 1.0, 9.0, 2.0))

    found = Surface(net, wide("regression", 1), SQUARE, rows=1, columns=2, section=section).at(known)

    at_the_places = [0.0 + 10 * 1.0 + 100 * x + 1000 * 2.0 for x in (-0.5, 0.5)]
    assert found.values[0].tolist() == pytest.approx([10 + value for value in at_the_places])


def test_a_grid_of_very_wide_samples_is_made_in_slices_and_says_the_same(monkeypatch):
    net, known = summing(4, [1.0, -2.0, 3.0, -4.0])
    section = Section(1, 3, (1.0, 2.0, 3.0, 4.0))
    at_once = Surface(net, wide("regression", 1), SQUARE, rows=30, columns=40, section=section).at(known)

    monkeypatch.setattr(boundary, "AT_ONCE", 0)
    sliced = Surface(net, wide("regression", 1), SQUARE, rows=30, columns=40, section=section).at(known)

    assert np.array_equal(at_once.values, sliced.values)


def test_a_section_of_another_number_of_features_is_refused():
    net, _ = summing(4, [1.0] * 4)
    with pytest.raises(InputError, match="samples of 3 numbers"):
        Surface(net, wide("regression", 1), SQUARE, rows=1, columns=1, section=Section(0, 1, (0.0,) * 3))


# everything at once


def test_areas_and_wrong_points_come_with_one_answer():
    net = network([Dense(2), Softmax()], CategoricalCrossentropy())
    right_is_one = weights(net, [[0.0, 5.0], [0.0, 0.0]], [0.0, 0.0])
    given_part = part([[-1.0, 0.0], [1.0, 0.0], [2.0, 0.0]], [0, 1, 0])
    asked = Asked(given_part, Section(0, 1, (0.0, 0.0)), SQUARE, 2, 4)

    seen = finish(Looking(net, preparation("classification", 2)).asking(asked, right_is_one))

    assert seen.boundary.said.tolist() == [[0, 0, 1, 1]] * 2
    assert seen.wrong.tolist() == [False, False, True]
    assert seen.forecast.wrong_count == 1
    assert seen.finite


def test_a_number_is_wrong_when_it_is_off_by_a_tenth_of_the_range():
    net = network([Dense(1), Linear()], MeanSquaredError())
    ten_plus_x = weights(net, [[1.0], [0.0]], [0.0])
    given_part = part([[0.0, 0.0], [10.0, 0.0], [5.0, 0.0], [5.0, 0.0]], [[10.0], [20.0], [15.9], [16.1]])
    asked = Asked(given_part, Section(0, 1, (0.0, 0.0)), SQUARE, 1, 1)

    seen = finish(Looking(net, preparation("regression", 1)).asking(asked, ten_plus_x))

    assert seen.far == pytest.approx(1.0)
    assert seen.wrong.tolist() == [False, False, False, True]


def test_what_is_no_number_is_wrong():
    net = network([Dense(1), Linear()], MeanSquaredError())
    broken = weights(net, [[np.nan], [0.0]], [0.0])
    asked = Asked(part([[1.0, 0.0]] * 2, [[1.0], [2.0]]), Section(0, 1, (0.0, 0.0)), SQUARE, 1, 1)

    with np.errstate(all="ignore"):
        seen = finish(Looking(net, preparation("regression", 1)).asking(asked, broken))

    assert not seen.finite
    assert seen.wrong.all()


def test_without_a_part_there_are_areas_alone():
    net = network([Dense(2), Softmax()], CategoricalCrossentropy())
    asked = Asked(None, Section(0, 1, (0.0, 0.0)), SQUARE, 2, 2)

    seen = finish(Looking(net, preparation("classification", 2)).asking(asked, weights(net, np.eye(2), [0.0, 0.0])))

    assert seen.boundary is not None
    assert seen.wrong is None


def test_one_feature_has_a_curve_over_the_window():
    net, known = summing(1, [2.0])
    asked = Asked(None, None, Region(0.0, 3.0, 0.0, 1.0), 1, 1)

    seen = finish(Looking(net, wide("regression", 1, features=1)).asking(asked, known))

    assert seen.curve[0][[0, -1]].tolist() == [0.0, 3.0]
    assert seen.curve[1][[0, -1]].tolist() == pytest.approx([10.0, 16.0])


def test_another_question_gets_another_answer_and_the_same_one_its_grid():
    net = network([Dense(2), Softmax()], CategoricalCrossentropy())
    looking = Looking(net, preparation("classification", 2))
    right, up = (weights(net, matrix, [0.0, 0.0]) for matrix in ([[0.0, 5.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 5.0]]))
    asked = Asked(None, Section(0, 1, (0.0, 0.0)), SQUARE, 2, 2)

    first = finish(looking.asking(asked, right)).boundary.said.tolist()
    kept = looking._surface
    second = finish(looking.asking(asked, up)).boundary.said.tolist()
    assert looking._surface is kept
    turned = finish(looking.asking(Asked(None, Section(1, 0, (0.0, 0.0)), SQUARE, 2, 2), right)).boundary.said.tolist()

    assert (first, second, turned) == ([[0, 1], [0, 1]], [[1, 1], [0, 0]], [[1, 1], [0, 0]])
    assert not asked.same(Asked(None, Section(0, 1, (0.0, 0.0)), SQUARE, 2, 3))
    assert asked.same(Asked(None, Section(0, 1, (0.0, 0.0)), SQUARE, 2, 2))


def test_another_window_does_not_ask_about_the_part_again_but_other_weights_and_parts_do(monkeypatch):
    net = network([Dense(2), Softmax()], CategoricalCrossentropy())
    looking = Looking(net, preparation("classification", 2))
    one, other = (weights(net, matrix, [0.0, 0.0]) for matrix in ([[0.0, 5.0], [0.0, 0.0]], [[5.0, 0.0], [0.0, 0.0]]))
    points, more = part([[-1.0, 0.0], [1.0, 0.0]], [0, 1]), part([[-1.0, 0.0]], [1])
    asked_about = []
    told = plane_module.predict_part
    monkeypatch.setattr(plane_module, "predict_part", lambda *found: asked_about.append(found) or told(*found))
    section = Section(0, 1, (0.0, 0.0))

    near = Region(-0.1, 0.1, -0.1, 0.1)
    seen = [finish(looking.asking(Asked(points, section, window, 2, 2), one)) for window in (SQUARE, near, SQUARE)]
    assert len(asked_about) == 1
    assert [found.wrong.tolist() for found in seen] == [[False, False]] * 3

    assert finish(looking.asking(Asked(points, section, SQUARE, 2, 2), other)).wrong.tolist() == [True, True]
    assert finish(looking.asking(Asked(more, section, SQUARE, 2, 2), other)).wrong.tolist() == [False]
    assert len(asked_about) == 3
