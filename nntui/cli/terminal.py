"""What the terminal and its locale can show, decided from the environment alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from nntui.errors import TerminalError

_HEADLESS = "`nntui train SPEC` trains without a screen"
_STREAMS = {"stdin": "standard input", "stdout": "standard output", "stderr": "standard error"}
ASCII_NOTE = "the locale is not UTF-8, so only ASCII characters are drawn"


def check_terminal() -> None:
    """Raise `TerminalError` where the application cannot be shown."""
    for name, words in _STREAMS.items():
        if not is_terminal(name):
            raise TerminalError(f"nntui opens in a terminal, and {words} is not one; {_HEADLESS}")
    if os.environ.get("TERM", "") == "dumb":
        raise TerminalError(f"this terminal says that it can show text only (TERM=dumb); {_HEADLESS}")


def is_terminal(name: str) -> bool:
    """Say whether one of the standard streams (`stdin`, `stdout`, `stderr`) is a terminal; a closed one is not."""
    stream = getattr(sys, name)
    return stream is not None and bool(stream.isatty())


def locale_is_utf8(environment: Mapping[str, str] | None = None) -> bool:
    """Say whether the locale that the user set speaks UTF-8, by LC_ALL, LC_CTYPE, LANG: the first that is not empty."""
    values = first_environment() if environment is None else environment
    chosen = next((values[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if values.get(name)), "C")
    return chosen.lower().replace("-", "").partition("@")[0].endswith("utf8")


def first_environment() -> Mapping[str, str]:
    """Return the environment as the program was started with: Python itself sets LC_CTYPE in the C locale (PEP 538)."""
    try:
        pieces = Path("/proc/self/environ").read_bytes().split(b"\0")
    except OSError:
        return os.environ
    pairs = (os.fsdecode(piece).partition("=") for piece in pieces if piece)
    return {name: value for name, _, value in pairs}


def narrates_live() -> bool:
    """Say whether a line on stderr can be drawn over."""
    return is_terminal("stderr") and os.environ.get("TERM", "") != "dumb"
