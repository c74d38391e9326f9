"""Text from outside made harmless: the only way a CSV header, a file's name or an error reaches a widget."""

from __future__ import annotations

import functools
import unicodedata

from rich.cells import get_character_cell_size

LONGEST = 10_000
_REPLACED = "\N{REPLACEMENT CHARACTER}"
_HARMFUL = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
_BLANKS = "\t\n\r\v\f"


def safe(text: object, width: int | None = None, *, ascii: bool = False) -> str:
    """Return `text` on one line without control, bidirectional and zero-width characters, at most `width` cells wide.

    Blanks become spaces, everything else that a terminal might obey becomes a replacement character; what does not fit
    ends in an ellipsis. Widgets show it with markup off.
    """
    raw = str(text)
    cut = raw[: LONGEST if width is None else min(LONGEST, 8 * max(width, 0) + 8)]
    clean = "".join(_clean(character) for character in cut)
    if ascii:
        clean = clean.encode("ascii", "replace").decode("ascii")
    if width is None:
        return clean if len(raw) <= LONGEST else clean + _ellipsis(ascii)
    return fit(clean + (" " * 8 if len(cut) < len(raw) else ""), width, ascii=ascii)


def fit(text: str, width: int, *, ascii: bool = False) -> str:
    """Return harmless `text` cut to `width` cells, with an ellipsis where something was left out."""
    if cells(text.rstrip()) <= width:
        return text.rstrip()
    end = _ellipsis(ascii)
    kept, used = [], 0
    for character in text:
        used += cell(character)
        if used > width - len(end):
            break
        kept.append(character)
    return ("".join(kept) + end)[: max(width, 0)]


_PLAIN = {
    "~": "…",
    "*": "●•",
    "o": "○",
    ".": "·",
    "|": "│┃",
    "-": "─━┄\u2013—\u2212",
    ">": "→▸▹▶",
    "<": "←",
    "^": "↑",
    "v": "↓✓",
}
_PLAIN |= {"x": "\u00d7✗", "'": "\u2018\u2019", '"': "“”", "#": "█▓▒░"}
ASCII = str.maketrans({sign: plain for plain, signs in _PLAIN.items() for sign in signs})


def to_ascii(text: str) -> str:
    """Return the text in ASCII characters, of the same width in cells."""
    if text.isascii():
        return text
    return "".join(letter if letter.isascii() else "?" * cell(letter) for letter in text.translate(ASCII))


def pad(text: str, width: int) -> str:
    """Return `text` filled with spaces to `width` cells."""
    return text + " " * max(width - cells(text), 0)


def cells(text: str) -> int:
    """Return how many terminal cells the text takes."""
    return len(text) if text.isascii() else sum(map(cell, text))


@functools.lru_cache(4096)
def cell(character: str) -> int:
    """Return the width of one character in cells: 0, 1 or 2."""
    return get_character_cell_size(character)


@functools.lru_cache(4096)
def _clean(character: str) -> str:
    if character in _BLANKS:
        return " "
    category = unicodedata.category(character)
    if category in _HARMFUL:
        return _REPLACED
    if category in {"Mn", "Me"}:
        return _REPLACED if unicodedata.combining(character) == 0 else character
    return character


def _ellipsis(ascii: bool) -> str:
    return "~" if ascii else "…"
