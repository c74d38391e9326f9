"""What a SPEC or RUN on the command line means: a recipe, a file, a one-line spec, an address, a model or a run's folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from nntui import parts
from nntui.catalog import catalog
from nntui.cli.group import NAMES
from nntui.errors import FileError, UnknownName, nearest
from nntui.spec import address, find, recipes
from nntui.spec.places import spelled_out
from nntui.store.runs import RunFolder, model_of

if TYPE_CHECKING:
    from nntui.spec.experiment import Experiment
    from nntui.store.modelfile import Saved

_ENDING = ".safetensors"


class Subject(msgspec.Struct, frozen=True, eq=False):
    """An experiment, the model file that it was found in, if it was, and sentences on how it was understood."""

    experiment: Experiment
    saved: Saved | None = None
    path: Path | None = None
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """A name for folders and messages."""
        return self.experiment.name or self.experiment.data.source.catalog_name


def resolve(text: str, *, commands: bool = False) -> Subject:
    """Return what a SPEC means; with `commands` a name that nobody knows may have been meant as a command, too."""
    parts.load()
    wanted = text.strip()
    if address.is_address(wanted):
        found = address.read(wanted)
        return Subject(found.experiment, notes=found.notes)
    if wanted in recipes.names():
        return Subject(recipes.read(wanted))
    if not catalog.has("dataset", wanted) and _names_a_file(wanted):
        return _from_path(spelled_out(wanted))
    try:
        return Subject(find(wanted))
    except UnknownName:
        if not commands or not _is_one_word(wanted):
            raise
        raise _unknown(wanted) from None


def resolve_run(text: str) -> tuple[Saved, Path]:
    """Return what a RUN holds, and the path of its model file."""
    path = model_of(text)
    return _load(path), path


def _names_a_file(wanted: str) -> bool:
    """Say whether it is meant as a path; a line with `|` never is, and a `.toml` file is read as one wherever it is."""
    if "|" in wanted or "\0" in wanted or not wanted:
        return False
    if wanted.endswith(_ENDING) or (os.sep in wanted and " " not in wanted and "=" not in wanted):
        return True
    try:
        return Path(wanted).expanduser().exists()
    except (OSError, RuntimeError):
        return False


def _from_path(path: Path) -> Subject:
    if path.suffix == ".toml":
        return Subject(find(str(path)))
    if path.is_dir() and not RunFolder(path).model.exists() and RunFolder(path).spec.is_file():
        return Subject(find(str(RunFolder(path).spec)))
    if not path.exists():
        raise FileError("there is no such file or folder", where=str(path))
    if path.suffix.lower() == ".csv":
        raise FileError(
            "data need a network to be trained on them",
            where=str(path),
            allowed=f'nntui "csv path={path} target=COLUMN | dense 16, relu", with the name of the column to predict',
        )
    model = model_of(path)
    saved = _load(model)
    return Subject(saved.experiment, saved, model)


def _load(path: Path) -> Saved:
    from nntui.store.modelfile import load  # noqa: PLC0415 (50 ms that a recipe does not need)

    return load(path)


def _is_one_word(wanted: str) -> bool:
    return bool(wanted) and not any(sign in wanted for sign in " |=,")


def _unknown(wanted: str) -> UnknownName:
    known = [*NAMES, *recipes.names()]
    return UnknownName(
        "there is no command, recipe or file of that name",
        received=wanted,
        allowed=f"a command ({', '.join(NAMES)}), a recipe ({', '.join(recipes.names())}), a file, or a one-line spec",
        nearest=nearest(wanted, known),
    )
