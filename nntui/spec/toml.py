"""An experiment as TOML text: tomllib reads it, tomli_w writes it, and nothing else is ever tried."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import tomli_w

from nntui.errors import FileError, OutOfRange, SpecError
from nntui.spec import limits
from nntui.spec.experiment import Experiment
from nntui.spec.plain import from_plain, to_plain

VERSION = 1
ONLY = "TOML only"
_HEAD = ("name", "why", "seed")

# What bounds the work of tomllib before it starts: strings and comments are passed over, brackets and the dots of a
# key are counted. Every alternative always ends at a place of its own, so the scan is linear in the text.
_PIECES = re.compile(
    r'"""(?:[^\\]|\\.?)*?(?:"""|\Z)'
    r"|'''.*?(?:'''|\Z)"
    r'|"(?:[^"\\\n]|\\[^\n])*'
    r'"?'
    r"|'[^'\n]*'?"
    r"|#[^\n]*"
    r"|[\[\]{}.\n=,]",
    re.DOTALL,
)


def read(text: str | bytes, where: str = "spec") -> Experiment:
    """Read an experiment from TOML text; errors name `where` (the file) and the key path in it."""
    plain = _parse(_decode(text, where), where)
    _check_version(plain.pop("version", VERSION), where)
    return from_plain(plain, where=where)


def read_file(path: str | Path) -> Experiment:
    """Read an experiment from a TOML file of at most `limits.SPEC_BYTES` bytes."""
    file = Path(path)
    try:
        if not file.is_file():
            raise FileError("there is no such file" if not file.exists() else "this is not a plain file", where=_shown(path))
        with file.open("rb") as stream:
            content = stream.read(limits.SPEC_BYTES + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"the file cannot be read ({_reason(error)})", where=_shown(path)) from None
    return read(content, where=_shown(file.name))


def write(experiment: Experiment) -> str:
    """Return the experiment as TOML text that `read` turns into the same value."""
    plain = to_plain(experiment)
    head = {key: plain.pop(key) for key in _HEAD if key in plain}
    return tomli_w.dumps({"version": VERSION, **head, **plain}, indent=2)


def _shown(path: str | Path) -> str:
    text = str(path)
    return text if text.isprintable() else ascii(text)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _decode(text: str | bytes, where: str) -> str:
    if len(text) > limits.SPEC_BYTES:
        raise OutOfRange("the spec is too large", where=where, allowed=f"at most {limits.SPEC_BYTES:,} bytes")
    try:
        decoded = text.decode("utf-8") if isinstance(text, bytes) else text.encode("utf-8").decode("utf-8")
    except UnicodeError as error:
        place = getattr(error, "start", 0)
        raise SpecError(f"byte {place} is not UTF-8", where=where, allowed=ONLY) from None
    return decoded.removeprefix("\ufeff")


def _parse(text: str, where: str) -> dict[str, Any]:
    _check_shape(text, where)
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise _too_deep(where) from None
    except tomllib.TOMLDecodeError as error:
        reason = " ".join(str(error).split())[:200]
        raise SpecError(f"this is not TOML: {reason}", where=where, allowed=ONLY) from None
    except ValueError:
        raise SpecError("a number or date in it cannot be", where=where, allowed=f"{ONLY}, numbers of a few digits") from None


def _check_shape(text: str, where: str) -> None:
    depth = dots = 0
    for match in _PIECES.finditer(text):
        piece = match[0]
        depth += (piece in ("[", "{")) - (piece in ("]", "}"))
        dots = dots + 1 if piece == "." else dots * (piece[0] in "'\"")
        if max(depth, dots) > limits.NESTING * 2:
            raise _too_deep(where)


def _too_deep(where: str) -> OutOfRange:
    return OutOfRange("tables and lists stand in each other too deep", where=where, allowed=f"at most {limits.NESTING} deep")


def _check_version(version: Any, where: str) -> None:
    place = f"{where}: version"
    if isinstance(version, bool) or not isinstance(version, int):
        raise SpecError("the version is a whole number", where=place, received=version, allowed=f"{VERSION}")
    if version > VERSION:
        raise SpecError("the spec was written by a newer version of nntui", where=place, received=version, allowed=f"{VERSION}")
    if version < 1:
        raise OutOfRange("there is no such version of a spec", where=place, received=version, allowed=f"{VERSION}")
