"""One tree of exceptions: every sentence the user reads when something is wrong is made here."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Self

_UNSET = object()
_SHOWN = 80
_PLACE = 400


class NntuiError(Exception):
    """Something went wrong that can be told in one sentence.

    Parameters are the parts of that sentence: what happened, where (file, line, key), what was received,
    what is allowed, and the nearest valid name. `exit_code` is what the command line ends with.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", received: object = _UNSET, allowed: str = "", nearest: str = "") -> None:
        self.what = what
        self.where = where
        self.received = None if received is _UNSET else received
        self.has_received = received is not _UNSET
        self.allowed = allowed
        self.nearest = nearest
        super().__init__(str(self))

    def __str__(self) -> str:
        sentence = f"{_in_short(self.where)}: {self.what}" if self.where else self.what
        parts = [sentence.rstrip(".") + "."]
        if self.has_received:
            parts.append(f"Received: {shorten(self.received)}.")
        if self.allowed:
            parts.append(f"Allowed: {self.allowed}.")
        if self.nearest:
            parts.append(f"Did you mean {self.nearest!r}?")
        return " ".join(parts)

    def within(self, place: str) -> Self:
        """Put `place` in front of where it happened, and return the same error, to be raised again."""
        self.where = f"{place}.{self.where}" if self.where else place
        self.args = (str(self),)
        return self


class InputError(NntuiError, ValueError):
    """What the user gave is wrong; nothing has been changed (exit code 2)."""

    exit_code = 2


class SpecError(InputError):
    """An experiment, or a field of it, cannot be understood."""


class UnknownName(SpecError):
    """A name that is not in the catalog, a key that is not in a section, a recipe that does not exist."""


class WrongArguments(SpecError, TypeError):
    """A component is made in Python with an argument that it does not take, or without one that it needs."""


class OutOfRange(SpecError):
    """A value of the right type outside its range."""


class StackError(SpecError):
    """The layers do not fit together, the data, or the loss.

    `layer` is the position of the layer to change, or None when the stack as a whole is meant; `advice` is one
    sentence that says what to change.
    """

    def __init__(self, what: str, *, layer: int | None = None, advice: str = "", **parts: object) -> None:
        self.layer = layer
        self.advice = advice
        super().__init__(what, **parts)  # type: ignore[arg-type]

    def __str__(self) -> str:
        base = super().__str__()
        return f"{base} {self.advice}".rstrip() if self.advice else base


class DataError(InputError):
    """Data that cannot be read or trained on: file, line and column are named."""


class FileError(InputError):
    """A file that is missing, of another kind, truncated, too large or from a newer version."""


class TerminalError(InputError):
    """The terminal cannot show the application."""


class RunError(NntuiError):
    """The run failed (exit code 1)."""


class SaveError(RunError):
    """A file could not be written; the previous one is whole."""


class Diverged(RunError):
    """A gradient or loss was not finite; the update was not made and the last good weights are kept.

    `step` is the update that was refused (counted from 1), `layer` the position of the layer, `tensor` the first
    bad tensor in it. Where the update was `made`, and its weights give no finite loss, they stay.
    """

    AFTER = "after it "
    """What the message of an update that was made says of it."""

    def __init__(self, step: int, layer: int, layer_name: str, tensor: str, *, made: bool = False) -> None:
        self.step = step
        self.layer = layer
        self.tensor = tensor
        super().__init__(
            f"the run diverged at step {step}: {self.AFTER if made else ''}{tensor} of layer {layer} ({layer_name}) is not "
            f"finite. The weights {'after' if made else 'before'} that step are kept. "
            "A lower learning rate, scaled inputs or gradient clipping usually help"
        )


class DownloadError(RunError):
    """A data set could not be downloaded or does not match its checksum."""


def nearest(name: str, names: Iterable[str]) -> str:
    """Return the valid name closest to `name`, or an empty string when none is close."""
    close = difflib.get_close_matches(name[:100].lower(), list(names), n=1, cutoff=0.55)
    return close[0] if close else ""


def _in_short(where: str) -> str:
    """Return a place without the middle of a path that is longer than anybody reads."""
    return where if len(where) <= _PLACE else f"{where[: _PLACE // 2]}…{where[-_PLACE // 2 :]}"


def shorten(value: object, width: int = _SHOWN) -> str:
    """Return `value` as it is shown in a message: printable, on one line, at most `width` characters."""
    if getattr(value, "ndim", None) == 0 and hasattr(value, "item"):
        value = value.item()  # a number of NumPy's is shown as the number it is
    if isinstance(value, str):
        text = ascii(value[: width * 4]) if not value.isprintable() else repr(value[: width * 4])
    elif isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 256:
        text = f"an integer of {value.bit_length()} bits"
    else:
        text = repr(value)
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1] + "…"
