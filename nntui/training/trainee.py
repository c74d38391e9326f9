"""What a session can drive: a trainer, or a scripted stand-in for tests."""

from __future__ import annotations

from typing import Any, Protocol

from nntui.training.events import Event
from nntui.training.messages import Hand, Kept, Snapshot
from nntui.training.report import Standing
from nntui.training.stopwatch import Stopwatch


class Trainee(Protocol):
    """A run that goes a step at a time."""

    @property
    def stopwatch(self) -> Stopwatch:
        """The seconds of training; it runs while the session plays."""

    @property
    def updates(self) -> int:
        """How many updates were made."""

    @property
    def epoch(self) -> int:
        """How many epochs are over."""

    @property
    def busy(self) -> bool:
        """Whether it stands between the slices of a validation, where no order is carried out."""

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to do."""

    @property
    def diverged(self) -> bool:
        """Whether it ended because something was not finite."""

    @property
    def outcome(self) -> str:
        """Why it ended by itself, in words."""

    def step(self) -> Event:
        """Do one update, or one slice of a validation."""

    def watch(self) -> int:
        """Note what only a screen wants, where that is due; returns after how many updates it is due again."""

    def change(self, path: str, value: Any) -> None:
        """Set a field of the experiment."""

    def by_hand(self, order: Hand) -> None:
        """Do something to single weights or units."""

    def rewind(self) -> None:
        """Go back to the start."""

    def undo(self) -> None:
        """Take the last rewind back."""

    def keep(self) -> Kept:
        """Return a copy of the whole state."""

    def snapshot(self, standing: Standing) -> Snapshot:
        """Return it as it stands."""
