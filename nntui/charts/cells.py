"""How wide text is in a terminal, and text cut or padded to an exact number of cells."""

from __future__ import annotations

import functools
import unicodedata

ALIGNMENTS = ("left", "right", "centre")


@functools.lru_cache(maxsize=4096)
def character_width(character: str) -> int:
    """Return how many cells one character takes: 0 for combining marks and controls, 2 for wide ones, else 1."""
    if " " <= character <= "~":
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cc", "Cf", "Cs", "Zl", "Zp"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def width_of(text: str) -> int:
    """Return how many cells a text takes."""
    return len(text) if text.isascii() and text.isprintable() else sum(map(character_width, text))


def cut(text: str, width: int, *, ascii: bool = False) -> str:
    """Return `text` in at most `width` cells; what is cut ends in an ellipsis (`~` in ASCII).

    In ASCII every other character becomes a question mark.
    """
    if ascii and not text.isascii():
        text = "".join(character if character.isascii() else "?" for character in text)
    if width_of(text) <= width:
        return text
    return head(text, width - 1) + ("~" if ascii else "…") if width > 0 else ""


def head(text: str, width: int) -> str:
    """Return as much of the beginning of `text` as `width` cells hold."""
    used = 0
    for position, character in enumerate(text):
        used += character_width(character)
        if used > width:
            return text[:position]
    return text


def fit(text: str, width: int, align: str = "left", *, ascii: bool = False) -> str:
    """Return `text` cut or padded with spaces to exactly `width` cells; `align` is left, right or centre."""
    shown = cut(text, width, ascii=ascii)
    space = max(0, width - width_of(shown))
    before = {"left": 0, "right": space, "centre": space // 2}[align]
    return " " * before + shown + " " * (space - before)
