r"""The words of a one-line spec: what stands between blanks and signs, with quoting as in the shell.

`'...'` is taken as it stands; in `"..."` a backslash protects `"`, `\`, `$` and the backtick; `$'...'` knows the
escapes of C; elsewhere a backslash protects the next character. The work is linear in the text.
"""

from __future__ import annotations

import re

import msgspec

from nntui.errors import SpecError
from nntui.spec import limits

SIGNS = "|,()[]"
_PIECES = re.compile(
    r"(?P<blank>\s+)"
    r"|(?P<sign>[|,()\[\]])"
    r"|(?P<equals>=)"
    r"|\$'(?P<escaped>(?:[^'\\]|\\.)*)'"
    r"|'(?P<single>[^']*)'"
    r'|"(?P<double>(?:[^"\\]|\\.)*)"'
    r"|\\(?P<protected>.)"
    r"|(?P<plain>[^\s|,()\[\]='\"\\$]+|\$)",
    re.DOTALL,
)
_ESCAPES = re.compile(r"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b", "0": "\0"}
_SAFE = re.compile(r"[A-Za-z0-9_./+:@%~-]+")


class Word(msgspec.Struct, frozen=True):
    """One word, key or sign: its text without quotes, whether any of it was quoted, and where it stands in the line.

    `role` is "word", "key" (a word followed by `=`) or one of the signs.
    """

    role: str
    text: str
    quoted: bool
    start: int
    end: int


def split(text: str) -> list[Word]:
    """Return the words and signs of a line; raises `SpecError` for an unclosed quote or a forbidden character."""
    _check_text(text)
    words: list[Word] = []
    open_word = False
    position = 0
    while position < len(text):
        match = _PIECES.match(text, position)
        if match is None:
            raise SpecError("a quote is not closed", where=f"column {position + 1}", received=text[position : position + 40])
        open_word = _take(match, words, open_word)
        position = match.end()
    return words


def quote(text: str) -> str:
    """Return `text` so that a shell and `split` take it as one word and give it back."""
    if _SAFE.fullmatch(text):
        return text
    if text.isprintable() and "'" not in text:
        return f"'{text}'"
    if text.isprintable() and not set(text) & set('"\\$`'):
        return f'"{text}"'
    return "$'" + "".join(_escape(character) for character in text) + "'"


def _check_text(text: str) -> None:
    limits.check("characters", len(text), limits.SPEC_LINE, where="one-line spec")
    bad = next((index for index, character in enumerate(text) if 0xD800 <= ord(character) <= 0xDFFF), None)
    if bad is not None:
        raise SpecError("the text is not UTF-8", where=f"column {bad + 1}", received=text[bad])


def _take(match: re.Match[str], words: list[Word], open_word: bool) -> bool:
    """Add a piece to the words; return whether the last word may still grow."""
    kind = match.lastgroup
    if kind == "blank":
        return False
    if kind == "sign":
        words.append(Word(match[0], match[0], False, match.start(), match.end()))
        return False
    if kind == "equals" and _makes_key(words):
        words[-1] = Word("key", words[-1].text, False, words[-1].start, match.end())
        return False
    text, quoted = _content(match)
    if open_word:
        last = words.pop()
        words.append(Word("word", last.text + text, last.quoted or quoted, last.start, match.end()))
    else:
        words.append(Word("word", text, quoted, match.start(), match.end()))
    return True


def _makes_key(words: list[Word]) -> bool:
    """Say whether an equals sign ends a key: after a plain word that is not itself a value."""
    if not words or words[-1].role != "word" or words[-1].quoted:
        return False
    is_value = len(words) > 1 and words[-2].role == "key"
    return not is_value


def _content(match: re.Match[str]) -> tuple[str, bool]:
    kind = match.lastgroup
    if kind == "escaped":
        return _ESCAPES.sub(_unescape, match["escaped"]), True
    if kind == "double":
        return re.sub(r'\\(["\\$`])', r"\1", match["double"]), True
    if kind in ("single", "protected"):
        return match[kind], True
    return match[0], False


def _unescape(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    if not digits:
        return _LETTERS.get(match[4], match[4])
    code = int(digits, 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise SpecError("there is no such character", received=match[0])
    return chr(code)


def _escape(character: str) -> str:
    if character in "'\\":
        return "\\" + character
    if character.isprintable():
        return character
    return f"\\U{ord(character):08x}"
