"""Jobs under way: each a ticket of the runner's, and what happens with its answer."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, TypeAlias

import msgspec

from nntui.errors import NntuiError

Job: TypeAlias = Callable[[], Generator[Any, None, Any]]
Done: TypeAlias = Callable[[Any], None]
Failed: TypeAlias = Callable[[NntuiError], None]


class Ticket(msgspec.Struct, frozen=True, eq=False):
    """A job under way, or one that waits for the runner."""

    job: Job
    done: Done
    failed: Failed
    progress: Done | None


class Jobs:
    """Gives jobs to a runner and takes their answers when asked to; what is asked before there is one waits for it."""

    def __init__(self) -> None:
        self._runner: Any = None
        self._numbers: dict[Ticket, int | None] = {}
        self.answered = 0
        """How many jobs have ended so far."""

    def use(self, runner: Any) -> None:
        """Give jobs to this runner from now on."""
        self._runner = runner
        for ticket, number in self._numbers.items():
            if number is None:
                self._numbers[ticket] = runner.ask(ticket.job)

    @property
    def working(self) -> bool:
        """Whether a job is under way."""
        return bool(self._numbers)

    def ask(self, job: Job, done: Done, failed: Failed, progress: Done | None = None) -> Ticket:
        """Start a job; one of the functions is called with its answer or error, from `poll`."""
        ticket = Ticket(job, done, failed, progress)
        self._numbers[ticket] = self._runner.ask(job) if self._runner is not None else None
        return ticket

    def cancel(self, ticket: Ticket) -> None:
        """Drop a job at its next slice; none of its functions is called any more."""
        number = self._numbers.pop(ticket, None)
        if number is not None:
            self._runner.cancel(number)

    def poll(self) -> None:
        """Take the answers that have come."""
        for ticket in list(self._numbers):
            number = self._numbers.get(ticket)  # the answer of one may have had another dropped
            if number is not None:
                self._look(ticket, number)

    def _look(self, ticket: Ticket, number: int) -> None:
        try:
            answer = self._runner.answer(number)
        except NntuiError as error:
            self._end(ticket)
            ticket.failed(error)
            return
        except Exception as error:
            self._end(ticket)
            ticket.failed(NntuiError(f"an error in nntui itself: {type(error).__name__}: {error}"))
            return
        if answer is not None:
            self._end(ticket)
            ticket.done(answer)
        elif ticket.progress is not None:
            ticket.progress(self._runner.progress(number))

    def _end(self, ticket: Ticket) -> None:
        del self._numbers[ticket]
        self.answered += 1
