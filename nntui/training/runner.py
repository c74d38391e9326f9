"""Threads: one that drives a trainer, one that works through jobs. No other file of nntui starts a thread.

Nobody pushes. A screen sends orders and asks for the newest snapshot; the worker carries orders out at step borders,
makes a snapshot when somebody wants one, and sleeps when there is nothing to do. Everything that passes between them
is a frozen value. Both threads are daemons, so the program never waits for them longer than it wants to.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import msgspec

from nntui.errors import NntuiError
from nntui.training.jobs import Jobs
from nntui.training.messages import Order, Snapshot
from nntui.training.session import Session
from nntui.training.trainee import Trainee

WAIT = 0.005
"""Seconds that `latest` waits for a step border, so that what it returns is new: a snapshot itself takes 1 to 3 ms."""
YIELD = 0.0001
"""Seconds for which the worker really lets the interpreter go after it has served the screen."""


class Runner:
    """Drives a trainer and jobs in the background; all methods are for one thread, the screen's, and return at once."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._worker: _Worker | None = None
        self._helper = _Helper()

    def start(self, trainer: Trainee) -> None:
        """Take a trainer, which waits for its first order; a former one is stopped and dropped."""
        if self._worker is not None:
            self._worker.close()
        self._worker = _Worker(trainer)

    def send(self, order: Order) -> int:
        """Hand over an order, carried out at the next step border, and return its number."""
        if self._worker is None:
            raise NntuiError("there is no run to give orders to; start one first", received=order)
        number = next(self._numbers)
        self._worker.send(number, order)
        return number

    def latest(self) -> Snapshot | None:
        """Return the newest snapshot (the same object while nothing happens), or None before `start`."""
        return None if self._worker is None else self._worker.latest()

    def rest(self, seconds: float) -> None:
        """Hold a run without a goal at its next step border for so long, so that the screen has the interpreter."""
        if self._worker is not None:
            self._worker.rest(seconds)

    def ask(self, question: Callable[[], Any]) -> int:
        """Start a job and return its ticket.

        `question()` gives the answer, or an iterator that stops between slices of less than 30 milliseconds and
        returns the answer at its end (`return` of a generator); what it yields is its progress.
        """
        return self._helper.ask(question)

    def answer(self, ticket: int) -> Any:
        """Return what the job came to, None while it is not done; raises the job's error. To be called until then."""
        return self._helper.jobs.answer(ticket)

    def done(self, ticket: int) -> bool:
        """Say whether the job has ended."""
        return self._helper.jobs.done(ticket)

    def progress(self, ticket: int) -> Any:
        """Return what the job yielded last, or None."""
        return self._helper.jobs.progress(ticket)

    def cancel(self, ticket: int) -> None:
        """Drop a job at its next slice; it has no answer."""
        self._helper.jobs.cancel(ticket)

    def close(self, deadline: float = 0.3) -> bool:
        """End both threads at their next border, wait at most `deadline` seconds, and say whether they have ended."""
        until = time.monotonic() + deadline
        threads = [thread for thread in (self._worker, self._helper) if thread is not None]
        for thread in threads:
            thread.close()
        ended = [thread.join(until - time.monotonic()) for thread in threads]
        return all(ended)


class _Worker:
    """The thread that drives a session."""

    def __init__(self, trainer: Trainee) -> None:
        self._session = Session(trainer)
        self._changed = threading.Condition()
        self._mail: deque[tuple[int, Order]] = deque()
        self._rest_until = 0.0
        self._wanted = self._closing = self._failed = False
        self._idle = True
        self._snapshot = self._session.snapshot()
        self._thread = threading.Thread(target=self._work, name="nntui-trainer", daemon=True)
        self._thread.start()

    def send(self, number: int, order: Order) -> None:
        with self._changed:
            if self._failed:
                self._snapshot = msgspec.structs.replace(self._snapshot, acknowledged=number)
                return
            self._mail.append((number, order))
            self._idle = False
            self._call()

    def rest(self, seconds: float) -> None:
        with self._changed:
            self._rest_until = time.monotonic() + seconds
            self._session.attention = True

    def latest(self) -> Snapshot:
        with self._changed:
            before = self._snapshot
            if not (self._idle or self._failed):
                self._wanted = True
                self._call()
                self._changed.wait_for(lambda: self._snapshot is not before, WAIT)
            return self._snapshot

    def close(self) -> None:
        with self._changed:
            self._closing = True
            self._call()

    def join(self, seconds: float) -> bool:
        self._thread.join(max(seconds, 0.0))
        return not self._thread.is_alive()

    def _call(self) -> None:
        self._session.attention = True
        self._changed.notify_all()

    def _work(self) -> None:
        try:
            while not self._closing:
                self._serve()
                self._go_on()
        except Exception as error:
            self._fail(error)

    def _go_on(self) -> None:
        session = self._session
        if not session.running:
            self._sleep(None)
        elif pause := max(session.wait(), self._rest(), 0.0):
            self._sleep(pause)
        else:
            session.run()

    def _rest(self) -> float:
        """Return the seconds of rest that are left; steps that were asked for are not held up."""
        return 0.0 if self._session.stepping else self._rest_until - time.monotonic()

    def _sleep(self, seconds: float | None) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._closing or self._wanted or self._mail, seconds)

    def _serve(self) -> None:
        session = self._session
        session.attention = False
        asked, ordered = bool(self._wanted or self._mail), bool(self._mail)
        if ordered:
            self._obey()
        if ordered and session.stepping:
            return  # a step is told when it is done: then one look of the screen is enough
        if asked or not (session.running or self._idle):
            self._publish(session.snapshot())
        if asked:
            time.sleep(YIELD)

    def _obey(self) -> None:
        session = self._session
        while session.trainer.busy and not self._closing:
            session.finish_slice()
        while self._mail and not self._closing:
            session.obey(*self._mail.popleft())

    def _publish(self, snapshot: Snapshot) -> None:
        with self._changed:
            self._snapshot = snapshot
            self._wanted = False
            self._idle = not (self._session.running or self._mail)
            self._changed.notify_all()

    def _fail(self, error: Exception) -> None:
        text = str(error) if isinstance(error, NntuiError) else f"{type(error).__name__}: {error}"
        with self._changed:
            self._failed = True
            number = self._mail[-1][0] if self._mail else self._session.acknowledged
            self._publish_failed(text, number)

    def _publish_failed(self, text: str, number: int) -> None:
        self._snapshot = msgspec.structs.replace(self._snapshot, status="failed", message=text, acknowledged=number)
        self._wanted = False
        self._changed.notify_all()


class _Helper:
    """The thread that works through jobs; it is started by the first one."""

    def __init__(self) -> None:
        self.jobs = Jobs()
        self._changed = threading.Condition()
        self._closing = False
        self._thread: threading.Thread | None = None

    def ask(self, question: Callable[[], Any]) -> int:
        with self._changed:
            ticket = self.jobs.add(question)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="nntui-jobs", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        return ticket

    def close(self) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify_all()

    def join(self, seconds: float) -> bool:
        if self._thread is not None:
            self._thread.join(max(seconds, 0.0))
        return self._thread is None or not self._thread.is_alive()

    def _work(self) -> None:
        while not self._closing:
            if not self.jobs.slice():
                with self._changed:
                    self._changed.wait_for(lambda: self._closing or self.jobs.waiting)
