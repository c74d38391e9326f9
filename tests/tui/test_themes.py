"""The colours of the themes can be told from what is under them, by the formula of WCAG 2.1."""

from __future__ import annotations

import pytest

from nntui.tui.themes import CONTRAST, DARK, LIGHT, Look

WORDS = ("muted", "accent", "mark", "good", "bad", "warning")
LINES = ("train", "validation", "previous", "positive", "negative", *(f"class{place}" for place in range(10)))
LOOKS = pytest.mark.parametrize("look", [DARK, LIGHT, CONTRAST], ids=lambda look: look.name)


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """(lighter + 0.05) / (darker + 0.05), from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula() -> None:
    """Black on white is 21 to 1, a colour on itself 1 to 1."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#5fafff", "#5fafff") == 1


@LOOKS
def test_words_stand_out(look: Look) -> None:
    """On the screen and in dialogs; plain and muted ones on the row that is selected too."""
    low = {
        (role, ground): round(contrast(look.roles[role], ground), 2)
        for role in WORDS
        for ground in (look.background, look.surface)
        if contrast(look.roles[role], ground) < 4.5
    }

    assert not low
    assert min(contrast(look.roles["muted"], look.panel), contrast(look.foreground, look.panel)) >= 4.5


@LOOKS
def test_lines_and_points_stand_out(look: Look) -> None:
    """Also the pale line of the run before."""
    low = {role: round(contrast(look.roles[role], look.background), 2) for role in LINES}

    assert min(low.values()) >= 3, low
