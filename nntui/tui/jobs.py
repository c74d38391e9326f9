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
    """A job under way."""

    number: int
    done: Done
    failed: Failed
    progress: Done | None


class Jobs:
    """Gives jobs to a runner and takes their answers when asked to."""

    def __init__(self) -> None:
        self._runner: Any = None
        self._tickets: list[Ticket] = []

    def use(self, runner: Any) -> None:
        """Give jobs to this runner from now on."""
        self._runner = runner

    @property
    def working(self) -> bool:
        """Whether a job is under way."""
        return bool(self._tickets)

    def ask(self, job: Job, done: Done, failed: Failed, progress: Done | None = None) -> Ticket:
        """Start a job; one of the functions is called with its answer or error, from `poll`."""
        ticket = Ticket(self._runner.ask(job), done, failed, progress)
        self._tickets.append(ticket)
        return ticket

    def cancel(self, ticket: Ticket) -> None:
        """Drop a job at its next slice; none of its functions is called any more."""
        if ticket in self._tickets:
            self._tickets.remove(ticket)
            self._runner.cancel(ticket.number)

    def poll(self) -> None:
        """Take the answers that have come."""
        for ticket in list(self._tickets):
            if ticket in self._tickets:  # the answer of one may have had another dropped
                self._look(ticket)

    def _look(self, ticket: Ticket) -> None:
        try:
            answer = self._runner.answer(ticket.number)
        except NntuiError as error:
            self._tickets.remove(ticket)
            ticket.failed(error)
            return
        except Exception as error:
            self._tickets.remove(ticket)
            ticket.failed(NntuiError(f"an error in nntui itself: {type(error).__name__}: {error}"))
            return
        if answer is not None:
            self._tickets.remove(ticket)
            ticket.done(answer)
        elif ticket.progress is not None:
            ticket.progress(self._runner.progress(ticket.number))
