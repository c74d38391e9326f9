"""Cells as the terminal gets them: what differs from the cell before is said, and nothing else.

Textual says every style whole and takes it back after each piece of text: 22 bytes for a cell of a picture whose every cell
has other colours. Saying the colour that changed halves what a decision boundary costs on an SSH line.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

Look: TypeAlias = tuple[str, str, str]
"""The terminal's codes for attributes, foreground and background."""
PLAIN: Look = ("", "39", "49")


class Pen:
    """Writes strips one after the other, wherever they stand; begins plain, and `put_down` makes the terminal plain again."""

    def __init__(self, system: ColorSystem | None) -> None:
        self._system = system or ColorSystem.TRUECOLOR
        self._look = PLAIN

    def write(self, segments: Iterable[Segment]) -> str:
        """Return what the terminal is to get for some cells."""
        written: list[str] = []
        for text, style, _ in segments:
            wanted = look(style, self._system) if style is not None else PLAIN
            if text.isspace() and not (seen_on_blanks(wanted) or seen_on_blanks(self._look)):
                wanted = (*self._look[:2], wanted[2])
            if wanted != self._look:
                written.append(change(self._look, wanted))
                self._look = wanted
            written.append(text)
        return "".join(written)

    def put_down(self) -> str:
        """Return what makes the terminal plain."""
        before, self._look = self._look, PLAIN
        return "\x1b[0m" if before != PLAIN else ""


def stretch(strip: Strip, skip: int, length: int) -> Iterable[Segment]:
    """Return `length` cells of a strip from its cell `skip`; half of a wide character is a blank."""
    return strip._segments if skip == 0 and length >= strip.cell_length else _cut(strip, skip, length)


def _cut(strip: Strip, skip: int, length: int) -> Iterator[Segment]:
    start, end = 0, skip + length
    for segment in strip._segments:
        stop = start + segment.cell_length
        if stop > skip and start < end:
            inside = segment
            if start < skip:
                inside = inside.split_cells(skip - start)[1]
            if stop > end:
                inside = inside.split_cells(end - max(start, skip))[0]
            yield inside
        start = stop
        if start >= end:
            return


@functools.lru_cache(4096)
def look(style: Style, system: ColorSystem) -> Look:
    """Return the codes of a style in the colours that the terminal has."""
    foreground = style.color.downgrade(system).get_ansi_codes() if style.color else PLAIN[1:2]
    background = style.bgcolor.downgrade(system).get_ansi_codes(foreground=False) if style.bgcolor else PLAIN[2:]
    return _attributes(style), ";".join(foreground), ";".join(background)


def _attributes(style: Style) -> str:
    wanted = ((style.bold, "1"), (style.dim, "2"), (style.italic, "3"), (style.underline, "4"), (style.reverse, "7"))
    more = ((style.blink, "5"), (style.conceal, "8"), (style.strike, "9"))
    return ";".join(code for worn, code in (*wanted, *more) if worn)


@functools.lru_cache(4096)
def seen_on_blanks(shown: Look) -> bool:
    """Say whether spaces show more of a look than its background: underline, reverse and strike."""
    return bool({"4", "7", "9"} & set(shown[0].split(";")))


@functools.lru_cache(4096)
def change(before: Look, after: Look) -> str:
    """Return the sequence that leads from one look to another."""
    if before[0] != after[0]:
        codes = ["0", *(code for code, plain in zip(after, PLAIN, strict=True) if code != plain)]
    else:
        codes = [new for old, new in zip(before[1:], after[1:], strict=True) if new != old]
    return f"\x1b[{';'.join(codes)}m"
