"""The drawn graph of a network."""

import numpy as np
import pytest

from nntui.charts.graph import Column, Tile, columns_for, graph, link_style, link_text, paint, response, room_for
from nntui.charts.layout import row_width
from nntui.charts.spans import plain


@pytest.mark.parametrize(("weight", "shown"), [(0.9, "+━━"), (-0.5, "-──"), (0.1, "+┄┄"), (0.0, "   "), (float("nan"), "   ")])
def test_a_link_tells_sign_and_size_without_colour(weight, shown):
    assert link_text(weight) == shown
    assert link_text(weight, ascii=True).isascii()


def test_a_link_has_the_role_of_its_sign():
    assert (link_style(1.0), link_style(-1.0)) == ("positive", "negative")


def test_a_response_is_told_by_sign_and_share_of_the_largest():
    found = response(np.array([2.0, -1.0, 0.0, np.nan]), 2, 2)

    np.testing.assert_array_equal(found.said, [[0, 1], [0, 0]])
    np.testing.assert_array_equal(found.confidence, [[1.0, 0.5], [0.0, 0.0]])


def columns(picture):
    tiles = tuple(Tile(f"{unit + 1}", unit - 1.0, 0.5, picture, 0.8 - unit) for unit in range(3))
    return [Column("input", 2, 0, tiles[:2], links=1), Column("1 dense", 90, 0, tiles, chosen=1, current=True)]


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("picture", [None, response(np.arange(-3.0, 3.0), 2, 3)])
@pytest.mark.parametrize("size", [(50, 20), (36, 6), (10, 3), (1, 1)])
def test_every_row_fits_the_room(ascii, picture, size):
    rows = graph(columns(picture), width=size[0], height=size[1], ascii=ascii)

    assert len(rows) == size[1]
    assert all(row_width(row) == size[0] for row in rows)
    assert not ascii or plain(rows).isascii()


def test_the_chosen_unit_is_pointed_at_and_what_is_out_of_sight_is_said():
    text = plain(graph(columns(None), width=40, height=10))

    assert "▸2" in text
    assert "1-3 of 90" in text
    assert "2 units" in text
    assert "+━━" in text


def test_room():
    assert (room_for(19, pictures=True), room_for(19, pictures=False)) == (4, 16)
    assert room_for(1, pictures=True) == 1
    assert (columns_for(36), columns_for(76), columns_for(3)) == (2, 4, 1)


def test_no_room_is_no_picture():
    assert paint(response(np.ones(4), 2, 2), width=0, height=3) == ((), (), ())


@pytest.mark.parametrize(("first", "said"), [(0, "1-3 of 10,000"), (99, "100-102 of 10k"), (9997, "9,998+ of 10k")])
def test_which_of_many_units_are_shown_is_never_cut(first, said):
    tiles = tuple(Tile(f"{unit + 1}", 0.00012, 0.5, response(np.arange(-3.0, 3.0), 2, 3)) for unit in range(3))
    text = plain(graph([Column("1 dense", 10_000, first, tiles)], width=40, height=12))

    assert said in text
    assert "1e-4" in text
