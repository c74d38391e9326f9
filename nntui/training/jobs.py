"""Jobs: iterators that stop between slices, so that several of them share one thread and all can be dropped."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import msgspec


class Job(msgspec.Struct, eq=False):
    """One job: the question, and what is known of its answer."""

    question: Callable[[], Any]
    slices: Iterator[Any] | None = None
    progress: Any = None
    result: Any = None
    error: Exception | None = None
    done: bool = False


class Jobs:
    """Tickets and the jobs behind them, worked through in turn, a slice of each."""

    def __init__(self) -> None:
        self._tickets = itertools.count(1)
        self._jobs: dict[int, Job] = {}
        self._turn: deque[int] = deque()

    @property
    def waiting(self) -> bool:
        """Whether there is work."""
        return bool(self._turn)

    def add(self, question: Callable[[], Any]) -> int:
        """Take a question and return its ticket."""
        ticket = next(self._tickets)
        self._jobs[ticket] = Job(question)
        self._turn.append(ticket)
        return ticket

    def slice(self) -> bool:
        """Do one slice of the job whose turn it is, and say whether there was one."""
        if not self._turn:
            return False
        ticket = self._turn.popleft()
        job = self._jobs.get(ticket)
        if job is not None:
            _advance(job)
            if not job.done:
                self._turn.append(ticket)
        return True

    def done(self, ticket: int) -> bool:
        """Say whether the job has ended; one that was cancelled or answered has."""
        job = self._jobs.get(ticket)
        return job is None or job.done

    def progress(self, ticket: int) -> Any:
        """Return what the job yielded last."""
        job = self._jobs.get(ticket)
        return None if job is None else job.progress

    def answer(self, ticket: int) -> Any:
        """Return the result and forget the job, or None while it is not done; raises the job's error."""
        if not self.done(ticket):
            return None
        job = self._jobs.pop(ticket, None)
        if job is None:
            return None
        if job.error is not None:
            raise job.error
        return job.result

    def cancel(self, ticket: int) -> None:
        """Forget the job; a slice that is being worked on is finished first."""
        self._jobs.pop(ticket, None)


def _advance(job: Job) -> None:
    try:
        if job.slices is None:
            _begin(job)
        else:
            job.progress = next(job.slices)
    except StopIteration as end:
        job.result, job.done = end.value, True
    except Exception as error:
        job.error, job.done = error, True


def _begin(job: Job) -> None:
    answer = job.question()
    if isinstance(answer, Iterator):
        job.slices = answer
    else:
        job.result, job.done = answer, True
