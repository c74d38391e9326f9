"""The bar that says in numbers what the colours of heights mean."""

import pytest

from nntui.charts.layout import row_width
from nntui.charts.scales import scale
from nntui.charts.spans import plain


def test_the_ends_of_the_scale_stand_at_its_ends():
    row = scale(-1.25, 30.0, width=60)

    assert plain((row,)).strip() == "-1.25  1  2  3  4  5  6  7  8  9  30"
    assert [style for _, style in row if "heat" in style] == [f" on heat{at}" for at in range(9)]


def test_few_heights_have_the_colours_and_digits_of_the_map():
    row = scale(0.0, 1.0, width=60, few=True)

    assert [(text.strip(), style) for text, style in row if "heat" in style] == [
        (str(at + 1), f" on heat{at}") for at in (0, 2, 4, 6, 8)
    ]


@pytest.mark.parametrize("kind", [{"ascii": True}, {"shades": "blocks"}])
def test_without_colours_the_digits_are_left(kind):
    row = scale(0.0, 1.0, width=60, **kind)

    assert not [style for _, style in row if "heat" in style]
    assert [letter for letter in plain((row,)) if letter in "23456789"] == list("23456789")


@pytest.mark.parametrize("width", range(40))
def test_it_fits_any_room(width):
    row = scale(-123.4, 5e9, width=width)

    assert row_width(row) <= width
    assert width < 14 or "5e9" in plain((row,))
