"""Doing a run again from its log."""

from __future__ import annotations

from collections.abc import Generator, Iterable

import msgspec

from nntui.data.prepare import prepare_again
from nntui.data.tables import Prepared
from nntui.spec import overrides
from nntui.spec.experiment import Experiment
from nntui.training.events import Event
from nntui.training.log import Entry, first_experiment
from nntui.training.messages import Hand
from nntui.training.trainer import Trainer

_TIME_LIMIT = "training.time_limit"
_SLICE = 500
"""Steps between two looks at how far it is."""


def replay(
    experiment: Experiment, prepared: Prepared, log: Iterable[Entry], *, step: int | None = None, exact: bool = False
) -> Trainer:
    """Do at once what `replaying` does."""
    work = replaying(experiment, prepared, log, step=step, exact=exact)
    while True:
        try:
            next(work)
        except StopIteration as end:
            done: Trainer = end.value
            return done


def replaying(
    experiment: Experiment, prepared: Prepared, log: Iterable[Entry], *, step: int | None = None, exact: bool = False
) -> Generator[Trainer, None, Trainer]:
    """Yield a trainer every few steps that is given the same changes at the same steps, and return it at its end.

    That is update `step`, or the end of the run. `experiment` is the one at the end of the run, as a model file holds it,
    and `prepared` its data: the log says what they were before each change. What was done by hand is done again as the log
    says. On the same machine every weight comes out the same to the bit. The log of a rewound run begins at the rewind. A
    time limit does not count here: the log says where it ended the run.
    """
    entries = tuple(log)
    first = overrides.apply(first_experiment(experiment, entries), _TIME_LIMIT, None)
    if first.data != experiment.data:
        prepared = prepare_again(prepared, experiment.data, first.data, first.seed, first.model.dtype)
    trainer = Trainer(first, prepared, exact=exact)
    for entry in entries:
        yield from _to(trainer, entry.step)
        _repeat(trainer, entry)
    if step is not None or not trainer.outcome:
        yield from _to(trainer, step)
    return trainer


def _to(trainer: Trainer, step: int | None) -> Generator[Trainer, None, None]:
    """Train to that update, or to the end of the run."""
    while (step is None or trainer.updates < step) and trainer.run(
        _SLICE if step is None else min(_SLICE, step - trainer.updates)
    ) < Event.FINISHED:
        yield trainer


def _repeat(trainer: Trainer, entry: Entry) -> None:
    if entry.kind == "diverged":
        if entry.value is None:
            trainer.run(1)
    elif entry.kind == "ended":
        trainer.end(str(entry.value))
    elif entry.kind == "hand":
        trainer.by_hand(msgspec.convert(entry.value, Hand))
    else:
        trainer.change(entry.path, None if entry.path == _TIME_LIMIT else entry.value)
