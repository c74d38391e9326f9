"""A run's folder: its name, and what it holds."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import time
from collections.abc import Generator
from pathlib import Path

import msgspec

from nntui.errors import FileError, InputError, SaveError
from nntui.spec.places import spelled_out
from nntui.store import atomic
from nntui.store.home import runs_folder

MODEL = "model.safetensors"
SPEC = "spec.toml"
METRICS = "metrics.csv"
LOG = "log.jsonl"
_NAME_LENGTH = 60
_TRIES = 1_000
KNOWN = 200
_MOST_FOLDERS = 10_000
_SLICE = 200


class RunFolder(msgspec.Struct, frozen=True):
    """The files of one run: the model, its spec as text, a row of numbers an epoch, and the orders given to it."""

    path: Path

    @property
    def model(self) -> Path:
        """The model file: weights, spec, preparation, and all that training needs to go on."""
        return self.path / MODEL

    @property
    def spec(self) -> Path:
        """The experiment as TOML."""
        return self.path / SPEC

    @property
    def metrics(self) -> Path:
        """One row per epoch."""
        return self.path / METRICS

    @property
    def log(self) -> Path:
        """One JSON object per order or mark, with its step."""
        return self.path / LOG


def new_folder(name: str, *, now: float | None = None) -> RunFolder:
    """Make a folder `<date>-<name>` of its own under the user's runs; two starts in one second get two folders.

    `now` is in seconds since 1970 (default: the clock), shown in local time.
    """
    date = time.strftime("%Y-%m-%d-%H%M%S", time.localtime(now))
    stem = f"{date}-{slug(name)}"
    parent = runs_folder()
    for number in range(1, _TRIES):
        try:
            return RunFolder(atomic.make_folder(parent / (stem if number == 1 else f"{stem}-{number}"), new=True))
        except FileExistsError:
            continue
    raise SaveError("there are too many runs of that name and second", where=str(parent / stem))


def given_folder(path: str | Path) -> RunFolder:
    """Make the folder that the user named, with its parents, and return it; an empty name is no folder."""
    if not str(path).strip() or path == Path():
        raise InputError("the name of the run's folder is empty", allowed="a path such as runs/first, or ./ for this folder")
    try:
        return RunFolder(atomic.make_folder(spelled_out(path)))
    except SaveError as error:  # the user named it, so it is the user who can help
        raise FileError(error.what, where=error.where) from error


class KnownRun(msgspec.Struct, frozen=True):
    """A run in the user's folder of runs: where, and when its model was written (seconds since 1970)."""

    folder: RunFolder
    written: float


def known_runs(most: int = KNOWN) -> Generator[None, None, tuple[KnownRun, ...]]:
    """A job: return the runs in the user's folder, the newest first, at most so many; it stops between slices."""
    found = []
    for number, folder in enumerate(_folders(runs_folder())):
        if number % _SLICE == 0:
            yield
        run = RunFolder(folder)
        with contextlib.suppress(OSError):
            found.append(KnownRun(run, run.model.stat().st_mtime))
    return tuple(sorted(found, key=lambda one: one.written, reverse=True)[:most])


def _folders(parent: Path) -> list[Path]:
    try:
        with os.scandir(parent) as entries:
            return [Path(entry.path) for entry in itertools.islice(entries, _MOST_FOLDERS) if entry.is_dir()]
    except OSError:
        return []


def keep_older(run: RunFolder) -> Path | None:
    """Move the run that a folder holds already into `previous-1` (2, 3, ...) inside it; returns where, or None."""
    if not run.model.exists():
        return None
    number = next(number for number in range(1, 10**9) if not (run.path / f"previous-{number}").exists())
    kept = run.path / f"previous-{number}"
    atomic.set_aside((run.model, run.spec, run.metrics, run.log), kept)
    return kept


def slug(name: str) -> str:
    """Return `name` as every file system takes it: lower case, ASCII letters, digits and hyphens, at most 60."""
    words = re.sub(r"[^a-z0-9]+", "-", name[: 4 * _NAME_LENGTH].lower()).strip("-")
    return words[:_NAME_LENGTH].rstrip("-") or "run"


def model_of(path: str | Path) -> Path:
    """Return the model file of a RUN, which is a run's folder or a model file itself."""
    place = spelled_out(path)
    try:
        folder, known = place.is_dir(), place.exists()
    except (OSError, ValueError) as error:
        raise FileError(f"the path cannot be read: {error}", where=str(path)) from error
    if not known:
        raise FileError("there is no such file or folder", where=str(path))
    return _model_in(place) if folder else place


def _model_in(folder: Path) -> Path:
    model = RunFolder(folder).model
    if not model.exists():
        raise FileError(f"the folder holds no {MODEL}, so it is no run", where=str(folder))
    return model
