"""One method at work on what the workbench holds: under way, failed or done, and how old its result is; no Textual here."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

import msgspec

from nntui.errors import InputError, NntuiError
from nntui.insight.methods import Method, Offer, looking
from nntui.spec import overrides, texts

if TYPE_CHECKING:
    from nntui.data.tables import Prepared
    from nntui.insight.predictions import Weights
    from nntui.spec.experiment import Experiment
    from nntui.tui.jobs import Ticket
    from nntui.tui.workbench import Workbench

_NOTHING_YET = "there is no network to look at yet"
_SURE = 0.02
"""The time that is left is told from this share on."""


class Subject(msgspec.Struct, frozen=True, eq=False):
    """What is looked at: what the next play trains. `moment` is a run's network and weights, None for a new start."""

    experiment: Experiment
    prepared: Prepared
    moment: tuple[Any, Weights] | None
    step: int = 0


def subject_of(bench: Workbench) -> Subject:
    """Return what there is to look at now; raises why there is nothing."""
    bench.refuse_broken()
    run, snapshot, plan, prepared = bench.run, bench.snapshot, bench.plan, bench.prepared
    if bench.stale and plan is not None and prepared is not None:
        return Subject(plan.experiment, prepared, None)
    if run is None or snapshot is None or bench.building or bench.stale:
        raise InputError(f"{_NOTHING_YET}: {bench.loading or 'it is being made'}")
    from nntui.insight.predictions import Weights  # noqa: PLC0415 - the first picture does not wait for it

    weights = Weights(snapshot.parameters, snapshot.statistics, snapshot.step, snapshot.epoch)
    return Subject(run.experiment, run.prepared, (run.network, weights), snapshot.step)


class Looking:
    """Begins a method, and keeps what it says; `changed` is called when that is something else."""

    def __init__(self, bench: Workbench, method: Method, layer: int | None = None) -> None:
        self.method = method
        self.layer = layer
        self.changed: Callable[[], None] = lambda: None
        self.progress: Any = None
        self.result: Any = None
        self.error = ""
        self._bench = bench
        self._ticket: Ticket | None = None
        self._began = 0.0
        self.subject = subject_of(bench)

    @property
    def working(self) -> bool:
        """Whether it is under way."""
        return self._ticket is not None

    @property
    def done(self) -> bool:
        """Whether there is a result."""
        return self.result is not None

    def begin(self) -> None:
        """Begin, or begin anew on what there is now; it has failed at once where there is nothing to look at."""
        self.stop()
        self.progress = self.result = None
        self.error = ""
        try:
            self._ask(subject_of(self._bench))
        except NntuiError as error:
            self._failed(error)
        else:
            self.changed()

    def _ask(self, subject: Subject) -> None:
        method, layer = self.method, self.layer
        self.subject, self._began = subject, time.monotonic()
        self._ticket = self._bench.ask(lambda: _working(method, subject, layer), self._came, self._failed, self._goes_on)

    def stop(self) -> None:
        """Drop what is under way."""
        if self._ticket is not None:
            self._bench.jobs.cancel(self._ticket)
            self._ticket = None

    def _goes_on(self, progress: Any) -> None:
        self.progress = progress
        self.changed()

    def _came(self, result: Any) -> None:
        self._ticket, self.result = None, result
        self.changed()

    def _failed(self, error: NntuiError) -> None:
        self._ticket, self.error = None, str(error)
        self.changed()

    # how far it is

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return float(getattr(self.progress, "share", 0.0))

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self._began

    @property
    def seconds_left(self) -> float:
        """Seconds to the end at the speed so far; NaN while that cannot be told."""
        return self.elapsed * (1 - self.share) / self.share if self.share >= _SURE else float("nan")

    # what it is about

    @property
    def about(self) -> str:
        """What the result is of, and how old it is, in words."""
        subject = self.subject
        if not self.method.of_weights:
            return "of the experiment as it is, always from its start weights"
        if subject.moment is None:
            return "of the start weights of the changed network, which the next play trains"
        of = f"of step {subject.step:,}" if subject.step else "of the start weights"
        now = self._bench.steps_done
        return f"{of}; the run is at step {now:,} now, r looks again" if self.done and now != subject.step else of

    @property
    def offer(self) -> Offer | None:
        """The value that the result speaks for, None where there is none or the experiment has it already."""
        offer = self.method.offer(self.result) if self.done else None
        return None if offer is None or offer.value == self._value(offer) else offer

    def _value(self, offer: Offer) -> Any:
        return overrides.get(self._bench.experiment, offer.path)

    @property
    def offered(self) -> str:
        """The value that the result speaks for and the one there is, in words."""
        offer = self.offer
        return f"{offer.words}, in place of {self._text(offer)}" if offer is not None else ""

    def _text(self, offer: Offer) -> str:
        """Return the value there is, as the one-line form has it."""
        return texts.write(overrides.info(self._bench.experiment, offer.path), self._value(offer))

    def take(self) -> str:
        """Set the offered value, in a run that goes on from its next step, and say it."""
        offer = self.offer
        if offer is None:
            raise InputError("there is nothing to take over")
        bench, before = self._bench, self._text(offer)
        live = bool(bench.steps_done) and not bench.stale
        bench.edit(overrides.apply(bench.experiment, offer.path, offer.value))
        return f"{offer.words}{' from the next step on' if live else ''}; it was {before}"


def _working(method: Method, subject: Subject, layer: int | None) -> Generator[Any, None, Any]:
    """Do the method (a job), and have ready what draws its picture."""
    import nntui.charts.methods  # noqa: F401, PLC0415 - the event loop does not wait for it

    return (yield from looking(method, subject.experiment, subject.prepared, subject.moment, layer))
