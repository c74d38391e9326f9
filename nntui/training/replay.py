"""Doing a run again from its log."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from nntui.data.prepare import prepare_again
from nntui.data.tables import Prepared
from nntui.spec import overrides
from nntui.spec.experiment import Experiment
from nntui.training.log import Entry, first_experiment
from nntui.training.messages import Hand
from nntui.training.trainer import Trainer

_TIME_LIMIT = "training.time_limit"


def replay(
    experiment: Experiment, prepared: Prepared, log: Iterable[Entry], *, step: int | None = None, exact: bool = False
) -> Trainer:
    """Return a trainer that was given the same changes at the same steps, at update `step` or at the end of the run.

    `experiment` is the one at the end of the run, as a model file holds it: the log says what it was before each
    change. What was done by hand is done again as the log says. On the same machine every weight comes out the same to
    the bit. The log of a rewound run begins at the rewind. A time limit does not count here: the log says where it ended
    the run.
    """
    entries = tuple(log)
    first = overrides.apply(first_experiment(experiment, entries), _TIME_LIMIT, None)
    if first.data != experiment.data:
        prepared = prepare_again(prepared, experiment.data, first.data, first.seed, first.model.dtype)
    trainer = Trainer(first, prepared, exact=exact)
    for entry in entries:
        trainer.run(entry.step - trainer.updates)
        _repeat(trainer, entry)
    if step is not None or not trainer.outcome:
        trainer.run(None if step is None else step - trainer.updates)
    return trainer


def _repeat(trainer: Trainer, entry: Entry) -> None:
    if entry.kind == "diverged":
        trainer.run(1)
    elif entry.kind == "ended":
        trainer.end(str(entry.value))
    elif entry.kind == "hand":
        trainer.by_hand(msgspec.convert(entry.value, Hand))
    else:
        trainer.change(entry.path, None if entry.path == _TIME_LIMIT else entry.value)
