"""What was done to a run and at which step, so that it can be done again."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from nntui.catalog import Component
from nntui.spec import overrides, texts
from nntui.spec.experiment import Experiment


class Entry(msgspec.Struct, frozen=True):
    """After `step` updates: a change of the field at `path`, what was done by hand, an update that diverged, or an end.

    Of what was done by hand to weights and units `value` is the order that does it again, as a dictionary. An update that
    diverged was refused. Only ends that depend on more than the numbers are entered: that of a time limit.
    `value` and `before` are plain: numbers, texts, None; a component is its text in a one-line spec.
    """

    step: int
    kind: Literal["change", "diverged", "ended", "hand"]
    path: str = ""
    value: Any = None
    before: Any = None


def plain(experiment: Experiment, path: str, value: Any) -> Any:
    """Return the value of a field as a log holds it."""
    if isinstance(value, (Component, tuple)):
        return texts.write(overrides.info(experiment, path), value)
    return value


def plain_order(order: msgspec.Struct) -> Any:
    """Return an order as a log holds it: a dictionary, as a file gives it back."""
    return msgspec.json.decode(msgspec.json.encode(order))


def first_experiment(experiment: Experiment, log: tuple[Entry, ...]) -> Experiment:
    """Return the experiment as it was before the changes in the log."""
    for entry in reversed(log):
        if entry.kind == "change":
            experiment = overrides.apply(experiment, entry.path, entry.before)
    return experiment
