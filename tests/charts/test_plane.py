import numpy as np
import pytest

from nntui.charts.axes import around, between, tick_texts
from nntui.charts.classes import class_mark, class_plane, legend
from nntui.charts.layout import row_width
from nntui.charts.plane import Series, plane
from nntui.charts.spans import plain


def test_ticks_are_round_and_within_the_axis() -> None:
    axis = between(-0.98, 1.02)

    assert axis.ticks == (-1.0, -0.5, 0.0, 0.5, 1.0)
    assert axis.low <= -0.98 < 1.02 <= axis.high
    assert tick_texts(axis.ticks) == ["-1.0", "-0.5", "0.0", "0.5", "1.0"]


@pytest.mark.parametrize(
    ("low", "high"), [(0, 0), (5, 5), (1e38, 1e38), (-1e308, 1e308), (1e-320, 2e-320), (0, 1e-38), (1e10, 1e10 + 1), (7, 3)]
)
def test_every_axis_holds_its_values(low: float, high: float) -> None:
    axis = between(low, high)

    assert axis.low < axis.high
    assert np.isfinite([axis.low, axis.high]).all()
    assert all(axis.low <= tick <= axis.high for tick in axis.ticks)
    assert len(axis.ticks) <= 7


def test_an_axis_of_nothing_is_drawn() -> None:
    axis = around(np.array([np.nan, np.inf]))

    assert axis.low < 0 < 1 < axis.high


def test_classes_have_marks_and_wrong_ones_crosses() -> None:
    points = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    classes = np.array([0, 1, 0])
    axis = between(0, 1)

    drawn = plain(class_plane(points, classes, axis, axis, width=9, height=5, wrong=np.array([False, False, True])))

    lines = drawn.splitlines()
    assert (lines[0][0], lines[0][-1], lines[-1][0]) == ("\u00d7", "▲", "●")


def test_the_chosen_point_is_marked_on_both_axes() -> None:
    axis = between(0, 1)
    points = np.array([[0.5, 0.5]])

    lines = plain(
        class_plane(points, np.array([0]), axis, axis, width=30, height=12, ascii=True, chosen=(0.5, 0.5))
    ).splitlines()

    row = next(line for line in lines if "@" in line)
    assert ">" in row
    assert lines[-2].index("^") == row.index("@")


@pytest.mark.parametrize("width", [1, 5, 12, 60, 200])
@pytest.mark.parametrize("height", [1, 3, 6, 20])
@pytest.mark.parametrize("ascii", [False, True])
def test_planes_fill_their_room_exactly(width: int, height: int, ascii: bool) -> None:
    generator = np.random.default_rng(0)
    points = generator.normal(size=(200, 2)) * 1e6
    points[0] = np.nan
    horizontal, vertical = around(points[:, 0]), around(points[:, 1])

    rows = class_plane(
        points, np.arange(200) % 12, horizontal, vertical, width=width, height=height, ascii=ascii, chosen=(1e9, 0.0)
    )

    assert len(rows) == height
    assert {row_width(row) for row in rows} == {width}
    assert not ascii or plain(rows).isascii()


def test_a_line_leaves_no_column_empty() -> None:
    x = np.array([0.0, 1.0])

    lines = plain(plane([Series(x, x, line=True)], between(0, 1), between(0, 1), width=40, height=5, ascii=True)).splitlines()

    drawn = {column for line in lines for column, character in enumerate(line) if character == "."}
    assert set(range(min(drawn), max(drawn) + 1)) == drawn


def test_ten_classes_have_ten_marks() -> None:
    for ascii in (False, True):
        assert len({class_mark(position, ascii=ascii) for position in range(10)}) == 10


@pytest.mark.parametrize("width", [1, 10, 30, 80])
def test_a_legend_never_overflows(width: int) -> None:
    names = ["setosa", "日本語の名前", "x" * 100]

    assert row_width(legend(names, width=width, wrong=True, chosen=True)) <= width
    assert plain((legend(names, width=width, wrong=True, chosen=True, ascii=True),)).isascii()
