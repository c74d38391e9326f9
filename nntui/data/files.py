"""Opening files from outside: regular files only, with their size known before anything is read."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from nntui.errors import DataError
from nntui.spec.places import spelled_out

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)
_REASONS = {
    errno.ENOENT: "the file does not exist",
    errno.ENOTDIR: "the file does not exist: a part of the path is not a folder",
    errno.EACCES: "the file may not be read",
    errno.EPERM: "the file may not be read",
    errno.ELOOP: "the link leads back to itself",
    errno.ENAMETOOLONG: "the path is too long",
    errno.EMFILE: "too many files are open",
    errno.ENXIO: "a regular file is needed here, and this is a socket",
}


def open_regular(path: str | Path, *, most: int) -> BinaryIO:
    """Open a regular file of at most `most` bytes for reading, `~` spelled out.

    Raises `DataError` for what is missing, unreadable, too large, or a folder, pipe, device or socket; never waits for
    a pipe to be written to.
    """
    where = str(path)
    _check_path(where)
    full = spelled_out(where)
    try:
        descriptor = _open(full, where)
    except OSError as error:
        raise DataError(_reason(full, error), where=where) from None
    return os.fdopen(_within(descriptor, where, most), "rb")


def size_of(file: BinaryIO) -> int:
    """Return the size of an open file in bytes."""
    return os.fstat(file.fileno()).st_size


def stamp(path: str | Path) -> tuple[int, ...]:
    """Return what tells one state of a file from another, empty when it cannot be looked at: place, size and time."""
    try:
        found = Path(path).expanduser().stat()
    except (OSError, ValueError, RuntimeError):
        return ()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _check_path(where: str) -> None:
    if not where or "\0" in where:
        raise DataError("a path to a file is needed here", received=where)


def _open(full: Path, where: str) -> int:
    kind = _kind(full.stat().st_mode)  # looked at first: opening a device may already do something
    if kind:
        raise DataError(f"a regular file is needed here, and this is {kind}", where=where)
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    return os.open(full, flags)


def _within(descriptor: int, where: str, most: int) -> int:
    found = os.fstat(descriptor)
    if stat.S_ISREG(found.st_mode) and found.st_size <= most:
        return descriptor
    os.close(descriptor)
    if not stat.S_ISREG(found.st_mode):
        raise DataError(f"a regular file is needed here, and this is {_kind(found.st_mode) or 'another thing'}", where=where)
    raise DataError(
        "the file is too large", where=where, received=f"{found.st_size:,} bytes", allowed=f"at most {most:,} bytes"
    )


def _kind(mode: int) -> str:
    return next((words for test, words in _KINDS if test(mode)), "")


def _reason(full: Path, error: OSError) -> str:
    if error.errno == errno.ENOENT and full.is_symlink():
        return "the link leads to a file that does not exist"
    return _REASONS.get(error.errno or 0, f"the file cannot be read: {error.strerror or error}")
