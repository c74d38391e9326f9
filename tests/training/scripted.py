"""A tiny trainer that follows a script, for tests of sessions and runners."""

import time
from typing import Any

import numpy as np

from nntui.errors import OutOfRange
from nntui.training.events import Event
from nntui.training.messages import Kept, Snapshot
from nntui.training.report import Standing
from nntui.training.stopwatch import Stopwatch


class Scripted:
    """Ten updates an epoch; its one weight is the rate times the updates, so that what was done can be read off."""

    def __init__(
        self,
        epochs: int = 1_000_000,
        *,
        fail_at: int = -1,
        diverge_at: int = -1,
        diverge_after: int = -1,
        slices: int = 0,
        slow: float = 0.0,
    ):
        self.stopwatch = Stopwatch()
        self.planned, self.slices, self.slow = epochs, slices, slow
        self.fail_at, self.diverge_at, self.diverge_after = fail_at, diverge_at, diverge_after
        self.rate, self.weight = 1.0, 0.0
        self.updates = self.epoch = self.slices_left = 0
        self.outcome = ""
        self.log: list[tuple[Any, ...]] = []

    @property
    def busy(self) -> bool:
        return self.slices_left > 0

    @property
    def diverged(self) -> bool:
        return bool(self.outcome)

    @property
    def finished(self) -> bool:
        return self.epoch >= self.planned

    def step(self) -> Event:
        if self.slow:
            time.sleep(self.slow)
        if self.busy:
            self.slices_left -= 1
            return Event.BUSY if self.busy else self._end()
        if self.finished:
            return Event.FINISHED
        if self.updates == self.fail_at:
            raise RuntimeError("the script says so")
        if self.updates == self.diverge_at:
            self.outcome = "it diverged"
            return Event.DIVERGED
        self.updates += 1
        self.weight += self.rate
        if self.updates % 10:
            return Event.STEP
        self.slices_left = self.slices
        return Event.BUSY if self.busy else self._end()

    def watch(self) -> int:
        return 1

    def _end(self) -> Event:
        self.epoch += 1
        if self.epoch == self.diverge_after:
            self.outcome = "it diverged"
            return Event.DIVERGED
        return Event.EPOCH

    def change(self, path: str, value: Any) -> None:
        if value < 0:
            raise OutOfRange("the value is out of range", where=path, received=value)
        if path == "epochs":
            self.planned = value
        self.rate = value
        self.outcome = ""
        self.log.append((self.updates, path, value))

    def rewind(self) -> None:
        self.updates = self.epoch = 0
        self.weight = 0.0
        self.log.append(("rewind",))

    def undo(self) -> None:
        self.log.append(("undo",))

    def keep(self) -> Kept:
        return Kept(self.updates, None, {"parameters": np.array([self.weight])}, {})

    def snapshot(self, standing: Standing) -> Snapshot:
        return Snapshot(
            acknowledged=standing.acknowledged,
            status=standing.status,
            message=standing.message,
            epoch=self.epoch,
            step=self.updates,
            planned_epochs=self.planned,
            planned_steps=self.planned * 10,
            steps_per_epoch=10,
            seconds=self.stopwatch(),
            steps_per_second=standing.steps_per_second,
            pace=standing.pace,
            values={},
            best={},
            curves={},
            marks=(),
            parameters=np.array([self.weight]),
            statistics=np.zeros(0),
            kept=standing.kept,
        )
