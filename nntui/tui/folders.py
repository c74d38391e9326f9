"""What stands in a folder, for the file dialogs; read in slices, because a folder may be large or far away."""

from __future__ import annotations

import os
import stat
from collections.abc import Generator
from pathlib import Path

import msgspec

from nntui.errors import FileError
from nntui.spec.places import spelled_out, working_folder
from nntui.tui.keeping import MODEL_ENDING, SPEC_ENDING

MOST = 5_000
_SLICE = 200
ENDINGS = (MODEL_ENDING, SPEC_ENDING)


class Place(msgspec.Struct, frozen=True):
    """A folder or a file that can be opened: its name, and its size in bytes."""

    path: Path
    folder: bool
    size: int = 0

    @property
    def name(self) -> str:
        """The name without the folders above."""
        return self.path.name


class Listing(msgspec.Struct, frozen=True):
    """What stands in a folder; `more` says that there was too much to list."""

    folder: Path
    places: tuple[Place, ...]
    more: bool = False


def listing(folder: Path, *, new: bool = False, endings: tuple[str, ...] = ENDINGS) -> Generator[None, None, Listing]:
    """Read a folder (a job): folders and files with one of the endings, by name; hidden ones are left out.

    With `new` a folder that is not there yet is an empty one.
    """
    places: list[Place] = []
    yield None
    if new and not is_there(folder):
        return Listing(folder, ())
    try:
        with os.scandir(folder) as entries:
            for number, entry in enumerate(entries):
                if number % _SLICE == 0:
                    yield None
                place = _place(entry, endings)
                if place is not None:
                    places.append(place)
                if len(places) >= MOST:
                    break
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(f"the folder cannot be read: {reason}", where=str(folder)) from error
    ordered = tuple(sorted(places, key=lambda place: (not place.folder, place.name.lower())))
    return Listing(folder, ordered, more=len(places) >= MOST)


def _place(entry: os.DirEntry[str], endings: tuple[str, ...]) -> Place | None:
    if entry.name.startswith("."):
        return None
    try:
        found = entry.stat()
    except OSError:
        return None
    if stat.S_ISDIR(found.st_mode):
        return Place(Path(entry.path), folder=True)
    if entry.name.endswith(endings) and stat.S_ISREG(found.st_mode):
        return Place(Path(entry.path), folder=False, size=found.st_size)
    return None


def place_of(text: str) -> tuple[Path, str]:
    """Return the folder in which the path lies, the working folder where it lies in none, and the path's last part."""
    path = Path(os.path.expanduser(text))  # noqa: PTH111 - leaves a home that nobody has as it is
    there = bool(text) and os.path.isdir(path.parent)  # noqa: PTH112 - says no to every path that cannot be one
    return working_folder() / (path.parent if there else ""), path.name


def named(text: str, folder: Path, ending: str = "") -> Path:
    """Return the path that a typed text means in a folder; `ending` is added where there is none of ours."""
    typed = spelled_out(text.strip())
    path = typed if typed.is_absolute() else folder / typed
    if ending and not path.name.endswith(ENDINGS):
        path = path.with_name(path.name + ending)
    return Path(os.path.normpath(path))


def is_there(path: Path) -> bool:
    """Say whether a path exists; one that cannot, such as a name of more than 255 bytes, does not."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
