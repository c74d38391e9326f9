"""Quantile bands: which cell holds what, axes, and every state."""

import math

import numpy as np
import pytest

from nntui.charts.bands import Bands, bands, legend, levels, told
from nntui.charts.lines_axes import Bounds, Extent
from nntui.charts.lines_panel import Look
from nntui.charts.lines_points import Window
from nntui.charts.spans import plain


def shown(quantiles, *, planned=100, note="nothing yet", **look):
    table = np.asarray(quantiles, np.float64).reshape(-1, 7)
    step = np.linspace(0, planned, len(table)) if len(table) > 1 else np.zeros(len(table))
    extent = Extent(planned, planned, planned / 10, planned, planned)
    return Bands(step=step, epoch=step, seconds=step / 10, quantiles=table, extent=extent, note=note, look=Look(**look))


STILL = [[-3, -2, -1, 0, 1, 2, 3]] * 5


def test_each_cell_says_which_share_of_the_numbers_lies_there():
    found = levels(shown(STILL), Window("step", 0, 100, 9), Bounds(-3, 3), 7)

    assert found.tolist() == [[level] * 9 for level in (1, 2, 3, 4, 3, 2, 1)]


def test_between_two_looks_the_bands_run_straight():
    rising = shown([[0] * 7, [8] * 7])

    found = levels(rising, Window("step", 0, 100, 9), Bounds(0, 8), 9)
    assert [int(np.flatnonzero(found[:, column])[0]) for column in range(9)] == list(range(8, -1, -1))


def test_before_the_first_and_after_the_newest_look_there_is_nothing():
    one = shown(STILL)
    found = levels(one, Window("step", 0, 200, 21), Bounds(-3, 3), 7)

    assert found[:, :11].any(axis=0).all()
    assert not found[:, 11:].any()


@pytest.mark.parametrize("size", [(26, 12), (38, 14), (60, 20), (118, 30)])
@pytest.mark.parametrize("ascii", [False, True])
def test_it_fills_its_size_with_axes_and_units(size, ascii):
    width, height = size
    rows, _ = bands(shown(STILL), None, width, height, ascii=ascii)
    text = plain(rows).split("\n")

    assert len(text) == height
    assert {len(line) for line in text} == {width}
    assert "steps" in text[-1] or "epochs" in text[-1]
    assert plain(rows).isascii() == ascii
    assert len(set(plain(rows)) & set(".:#=" if ascii else "░▒▓━")) == 4


def test_the_bands_are_told_apart_without_colour():
    assert len(set(plain((legend(80),))) & set("░▒▓━")) == 4
    assert plain((legend(80, ascii=True),)).isascii()
    assert len(plain((legend(30),))) <= 30


@pytest.mark.parametrize("quantiles", [[], [[math.nan] * 7]])
def test_an_empty_drawing_says_why(quantiles):
    rows, _ = bands(shown(quantiles), None, 50, 12)

    assert "nothing yet" in plain(rows)
    assert told(shown(quantiles), 80) == ()


def test_looks_that_are_no_numbers_are_left_out():
    rows, _ = bands(shown([*STILL, [math.nan] * 7]), None, 50, 12)

    assert "━" in plain(rows)
    assert "nothing yet" not in plain(rows)


@pytest.mark.parametrize("quantiles", [[[0.0] * 7] * 3, [[1e30] * 7, [-1e30] * 7], [[-1e-300] * 7, [1e-300] * 7], STILL[:1]])
def test_wild_and_flat_values_are_drawn_without_an_error(quantiles):
    rows, _ = bands(shown(quantiles), None, 50, 12)

    assert len(rows) == 12


def test_the_y_axis_stands_still_while_it_serves():
    _, first = bands(shown(STILL), None, 50, 12)
    _, second = bands(shown(np.asarray(STILL) * 0.9), first, 50, 12)

    assert second is first


def test_the_newest_look_is_told_and_with_a_cursor_the_one_by_its_step():
    table = [[k + part for part in range(7)] for k in (0, 10, 20)]

    assert "median 23" in plain((told(shown(table), 200),))
    assert "median 13" in plain((told(shown(table, cursor=60.0), 200),))
    assert plain((told(shown(table), 20),)).startswith("median 23")
    rows, _ = bands(shown(table, cursor=60.0), None, 60, 12)
    assert sum("accent" in {role for _, role in row} for row in rows) == 10
