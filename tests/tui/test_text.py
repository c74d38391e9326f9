"""Text from outside is harmless, keeps its width, and can be said in ASCII."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.tui.text import cells, fit, pad, safe, to_ascii

PAYLOADS = (
    "\x1b]0;owned\x07",
    "\x1b]52;c;aGFsbG8=\x07",
    "\x1b[2J\x1b[H",
    "\x9b31m",
    "\x9d0;owned\x9c",
    "a\x00b\x7fc",
    "\u202eevil\u202c",
    "zero\u200bwidth\ufeff",
    "\ud800lone",
    "tab\tnew\nline\r",
    "\U000e0041tag",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_a_terminal_obeys_is_replaced(payload: str) -> None:
    """No control, format, private or surrogate character is left."""
    shown = safe(payload)

    assert not [letter for letter in shown if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co"}]


def test_markup_is_text() -> None:
    """Square brackets stay: markup is off where texts are shown."""
    assert safe("[/] [link=x]") == "[/] [link=x]"


@given(st.text(max_size=60), st.integers(0, 40))
def test_a_text_never_takes_more_cells_than_it_has(text: str, width: int) -> None:
    """Whatever the text, `width` is kept, wide characters included."""
    assert cells(safe(text, width)) <= width


@given(st.text(max_size=60))
def test_ascii_keeps_the_width(text: str) -> None:
    """In ASCII a harmless text is as wide as before, and ASCII."""
    shown = safe(text)

    assert to_ascii(shown).isascii()
    assert cells(to_ascii(shown)) == cells(shown)


def test_a_long_text_ends_in_an_ellipsis() -> None:
    """What is left out is marked; a million characters cost no more than a few."""
    assert safe("abcdefgh", 5) == "abcd…"
    assert safe("abcdefgh", 5, ascii=True) == "abcd~"
    assert safe("a" * 10_000_000, 4) == "aaa…"
    assert fit("日本語", 5) == "日本…"
    assert pad("日", 4) == "日  "
