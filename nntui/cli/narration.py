"""What the command line says: data to stdout, everything else to stderr, and no control codes to either."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from nntui.errors import SaveError

_KEPT = frozenset("\n\t")


def say(text: str) -> None:
    """Write one sentence to stderr; a terminal that is gone is no error."""
    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            sys.stderr.write(f"{clean(text)}\n")
            sys.stderr.flush()


class NobodyReads(Exception):
    """The other end of the pipe is closed: the program ends quietly."""


def give(text: str) -> None:
    """Write data to stdout, ended by a newline; raises `NobodyReads` or `SaveError` where it cannot be taken."""
    with _heard():
        if sys.stdout is not None:
            sys.stdout.write(f"{text}\n")


def finish() -> None:
    """Hand over what stdout still holds; raises like `give`."""
    with _heard():
        if sys.stdout is not None:
            sys.stdout.flush()


def forget() -> None:
    """Let the interpreter flush the rest of stdout into nothing when it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _heard() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        forget()
        raise NobodyReads from None
    except OSError as error:
        forget()
        raise SaveError(f"standard output could not be written: {error.strerror or error}") from error


def clean(text: str) -> str:
    """Return `text` with every character that a terminal would obey written out as its code."""
    if text.isprintable():
        return text
    return "".join(one if one in _KEPT or one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def settle() -> None:
    """Let both streams take any character: what their encoding lacks is written out as its code."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
