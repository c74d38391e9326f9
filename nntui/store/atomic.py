"""The only file that opens a file for writing: a save is whole, or the file that was there stays."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from nntui.errors import SaveError
from nntui.spec.places import absolute

_KEPT = "The file that was there is unchanged"
_NO_FOLDER_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EBADF)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
_APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)


def replace(path: str | Path, data: bytes) -> None:
    """Put `data` at `path`: a temporary file in the same folder, write, fsync, rename, fsync the folder.

    The mode of a file that is replaced is kept and a link stays a link. Raises `SaveError` with the old file whole.
    """
    with _told(path):
        target = _target(path)
        mode = _mode_to_keep(target)
        temporary = target.with_name(f".nntui-{os.urandom(8).hex()}.tmp")
        try:
            _write_new(temporary, data, mode)
            temporary.replace(target)
        finally:
            with suppress(OSError):
                temporary.unlink()
        _sync_folder(target.parent)


def append(path: str | Path, data: bytes) -> None:
    """Add `data` to the end of the file, which is made if missing; raises `SaveError` with the old content whole.

    The data is handed to the system and not forced to the disk: a row of numbers an epoch is not worth the wait.
    """
    with _told(path):
        target = _target(path)
        handle = os.open(target, _APPEND, 0o666)
        try:
            _append_whole(handle, data)
        finally:
            os.close(handle)


def make_folder(path: str | Path, *, new: bool = False) -> Path:
    """Make the folder with its parents and return its absolute path; `new`: it must not be there yet.

    Raises `FileExistsError` where a new one is wanted and the name is taken, `SaveError` for anything else.
    """
    folder = absolute(path)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(exist_ok=not new)
    except FileExistsError as error:
        if new and folder.exists():
            raise
        raise SaveError("a file stands where the folder should be", where=str(folder)) from error
    except (OSError, ValueError) as error:
        raise SaveError(f"the folder cannot be made: {_reason(error)}", where=str(folder)) from error
    return folder


def set_aside(files: Sequence[Path], folder: Path) -> None:
    """Move files that are there into a new folder; raises `SaveError` with what could not be moved where it was."""
    make_folder(folder, new=True)
    for file in files:
        with _told(file):
            if file.exists():
                file.replace(folder / file.name)


@contextmanager
def _told(path: str | Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        kept = f". {_KEPT}" if _is_there(path) else ""
        raise SaveError(f"the file could not be written: {_reason(error)}{kept}", where=str(path)) from error


def _is_there(path: str | Path) -> bool:
    with suppress(OSError, ValueError):
        return Path(path).is_file()
    return False


def _reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)


def _target(path: str | Path) -> Path:
    """Follow links, so that the file they point to is written; refuse what is no ordinary file, or write-protected."""
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if target.exists():
        if not target.is_file():
            raise OSError(errno.EINVAL, "it is a device or a pipe, not an ordinary file")
        if not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, "it is write-protected")
    return target


def _mode_to_keep(target: Path) -> int | None:
    return stat.S_IMODE(target.stat().st_mode) if target.exists() else None


def _write_new(path: Path, data: bytes, mode: int | None) -> None:
    handle = os.open(path, _NEW, 0o666 if mode is None else 0o600)
    try:
        if mode is not None:
            os.fchmod(handle, mode)
        _write_all(handle, data)
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_all(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _append_whole(handle: int, data: bytes) -> None:
    size = os.fstat(handle).st_size
    try:
        _write_all(handle, data)
    except BaseException:
        with suppress(OSError):
            os.ftruncate(handle, size)
        raise


def _sync_folder(folder: Path) -> None:
    """Make the rename last; some file systems cannot do this for folders, which is no failure of the save."""
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
