"""What is pasted is text and nothing else: no code in it may act as a key."""

from __future__ import annotations

START = "\x1b[200~"
END = "\x1b[201~"
MOST = 10_000
"""Characters of a paste that are passed on; no field here takes more."""
_CONTROLS = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n\r"}


class Pasting:
    """Follows what the terminal sends, piece by piece, and cleans what stands between the marks of a paste.

    Textual takes the 32 characters behind an ESC inside a paste for keys: a copied log with colours could quit.
    """

    def __init__(self) -> None:
        self._inside = False
        self._seen = self._held = ""
        self._room = 0

    def feed(self, text: str) -> str:
        """Return the piece as it may be passed on; the beginning of a mark at the end of a paste is held back."""
        passed = ""
        while text:
            done, text = self._pasted(text) if self._inside else self._typed(text)
            passed += done
        return passed

    def _typed(self, text: str) -> tuple[str, str]:
        """Return what comes before a paste with its opening mark, which may have begun in an earlier piece; and the rest."""
        before = len(self._seen)
        found = (self._seen + text).find(START)
        self._inside = found >= 0
        end = found + len(START) - before if self._inside else len(text)
        self._seen = "" if self._inside else (self._seen + text)[1 - len(START) :]
        self._room = MOST
        return text[:end], text[end:]

    def _pasted(self, text: str) -> tuple[str, str]:
        """Return the cleaned text of a paste up to its closing mark; and the rest."""
        body, mark, rest = (self._held + text).partition(END)
        self._inside = not mark
        self._held = "" if mark else _beginning(body)
        clean = body[: len(body) - len(self._held)].translate(_CONTROLS)[: self._room]
        self._room -= len(clean)
        return clean + mark, rest


def _beginning(text: str) -> str:
    """Return the end of the text that may be the beginning of the closing mark."""
    return next((END[:length] for length in range(len(END) - 1, 0, -1) if text.endswith(END[:length])), "")
