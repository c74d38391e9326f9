"""The run that the application watches: its orders, its snapshots, the jobs beside it, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from nntui.errors import InputError
from nntui.training.messages import Pace
from nntui.tui.jobs import Done, Failed, Job, Jobs, Ticket
from nntui.tui.shelf import Shelf

if TYPE_CHECKING:
    from nntui.data.tables import Prepared
    from nntui.spec.experiment import Experiment
    from nntui.training.messages import Curve, Mark, Order, Snapshot
    from nntui.tui.services import Services

HUSH_SECONDS = 0.08


class Run(msgspec.Struct, frozen=True, eq=False):
    """The run that the runner holds: its completed experiment, its data and its trainer's network.

    `source` is the experiment as it was on the screen, before it was completed.
    """

    experiment: Experiment
    prepared: Prepared
    network: Any
    number: int
    source: Any = None


class Running:
    """Gives orders and jobs to the runner; `snapshot` is the run at its last known step border."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.jobs = Jobs()
        self.run: Run | None = None
        self.snapshot: Snapshot | None = None
        self.pace: float | None = None
        self.pace_chosen = False
        self.left_behind: dict[str, Curve] = {}
        self.shelf = Shelf()
        self._rewound: dict[str, Curve] = {}
        self.woken: Callable[[], None] = lambda: None
        self._messages: list[tuple[str, str]] = []
        self._runner: Any = None
        self._order = 0

    def send(self, order: Order) -> int:
        """Give the runner an order; returns its number, which a later snapshot acknowledges."""
        if self._runner is None or self.run is None:
            raise InputError("there is nothing to train yet: the data are still being loaded")
        self._order = self._runner.send(order)
        self.woken()
        return self._order

    def hush(self) -> None:
        """Let the run rest for a moment, because somebody types: the screen is then twice as quick."""
        if self.running:
            self._runner.rest(HUSH_SECONDS)

    @property
    def ordered(self) -> bool:
        """Whether an order has been given that no snapshot acknowledges yet."""
        return self.run is not None and self.acknowledged < self._order

    @property
    def working(self) -> bool:
        """Whether a job is under way."""
        return self.jobs.working

    @property
    def acknowledged(self) -> int:
        """Number of the last order that was carried out."""
        return self.snapshot.acknowledged if self.snapshot is not None else 0

    @property
    def running(self) -> bool:
        """Whether the run goes on by itself."""
        return self.snapshot is not None and self.snapshot.status == "running"

    @property
    def steps_done(self) -> int:
        """Steps of the run that there is."""
        return self.snapshot.step if self.snapshot is not None else 0

    def set_pace(self, pace: float | None) -> None:
        """Let this run and the next ones go at that many steps a second, or flat out (None)."""
        self.pace, self.pace_chosen = pace, True
        if self.run is not None:
            self.send(Pace(pace))

    @property
    def by_hand(self) -> tuple[Mark, ...]:
        """What was done by hand to weights and units of the run."""
        return tuple(mark for mark in self.snapshot.marks if mark.by_hand) if self.snapshot is not None else ()

    @property
    def previous(self) -> dict[str, Curve]:
        """The curves of the run before: left behind by a rewind, or by a new start."""
        rewound = self.snapshot.previous if self.snapshot is not None else {}
        return rewound or self.left_behind

    def _follow_rewinds(self, latest: Snapshot) -> None:
        """Put a run that a rewind left behind onto the shelf, and take it off again when that is taken back."""
        rewound = latest.previous
        if rewound is self._rewound or self.run is None:
            return
        if rewound:
            self.shelf.put(rewound, self.run.experiment)
        else:
            self.shelf.take_back(self._rewound)
        self._rewound = rewound

    def ask(
        self,
        job: Job,
        done: Done,
        failed: Failed | None = None,
        progress: Done | None = None,
        *,
        quiet: bool = False,
    ) -> Ticket:
        """Give a job to the runner; `done` is called with its result, or `failed` with its error, from `poll`.

        The answer of a `quiet` one may wait until the screen looks anyway. `jobs.cancel` takes the ticket.
        """
        ticket = self.jobs.ask(job, done, failed or (lambda error: self.say(str(error), "bad")), progress)
        if not quiet:
            self.woken()
        return ticket

    def say(self, text: str, role: str = "") -> None:
        """Leave a sentence for the message line."""
        self._messages.append((text, role))

    def take_messages(self) -> list[tuple[str, str]]:
        """Return the sentences that were left, and forget them."""
        taken, self._messages = self._messages, []
        return taken

    def close(self, seconds: float = 0.3) -> None:
        """Stop the runner; waits for its threads for so many seconds at most."""
        if self._runner is not None:
            self._runner.close(deadline=seconds)
