"""The runs that can be laid over the one that is watched: those before it in this session, and saved ones."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from nntui.charts.numbers import grouped, number
from nntui.spec.experiment import Experiment
from nntui.training.messages import Curve

KEPT = 9
"""So many runs of this session are kept; the oldest goes first."""
LAID = 6
"""So many can be laid over the run at once."""
LETTERS = "abcdef"


class Past(msgspec.Struct, frozen=True, eq=False):
    """A run as it was left, or as it was saved; `key` is its name in this session, or its file."""

    key: str
    name: str
    curves: Mapping[str, Curve]
    experiment: Experiment

    @property
    def words(self) -> str:
        """How far it went, and its last loss."""
        loss = self.curves.get("loss")
        if loss is None or not len(loss.step):
            return "no steps"
        steps = int(loss.step[-1])
        return f"{grouped(steps)} step{'s' * (steps != 1)}, loss {number(float(loss.mean[-1]))}"


class Shelf:
    """Keeps past runs, and which of them are laid over the present one, by which letter."""

    def __init__(self) -> None:
        self.runs: list[Past] = []
        self.saved: dict[str, Past] = {}
        self._letters: dict[str, str] = {}
        self._former: dict[str, str] = {}
        self._count = 0

    def put(self, curves: Mapping[str, Curve], experiment: Experiment) -> None:
        """Keep a run of this session that was left behind; one without a step is none."""
        loss = curves.get("loss")
        if loss is None or not len(loss.step):
            return
        self._count += 1
        self.runs.append(Past(f"run {self._count}", f"run {self._count}", curves, experiment))
        for gone in self.runs[:-KEPT]:
            self.lift(gone.key)
        del self.runs[:-KEPT]

    def take_back(self, curves: Mapping[str, Curve]) -> None:
        """Forget the run with just these curves: it goes on."""
        for past in [past for past in self.runs if past.curves is curves]:
            self.runs.remove(past)
            self.lift(past.key)

    def past(self, key: str) -> Past | None:
        """Return the run of that key, if it is here."""
        return next((past for past in self.runs if past.key == key), self.saved.get(key))

    def letter(self, key: str) -> str:
        """Return the letter of a run that is laid over, else an empty string."""
        return self._letters.get(key, "")

    @property
    def full(self) -> bool:
        """Whether no more runs can be laid over."""
        return len(self._letters) >= LAID

    def lay(self, key: str) -> bool:
        """Lay a run over the present one, by the letter it had before where that is free; returns whether there was room."""
        if self.full and key not in self._letters:
            return False
        free = [letter for letter in LETTERS if letter not in self._letters.values()]
        former = self._former.get(key, "")
        if key not in self._letters:
            self._letters[key] = self._former[key] = former if former in free and former else free[0]
        return True

    def lift(self, key: str) -> None:
        """Take a run off the charts; a saved one is read again when it is wanted again."""
        self._letters.pop(key, None)
        self.saved.pop(key, None)

    @property
    def laid(self) -> tuple[tuple[str, Past], ...]:
        """The runs on the charts with their letters, in the order of those."""
        found = ((letter, self.past(key)) for key, letter in self._letters.items())
        return tuple(sorted(((letter, past) for letter, past in found if past is not None), key=lambda pair: pair[0]))
