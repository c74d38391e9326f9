"""What was done to a run and at which step, so that it can be done again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from nntui.catalog import Component
from nntui.spec import drawn, overrides, texts
from nntui.spec.experiment import Experiment
from nntui.training.messages import Mark


class Entry(msgspec.Struct, frozen=True):
    """After `step` updates: a change of the field at `path`, what was done by hand, an update that diverged, or an end.

    Of what was done by hand to weights and units `value` is the order that does it again, as a dictionary. An update that
    diverged was refused, unless its `value` is "after": then it was made, and gave no finite loss at the end of an epoch.
    Only ends that depend on more than the numbers are entered: that of a time limit.
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


def words(path: str, before: Any, after: Any) -> str:
    """Return a change in words for the charts, such as `learning_rate 0.1 to 0.05`."""
    if path in _BY_HAND:
        return _BY_HAND[path](before, after)
    name = path.rpartition(".")[2]
    return f"{'data ' if path.startswith('data.') else ''}{name} {before} to {after}"


def mark(marks: list[Mark], new: Mark) -> None:
    """Put a mark behind the others; points that are drawn or rubbed out one after the other are one mark, at the first."""
    last = marks[-1] if marks else None
    if last is not None and last.path == new.path and new.path in _BY_HAND:
        text = words(new.path, last.before, new.after)
        marks[-1] = msgspec.structs.replace(last, text=text, after=new.after)
    else:
        marks.append(new)


def _points(before: str, after: str) -> str:
    more = len(drawn.points_of(after)) - len(drawn.points_of(before))
    return f"{_counted(abs(more), 'point')} {'drawn' if more >= 0 else 'taken away'}"


def _rows(before: str, after: str) -> str:
    more = len(drawn.rows_of(after)) - len(drawn.rows_of(before))
    return f"{_counted(abs(more), 'row')} {'rubbed out' if more >= 0 else 'back'}"


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


_BY_HAND: dict[str, Callable[[str, str], str]] = {"data.drawn": _points, "data.erased": _rows}


def first_experiment(experiment: Experiment, log: tuple[Entry, ...]) -> Experiment:
    """Return the experiment as it was before the changes in the log."""
    for entry in reversed(log):
        if entry.kind == "change":
            experiment = overrides.apply(experiment, entry.path, entry.before)
    return experiment
