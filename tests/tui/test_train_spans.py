"""What is sent for a changed span is that span."""

import itertools
import random

import pyte
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from nntui.tui.compositor import Picture, Piece
from nntui.tui.widgets.rows import row_changes

WIDTH, HEIGHT = 60, 12
CONSOLE = Console(width=WIDTH, force_terminal=True, color_system="256")
STYLES = {"": Style(), "train": Style.parse("blue"), "mark": Style.parse("bold red")}


def picture(numbers):
    """Rows of spans, a letter in a style every few cells."""
    return [tuple((numbers.choice("ab .⣿•"), numbers.choice(list(STYLES))) for _ in range(WIDTH)) for _ in range(HEIGHT)]


def altered(rows, numbers):
    """The rows with some cells changed."""
    return [tuple(cell if numbers.random() > 0.05 else ("X", "mark") for cell in row) for row in rows]


def update(rows, spans, cuts):
    """What is sent for some spans of the rows, in pieces where widgets end."""
    edges = list(itertools.pairwise([0, *cuts, WIDTH]))
    strips = [Strip([Segment(text, STYLES[role]) for text, role in row]) for row in rows]
    widgets = [[(start, strip.crop(start, end)) for start, end in edges] for strip in strips]
    lines = {}
    for y, first, last in spans:
        for start, strip in widgets[y]:
            here, there = max(first, start), min(last, start + strip.cell_length)
            if here < there:
                lines.setdefault(y, []).append(Piece(here, there, strip, here - start))
    return Picture(lines).render_segments(CONSOLE)


def whole():
    return [(y, 0, WIDTH) for y in range(HEIGHT)]


def test_exact_spans_lead_from_one_picture_to_the_next():
    numbers = random.Random(0)
    screen = pyte.Screen(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    rows = picture(numbers)
    stream.feed(update(rows, whole(), [20, 41]))
    for _ in range(10):
        before, rows = rows, altered(rows, numbers)
        pairs = enumerate(zip(before, rows, strict=True))
        spans = [(y, x, x + length) for y, (old, new) in pairs for x, length in row_changes(old, new, WIDTH)]
        stream.feed(update(rows, spans, [20, 41]))

        assert screen.display == ["".join(text for text, _ in row) for row in rows]


def test_one_changed_cell_sends_one_cell():
    rows = [tuple(("a", "train") for _ in range(WIDTH))]

    sent = update(rows, [(0, 50, 51)], [])
    assert sent.count("a") == 1
    assert sent.startswith("\x1b[1;51H")


def test_a_span_over_two_widgets_sends_both_parts():
    rows = [tuple((letter, "") for letter in "abcdefgh" + " " * (WIDTH - 8))]

    sent = update(rows, [(0, 2, 6)], [4])
    assert "cd" in sent
    assert "ef" in sent
    assert not {"a", "b", "g", "h"} & set(sent.replace("\x1b[1;3H", "").replace("\x1b[1;5H", ""))
