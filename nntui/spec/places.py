"""Paths as people write them."""

from __future__ import annotations

from pathlib import Path

from nntui.errors import FileError


def spelled_out(path: str | Path) -> Path:
    """Return the path with `~` and `~name` as folders; raises `FileError` where nobody has that home."""
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise FileError("there is no such home folder", where=str(path)) from error


def absolute(path: str | Path) -> Path:
    """Return the path from the root on; raises `FileError` where it begins in a working folder that is gone."""
    try:
        return Path(path).absolute()
    except FileNotFoundError as error:
        raise FileError("the folder in which the program was started is gone", where=str(path)) from error


def working_folder() -> Path:
    """Return the folder in which the program was started, and the root where that is gone."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return Path("/")
