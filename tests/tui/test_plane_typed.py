"""What is typed about the plane's features."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.errors import InputError
from nntui.tui.plane.typed import Told, understood

NAMES = ("petal length", "x", "a = b")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("petal length = 4.2", Told("petal length", "4.2", value=4.2)),
        ("petal length=-1e3", Told("petal length", "-1e3", value=-1000.0)),
        ("y = petal length", Told("y", "petal length", "y")),
        ("x = petal length", Told("x", "petal length", "x")),
        ("x = 3", Told("x", "3", value=3.0)),
        ("y = 3", Told("y", "3", "y")),
        ("a = b = 7", Told("a = b", "7", value=7.0)),
    ],
)
def test_values_and_axes_are_told_apart(text, told):
    assert understood(text, NAMES) == told


@pytest.mark.parametrize(
    "text", ["", "=", "petal length", "= 3", "petal length =", "petal length = wide", "p = nan", "p = 1_0"]
)
def test_anything_else_is_one_sentence_that_says_what_is_possible(text):
    with pytest.raises(InputError, match="Allowed: ") as caught:
        understood(text, NAMES)
    assert "\n" not in str(caught.value)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_understood_or_refused(text):
    try:
        told = understood(text, NAMES)
    except InputError:
        return
    assert told.axis or abs(told.value) < float("inf")
