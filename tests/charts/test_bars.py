import math

import pytest

from nntui.charts.bars import Bar, bars
from nntui.charts.layout import row_width
from nntui.charts.progress import blocks, progress
from nntui.charts.spans import plain

ITEMS = [Bar("setosa", 0.9, "90.0 %", sign="▸", note="true"), Bar("versicolor", 0.1, "10.0 %"), Bar("virginica", 0.0, "0 %")]


def test_bars_stand_below_each_other_with_values() -> None:
    drawn = plain(bars(ITEMS, width=34, height=5, high=1.0))

    assert drawn.splitlines() == [
        "▸ setosa     ████████▏ 90.0 % true",
        "  versicolor ▉         10.0 %     ",
        "  virginica               0 %     ",
    ]


def test_ascii_bars_are_ascii() -> None:
    items = [Bar("größe", 0.5, sign=">")]

    assert plain(bars(items, width=40, height=5, ascii=True, high=1.0)).isascii()


@pytest.mark.parametrize("width", [1, 2, 5, 9, 20, 200])
@pytest.mark.parametrize("height", [1, 2, 3, 9])
@pytest.mark.parametrize("ascii", [False, True])
def test_bars_never_overflow(width: int, height: int, ascii: bool) -> None:
    items = [*ITEMS, Bar("日本語の名前", math.nan), Bar("x" * 200, -5.0), Bar("", 1e38, "1e38")]

    rows = bars(items, width=width, height=height, ascii=ascii)

    assert len(rows) <= height
    assert {row_width(row) for row in rows} == {width}


def test_in_a_small_room_signed_and_large_bars_stay() -> None:
    items = [Bar(str(position), position / 10, sign="*" if position == 1 else "") for position in range(10)]

    drawn = plain(bars(items, width=30, height=4)).splitlines()

    assert [line[2] for line in drawn[:3]] == ["1", "8", "9"]
    assert drawn[3].strip() == "and 7 more"


def test_no_bars_give_no_rows() -> None:
    assert bars([], width=10, height=10) == ()


@pytest.mark.parametrize("ascii", [False, True])
def test_only_all_fills_a_bar_and_something_shows_a_sliver(ascii: bool) -> None:
    assert blocks(0.0, 10, ascii=ascii) == ""
    assert len(blocks(1e-9, 10, ascii=ascii)) == 1
    assert blocks(0.999999, 10, ascii=ascii) != blocks(1.0, 10, ascii=ascii)
    assert len(blocks(1.0, 10, ascii=ascii)) == 10
    assert blocks(math.nan, 10, ascii=ascii) == ""
    assert blocks(7.0, 10, ascii=ascii) == blocks(1.0, 10, ascii=ascii)


@pytest.mark.parametrize("width", [0, 1, 4, 8, 40])
def test_progress_has_exactly_the_width(width: int) -> None:
    assert row_width(progress(0.3, width=width, text="30 %")) == width
