"""Reading files that may be anything: only ordinary files, only up to a size, never waiting on a pipe or a device."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from nntui.errors import FileError

_QUIETLY = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


@contextmanager
def opened(path: str | Path, limit: int) -> Iterator[tuple[BinaryIO, int]]:
    """Open an ordinary file of at most `limit` bytes; yields the file and its size in bytes, raises `FileError`."""
    try:
        handle = os.open(path, _QUIETLY)
        with open(handle, "rb", closefd=True) as file:  # noqa: PTH123 (the handle is checked, not the name)
            yield file, _checked_size(handle, path, limit)
    except (OSError, ValueError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"the file cannot be read: {_reason(error)}", where=str(path)) from error


def read_exactly(file: BinaryIO, size: int, path: str | Path) -> bytes:
    """Read `size` bytes; a file that shrinks while it is read raises `FileError`."""
    data = file.read(size)
    if len(data) != size:
        raise FileError("the file became shorter while it was read", where=str(path))
    return data


def _reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)


def _checked_size(handle: int, path: str | Path, limit: int) -> int:
    status = os.fstat(handle)
    if stat.S_ISDIR(status.st_mode):
        raise FileError("it is a folder, not a file", where=str(path))
    if not stat.S_ISREG(status.st_mode):
        raise FileError("it is a device or a pipe, not an ordinary file", where=str(path))
    if status.st_size > limit:
        raise FileError(
            "the file is too large", where=str(path), received=f"{status.st_size:,} bytes", allowed=f"at most {limit:,} bytes"
        )
    return status.st_size
