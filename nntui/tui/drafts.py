"""The experiment as it is being edited, with what was edited before; and in what two experiments differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from nntui.catalog import fields
from nntui.errors import SpecError
from nntui.spec import overrides
from nntui.spec.experiment import Experiment
from nntui.training import log

UNDO_STEPS = 200
_NAMES = ("name", "why")
_NEW_START = ("data", "seed", "model.dtype")


class Drafts:
    """The experiment now, those that `undo` goes back to, and those that `redo` goes on to."""

    def __init__(self, experiment: Experiment) -> None:
        self.now = experiment
        self._before: list[Experiment] = []
        self._after: list[Experiment] = []

    def edit(self, experiment: Experiment) -> bool:
        """Make this the experiment; returns whether it is another one."""
        if experiment == self.now:
            return False
        self._before = [*self._before[-UNDO_STEPS:], self.now]
        self._after = []
        self.now = experiment
        return True

    def undo(self) -> bool:
        """Take the last edit back; returns whether there was one."""
        if not self._before:
            return False
        self._after.append(self.now)
        self.now = self._before.pop()
        return True

    def redo(self) -> bool:
        """Make the edit again that was taken back last; returns whether there was one."""
        if not self._after:
            return False
        self._before.append(self.now)
        self.now = self._after.pop()
        return True


def differences(before: Experiment, after: Experiment) -> tuple[tuple[str, Any], ...]:
    """Return the paths at which two experiments differ, with the values of the second; names for people are left out."""
    return tuple((path, value) for path, value in _walk(before, after, "") if path not in _NAMES)


def _walk(before: Any, after: Any, path: str) -> Iterator[tuple[str, Any]]:
    if before == after and type(before) is type(after):
        return
    if isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after):
        for place, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _walk(one, other, f"{path}.{place}")
    elif isinstance(before, msgspec.Struct) and type(before) is type(after):
        for info in fields(type(before)):
            inner = f"{path}.{info.name}" if path else info.name
            yield from _walk(getattr(before, info.name), getattr(after, info.name), inner)
    else:
        yield path, after


def told(before: Experiment, after: Experiment) -> str:
    """Return in words what the second experiment has otherwise, such as `learning_rate 0.01, epochs 2000`."""
    said = [f"{path.rpartition('.')[2]} {_plain(after, path, value)}" for path, value in differences(before, after)]
    return ", ".join(said) or "the same experiment"


def _plain(experiment: Experiment, path: str, value: Any) -> str:
    plain = log.plain(experiment, path, value)
    return f"{plain:g}" if isinstance(plain, float) else str(plain)


def needs_new_start(changes: tuple[tuple[str, Any], ...]) -> bool:
    """Say whether any of the changes is one that a run cannot take up: data, seed, precision, number of layers."""
    return any(path == "model.layers" or path.startswith(_NEW_START) for path, _ in changes)


def with_changes(experiment: Experiment, changes: tuple[tuple[str, Any], ...]) -> Experiment:
    """Return the experiment with the changes that it has a place for."""
    for path, value in changes:
        try:
            experiment = overrides.apply(experiment, path, value)
        except SpecError:
            continue
    return experiment
