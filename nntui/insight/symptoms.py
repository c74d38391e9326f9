"""What a look at the health of a run starts from and ends with; and THE registry of illnesses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

import msgspec
import numpy as np

from nntui.engine.arrays import Array
from nntui.insight.dead_units import DeadUnits
from nntui.insight.health_series import Track, track
from nntui.training.messages import Curve, Status

Level = Literal["alarm", "note"]
WELL_ACCURATE = 0.7
WELL_EXPLAINED = 0.3
_NEWEST = 0.05


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One illness that was found: an `alarm` where the run suffers from it, a `note` where it does well all the same.

    `what` is a sentence without a full stop, `since` the epoch it began in (None: not known), `numbers` are those behind
    it, `advice` says what usually helps, `action` is the name of the application's action that does it.
    """

    name: str
    level: Level
    what: str
    numbers: Mapping[str, float]
    advice: str
    action: str
    since: int | None = None

    @property
    def sentence(self) -> str:
        """What was found and what helps, in one line."""
        return f"{self.what}: {self.advice}"


class Patient(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A run as its doctor sees it.

    `guess` is the accuracy of always saying the most frequent class, `spread` the loss of always saying the mean (each
    None where it means nothing), `samples` the size of the training part, `units` a look at the activations.
    """

    curves: Mapping[str, Curve]
    status: Status = "running"
    message: str = ""
    step: int = 0
    steps_per_epoch: int = 1
    samples: int = 1
    guess: float | None = None
    spread: float | None = None
    units: DeadUnits | None = None

    def track(self, name: str) -> Track | None:
        """Return a series by stretches of whole epochs; None where there is nothing of it."""
        return track(self.curves.get(name))

    @property
    def accuracy(self) -> float | None:
        """The newest training accuracy of a classification, without single outliers."""
        found = self.track("accuracy") if self.guess is not None else None
        return None if found is None else newest(found)

    @property
    def skill(self) -> float:
        """How much better than guessing the run is on the training part, 1 at best: in accuracy, else in loss.

        `(accuracy - guess) / (1 - guess)`, or `1 - loss / spread`; without a spread the loss of the beginning stands for it.
        """
        accuracy = self.accuracy
        if accuracy is not None and self.guess is not None and self.guess < 1:
            return (accuracy - self.guess) / (1 - self.guess)
        loss = self.track("loss")
        if loss is None:
            return 0.0
        worst = self.spread if self.spread is not None else float(loss.mean[0])
        return 1 - newest(loss) / worst if worst > 0 else 1.0

    @property
    def well(self) -> bool:
        """Whether it has learned most of what it is trained on."""
        return self.skill >= (WELL_EXPLAINED if self.accuracy is None else WELL_ACCURATE)

    @property
    def level(self) -> Level:
        """How loud to say what does harm only where the run is not well."""
        return "note" if self.well else "alarm"


def newest(found: Track) -> float:
    """Return the median of the last twentieth of a track, of at least three stretches."""
    last: Array = found.mean[-max(3, round(len(found) * _NEWEST)) :]
    return float(np.median(last))


Doctor: TypeAlias = Callable[[Patient], Finding | None]
ILLNESSES: dict[str, Doctor] = {}
"""Every illness that is looked for, by its name, the gravest first."""


def illness(name: str) -> Callable[[Doctor], Doctor]:
    """Register a function that looks for one illness."""

    def register(doctor: Doctor) -> Doctor:
        ILLNESSES[name] = doctor
        return doctor

    return register
