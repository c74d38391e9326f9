"""Points drawn by hand and rows rubbed out, as texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.errors import SpecError
from nntui.spec import drawn, line
from nntui.spec.drawn import FAR, Point, points_of, rows_of, text_of, text_of_rows

NUMBERS = st.floats(-FAR, FAR, allow_nan=False)


@given(st.lists(st.builds(Point, NUMBERS, NUMBERS, NUMBERS), max_size=20).map(tuple))
def test_points_come_back_to_the_bit(points: tuple[Point, ...]) -> None:
    assert points_of(text_of(points)) == points


@given(st.sets(st.integers(0, 999_999_999), max_size=20))
def test_rows_come_back_each_once(rows: set[int]) -> None:
    assert rows_of(text_of_rows(tuple(rows))) == tuple(sorted(rows))


def test_a_point_is_short_to_read() -> None:
    assert text_of((Point(0.5, -0.25, 1.0), Point(2.0, 0.0, 0.0))) == "0.5 -0.25 1; 2 0 0"


@pytest.mark.parametrize("text", ["1 2", "1 2 3 4", "a b c", "1 2 nan", "1 2 inf", "1 2 1e31", "1,2,3", "1 2 3; 4"])
def test_other_texts_are_refused_with_the_number_of_the_point(text: str) -> None:
    with pytest.raises(SpecError, match=r"data\.drawn\.[01]: "):
        points_of(text)


@pytest.mark.parametrize("text", ["-1", "1.5", "one", "1,2", "٣", "9" * 12])
def test_rows_are_whole_numbers(text: str) -> None:
    with pytest.raises(SpecError, match=r"data\.erased"):
        rows_of(text)


def test_there_is_an_end_to_drawing() -> None:
    text = "; ".join(["1 2 0"] * (drawn.limits.DRAWN + 1))
    with pytest.raises(SpecError, match="at most 1,000"):
        points_of(text)


def test_they_stand_in_a_one_line_spec() -> None:
    made = line.parse("spiral drawn='0.5 -0.25 1; 0.1 0.3 0' erased='3 17' | dense 3 | epochs 1")

    assert points_of(made.data.drawn) == (Point(0.5, -0.25, 1.0), Point(0.1, 0.3, 0.0))
    assert line.parse(line.write(made)) == made
    with pytest.raises(SpecError, match=r"data\.drawn\.0"):
        line.parse("spiral drawn='0.5' | dense 3 | epochs 1")
