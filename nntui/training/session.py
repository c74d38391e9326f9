"""What a runner's worker does, without the thread: obey orders, run steps until there is something to do, report."""

from __future__ import annotations

import itertools
from time import perf_counter

from nntui.errors import NntuiError
from nntui.training import messages
from nntui.training.events import Event
from nntui.training.messages import Kept, Order, Snapshot, Status
from nntui.training.pacing import Pacer, Speed
from nntui.training.report import Standing
from nntui.training.trainee import Trainee

_NO_END = 2**62


class Session:
    """A trainer and where the screen wants it; `attention` may be set from outside at any time to end `run`."""

    def __init__(self, trainer: Trainee) -> None:
        self.trainer = trainer
        self.status: Status = "ready"
        self.message = ""
        self.acknowledged = 0
        self.attention = False
        self._pacer = Pacer()
        self._speed = Speed()
        self._kept: Kept | None = None
        self._step_goal: int | None = None
        self._epoch_goal: int | None = None
        self._rest()

    @property
    def running(self) -> bool:
        """Whether there are steps to do."""
        return self.status == "running"

    @property
    def stepping(self) -> bool:
        """Whether a number of steps is to be done."""
        return self.running and self._step_goal is not None

    def wait(self) -> float:
        """Return the seconds until the pace allows a step."""
        return self._pacer.wait(perf_counter())

    def run(self) -> None:
        """Train until attention is asked for, the pace or a goal says enough, or the run ends."""
        left, event, enough = self._allowance(), Event.STEP, False
        ahead = self.trainer.watch()
        while not enough and left > 0:
            event, enough = self._run(min(ahead, left))
            left -= ahead
            ahead = self.trainer.watch()
        self._settle(event)

    def _run(self, count: int) -> tuple[Event, bool]:
        """Do so many steps at most; returns the last event, and whether it was enough."""
        step = self.trainer.step
        usual = Event.EPOCH if self._epoch_goal is None else Event.STEP
        event = Event.STEP
        for _ in itertools.repeat(None, count):
            event = step()
            if event > usual:
                event = self._past_slices(event)
                if self._enough(event):
                    return event, True
            if self.attention:
                return event, True
        return event, False

    def _allowance(self) -> int:
        allowed = self._pacer.allow(perf_counter())
        if self._step_goal is not None:
            left = self._step_goal - self.trainer.updates + self.trainer.busy
            allowed = left if allowed is None else min(left, allowed)
        return _NO_END if allowed is None else allowed

    def _past_slices(self, event: Event) -> Event:
        """Do the slices of a validation that has begun, and return the event at its end, or where attention was asked for."""
        while event is Event.BUSY and not self.attention:
            event = self.trainer.step()
        return event

    def _enough(self, event: Event) -> bool:
        return event >= Event.FINISHED or (self._epoch_goal is not None and self.trainer.epoch >= self._epoch_goal)

    def finish_slice(self) -> None:
        """Do one slice of the validation that the run stands in, on the way to a step border."""
        self._settle(self.trainer.step())

    def _settle(self, event: Event) -> None:
        trainer = self.trainer
        if trainer.busy or not self.running:
            return
        if event is Event.DIVERGED:
            self._stand("diverged", trainer.outcome)
        elif trainer.finished:
            self._stand("finished", trainer.outcome)
        elif self._reached(self._step_goal, trainer.updates) or self._reached(self._epoch_goal, trainer.epoch):
            self._stand("paused")

    @staticmethod
    def _reached(goal: int | None, value: int) -> bool:
        return goal is not None and value >= goal

    def _stand(self, status: Status, message: str = "") -> None:
        self.status, self.message = status, message
        self._step_goal = self._epoch_goal = None
        self.trainer.stopwatch.stop()

    def _rest(self) -> None:
        trainer = self.trainer
        if trainer.diverged:
            self._stand("diverged", trainer.outcome)
        elif trainer.finished:
            self._stand("finished", trainer.outcome)
        else:
            self._stand("paused" if trainer.updates else "ready")

    def obey(self, number: int, order: Order) -> None:
        """Carry out an order at a step border; one that cannot be obeyed changes nothing but the message."""
        try:
            self._obey(order)
        except NntuiError as error:
            self.message = str(error)
        self.acknowledged = number

    def _obey(self, order: Order) -> None:
        match order:
            case messages.Play():
                self._play()
            case messages.Steps(count):
                self._play(steps=count)
            case messages.Epochs(count):
                self._play(epochs=count)
            case messages.Pause():
                self._pause()
            case messages.Stop():
                self._stand("stopped")
            case messages.Pace(rate):
                self._pacer.set(rate, perf_counter())
            case messages.Keep():
                self._kept = self.trainer.keep()
            case _:
                self._steer(order)

    def _steer(self, order: Order) -> None:
        match order:
            case messages.Change(path, value):
                self.trainer.change(path, value)
                self._after_change()
            case messages.SetWeight() | messages.NudgeWeight() | messages.Freeze() | messages.Silence():
                self.trainer.by_hand(order)
                self._after_change()
            case messages.Rewind():
                self.trainer.rewind()
                self._elsewhere()
            case messages.Undo():
                self.trainer.undo()
                self._elsewhere()

    def _play(self, *, steps: int | None = None, epochs: int | None = None) -> None:
        trainer = self.trainer
        if trainer.finished:
            self._rest()
            return
        standing = self._step_goal if self.running and self._step_goal is not None else trainer.updates
        self.status, self.message = "running", ""
        self._step_goal = None if steps is None else standing + steps
        self._epoch_goal = None if epochs is None else trainer.epoch + epochs
        self._pacer.set(self._pacer.rate, perf_counter())
        trainer.stopwatch.start()

    def _pause(self) -> None:
        if self.running:
            self._stand("paused")

    def _after_change(self) -> None:
        self.message = ""
        if self.running and not self.trainer.finished:
            return
        self._rest()

    def _elsewhere(self) -> None:
        self._speed.clear()
        self._rest()

    def snapshot(self) -> Snapshot:
        """Return the run as it stands, as a frozen value."""
        trainer = self.trainer
        standing = Standing(
            acknowledged=self.acknowledged,
            status=self.status,
            message=self.message,
            steps_per_second=self._speed.look(trainer.updates, trainer.stopwatch()),
            pace=self._pacer.rate,
            kept=self._kept,
        )
        return trainer.snapshot(standing)
