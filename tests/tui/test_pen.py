"""What the pen writes looks on a terminal as what Textual writes, in fewer bytes."""

from __future__ import annotations

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color, ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from nntui.tui.pen import Pen, stretch

WIDTH = 40
COLOURS = st.sampled_from([None, *(Color.from_ansi(number) for number in (1, 5, 33, 130, 233))])
STYLES = st.builds(Style.from_color, COLOURS, COLOURS) | st.builds(
    lambda colour, bold, reverse, underline: Style(color=colour, bold=bold, reverse=reverse, underline=underline),
    COLOURS,
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
SEGMENTS = st.lists(st.builds(Segment, st.sampled_from(["▀", "ab", " ", "   "]), STYLES), max_size=12)


def shown(written: str) -> list[tuple[object, ...]]:
    """What each cell of the first line looks like; of a blank one that is neither reversed nor underlined only the ground."""
    screen = pyte.Screen(WIDTH, 1)
    pyte.Stream(screen).feed(written)
    cells = [screen.buffer[0][x] for x in range(WIDTH)]
    return [("", cell.bg) if cell.data == " " and not (cell.reverse or cell.underscore) else tuple(cell) for cell in cells]


@given(SEGMENTS)
def test_it_looks_the_same(segments: list[Segment]) -> None:
    """Whatever styles follow each other."""
    strip = Strip(segments)
    pen = Pen(ColorSystem.EIGHT_BIT)

    assert shown(pen.write(segments) + pen.put_down()) == shown(strip.render(Console(color_system="256", force_terminal=True)))


def test_the_same_look_is_said_once() -> None:
    """Two cells of one look are one sequence, a cell of another ground says the ground alone."""
    red_on_blue = Style(color="color(1)", bgcolor="color(4)")
    pen = Pen(ColorSystem.EIGHT_BIT)
    written = [
        pen.write([Segment(text, style)])
        for text, style in (
            ("a", red_on_blue),
            ("b", red_on_blue),
            ("c", Style(color="color(1)", bgcolor="color(5)")),
            (" ", Style(color="color(2)", bgcolor="color(5)")),
        )
    ]

    assert written == ["\x1b[31;44ma", "b", "\x1b[45mc", " "]
    assert pen.put_down() == "\x1b[0m"
    assert pen.put_down() == ""


@given(
    st.lists(st.builds(Segment, st.sampled_from(["▀", "ab", " ", "漢字", "a\u0301b"]), STYLES, st.none()), max_size=9),
    st.data(),
)
def test_a_stretch_of_a_strip_is_what_textual_cuts_out(segments: list[Segment], data: st.DataObject) -> None:
    """Also through the middle of wide characters."""
    strip = Strip(segments)
    first = data.draw(st.integers(0, strip.cell_length))
    last = data.draw(st.integers(first, strip.cell_length))
    cut = [(letter, segment.style) for segment in strip.crop(first, last) for letter in segment.text]

    assert [(letter, segment.style) for segment in stretch(strip, first, last - first) for letter in segment.text] == cut
