import numpy as np
import plotext
import pytest

from nntui.charts.lines_ticks import number, round_step, ticks
from nntui.charts.plotext_chart import Axis, Chart, Series, Sign, draw, scatter
from nntui.charts.spans import plain

LINE = Series((0.0, 5.0, 10.0), (0.0, 0.5, 1.0), role="train", letter="T")
DOTS = Series((0.0, 5.0, 10.0), (1.0, 0.5, 0.0), role="validation", marker="•", line=False, letter="V")


def chart(*series, signs=()):
    return Chart(Axis(0, 10, ticks(0, 10, 4)), Axis(0, 1, ticks(0, 1, 4)), series, signs)


def roles(rows):
    return {style for row in rows for _, style in row}


@pytest.mark.parametrize(("width", "height"), [(30, 10), (58, 20), (4, 3), (200, 50), (7, 5)])
def test_a_chart_has_the_size_that_was_asked_for(width, height):
    lines = plain(draw(chart(LINE, DOTS), width, height)).split("\n")

    assert [len(line) for line in lines] == [width] * height


@pytest.mark.parametrize(("width", "height"), [(0, 0), (3, 10), (30, 2), (1, 1)])
def test_a_size_too_small_for_axes_draws_nothing(width, height):
    rows = draw(chart(LINE), width, height)

    assert rows == ((),) * height


def test_series_are_told_apart_by_marker_role_and_letter():
    rows = draw(chart(LINE, DOTS), 40, 12)

    text = plain(rows)
    assert "•" in text
    assert any("\u2800" < letter < "\u28ff" for letter in text)
    assert "T" in text
    assert "V" in text
    assert {"train", "validation", "muted"} <= roles(rows)


def test_the_ascii_form_has_ascii_alone():
    text = plain(draw(chart(LINE, DOTS, signs=(Sign(5.0, "A"),)), 40, 12, ascii=True))

    assert text.isascii()
    assert "*" in text
    assert "o" in text
    assert "A" in text


def test_a_sign_is_a_vertical_line_with_its_letter_on_top():
    rows = draw(chart(signs=(Sign(5.0, "A"),)), 40, 12)

    columns = {plain((row,)).index("│", 6) for row in rows[1:10]}
    assert len(columns) == 1
    assert plain((rows[0],))[columns.pop()] == "A"


def test_an_empty_chart_still_has_its_axes():
    text = plain(draw(chart(), 40, 12))

    assert "1.00" in text
    assert "10" in text
    assert "└" in text


def test_values_outside_the_bounds_stay_on_the_border():
    wild = Series((0.0, 5.0, 10.0), (1e300, -1e300, 0.5), role="train", marker="x", line=True)

    lines = plain(draw(chart(wild), 30, 10)).split("\n")

    assert "x" in lines[0]
    assert "x" in lines[7]


def test_two_letters_that_end_in_one_cell_stand_side_by_side():
    other = Series(LINE.x, LINE.y, role="validation", marker="•", line=False, letter="V")

    assert "TV" in plain(draw(chart(LINE, other), 40, 12))


def test_drawing_leaves_the_figure_of_the_module_alone():
    before = (plotext.active().monitor.signals, list(plotext._global.figure._size))

    draw(chart(LINE), 300, 100)

    assert (plotext.active().monitor.signals, list(plotext._global.figure._size)) == before


def test_a_chart_may_be_larger_than_the_terminal():
    lines = plain(draw(chart(LINE), 300, 90)).split("\n")

    assert len(lines) == 90
    assert len(lines[0]) == 300


def test_a_scatter_has_a_marker_and_a_role_for_each_class_and_shows_what_is_wrong():
    points = np.array([[0.0, 0.0], [1.0, 1.0], [0.5, 0.5], [0.0, 1.0]])
    rows = scatter(points, np.array([0, 1, 2, 1]), 30, 12, wrong=np.array([False, False, False, True]))

    text = plain(rows)
    assert [text.count(marker) for marker in "•x+!"] == [1, 1, 1, 1]
    assert {"class0", "class1", "class2", "bad"} <= roles(rows)


def test_a_scatter_of_nothing_and_of_one_point_can_be_drawn():
    assert "└" in plain(scatter(np.zeros((0, 2)), np.zeros(0, dtype=np.int64), 30, 12))
    assert "o" in plain(scatter(np.ones((1, 2)), np.zeros(1, dtype=np.int64), 30, 12, ascii=True))


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (0, 1, ["0", "0.25", "0.50", "0.75", "1.00"]),
        (0, 10_000, ["0", "2,500", "5,000", "7,500", "10,000"]),
        (-0.4, 0.4, ["-0.4", "-0.2", "0", "0.2", "0.4"]),
        (0, 3e-4, ["0", "0.0001", "0.0002", "0.0003"]),
    ],
)
def test_ticks_are_round_and_say_as_many_digits_as_they_need(low, high, texts):
    assert [text for _, text in ticks(low, high, 4)] == texts


@pytest.mark.parametrize(("size", "step"), [(0.21, 0.25), (0.25, 0.25), (3, 5), (11, 20), (0, 1.0), (float("nan"), 1.0)])
def test_round_steps(size, step):
    assert round_step(size) == pytest.approx(step)


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (1e-5, "1e-5"), (12_345_678, "1.23e7"), (0.5, "0.5000"), (1234, "1,234")]
)
def test_numbers_are_short(value, text):
    assert number(value) == text
