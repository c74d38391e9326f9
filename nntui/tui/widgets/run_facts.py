"""What a run is doing, in rows of words and numbers: progress, values and their best, pace and time."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from nntui.charts.lines import fitted, marks_line
from nntui.charts.numbers import ABSENT, count, duration, grouped, number
from nntui.charts.progress import progress
from nntui.charts.spans import Row, Rows, Span
from nntui.training.ends import rules_in_words
from nntui.training.messages import Snapshot

_COLUMNS, _NARROW_COLUMNS = (11, 20), (9, 16)
_NARROW = 76
_WIDE = 150
_MOST_LINES = 4


Forms: TypeAlias = tuple[str, ...]
"""One value in ever fewer cells."""


class Measured(msgspec.Struct, frozen=True):
    """What a run measures: its series on the training data, the loss first, and whether there is a validation part."""

    names: tuple[str, ...] = ("loss", "accuracy")
    validated: bool = True


def facts(snapshot: Snapshot | None, width: int, measured: Measured, *, ascii: bool = False) -> Rows:
    """Return everything the screen says about the run, for `width` cells."""
    if snapshot is None:
        return ()
    return (
        _progress(snapshot, width, ascii=ascii),
        *_message(snapshot, width),
        *_marks(snapshot, width, ascii=ascii),
        *_rules(snapshot, width, measured),
        *_values(snapshot, width, measured),
        *_numbers(snapshot, width),
    )


def fraction_done(snapshot: Snapshot) -> float:
    """Return how much of the plan is done, from 0 to 1."""
    return min(snapshot.step / snapshot.planned_steps, 1.0) if snapshot.planned_steps else 1.0


def seconds_left(snapshot: Snapshot) -> float:
    """Return the seconds to the planned end at the present speed, or at the pace where that is slower; NaN: not known."""
    left = max(snapshot.planned_steps - snapshot.step, 0)
    speeds = [speed for speed in (snapshot.steps_per_second, snapshot.pace) if speed]
    return left / min(speeds) if speeds else float("nan")


def words(name: str) -> str:
    """Return a series' name as people write it."""
    return name.replace("_", " ")


def _progress(snapshot: Snapshot, width: int, *, ascii: bool) -> Row:
    done = fraction_done(snapshot)
    shown = min(int(done * 100), 99) if done < 1 else 100
    role = {"diverged": "bad", "failed": "bad", "finished": "good"}.get(snapshot.status, "accent")
    return ((" ", ""), *progress(done, width=width - 2, ascii=ascii, text=f"{shown:3d} %", style=role), (" ", ""))


def _message(snapshot: Snapshot, width: int) -> Rows:
    """Return what the run has to say, on as many lines as it needs; nothing while all is well."""
    if not snapshot.message:
        return ()
    role = "bad" if snapshot.status in ("diverged", "failed") else "warning" if snapshot.status != "finished" else ""
    lines = textwrap.wrap(snapshot.message, max(width - 2, 10))[:_MOST_LINES]
    return tuple(fitted([(" " + line, role)], width) for line in lines)


def _marks(snapshot: Snapshot, width: int, *, ascii: bool) -> Rows:
    return (fitted([(" ", ""), *marks_line(snapshot.marks, width - 1, ascii=ascii)], width),) if snapshot.marks else ()


def _rules(snapshot: Snapshot, width: int, measured: Measured) -> Rows:
    """Return when the run ends before its planned epochs, where something says so."""
    experiment = snapshot.experiment
    words = rules_in_words(experiment.training, validated=measured.validated) if experiment is not None else ""
    return (fitted([(" ends early ", "muted"), (words, "")], width),) if words else ()


def _values(snapshot: Snapshot, width: int, measured: Measured) -> Rows:
    first = max([10, *(len(words(name)) + 3 for name in measured.names)])
    columns = _COLUMNS if width >= _NARROW else _NARROW_COLUMNS
    rows = [_headings(snapshot, first, columns, validated=measured.validated)]
    rows += [_value_row(snapshot, name, first, columns, validated=measured.validated) for name in measured.names]
    return tuple(fitted(row, width) for row in rows)


def _headings(snapshot: Snapshot, first: int, columns: tuple[int, int], *, validated: bool) -> list[Span]:
    value, best = columns
    now = "train" if snapshot.steps_per_epoch <= 1 else "batch"
    train: list[Span] = [(" " * first, ""), (now.ljust(value), "train"), ("best, epoch".ljust(best), "muted")]
    other = "validation" if value > len("validation") else "valid."
    if not validated:
        return [*train, ("no validation part", "muted")]
    return [*train, (other.ljust(value), "validation"), ("best, epoch", "muted")]


def _value_row(snapshot: Snapshot, name: str, first: int, columns: tuple[int, int], *, validated: bool) -> list[Span]:
    value, best = columns
    row: list[Span] = [(f" {words(name)}".ljust(first), "")]
    for series, role in [(name, "train"), (f"val_{name}", "validation")][: 1 + validated]:
        row += [(_value(snapshot, series).ljust(value), f"{role} bold"), (_best(snapshot, series).ljust(best), "")]
    return row


def _value(snapshot: Snapshot, series: str) -> str:
    return number(snapshot.values.get(series, float("nan")))


def _best(snapshot: Snapshot, series: str) -> str:
    if series not in snapshot.best:
        return "-"
    value, epoch = snapshot.best[series]
    return f"{number(value)}, {grouped(epoch)}"


def _numbers(snapshot: Snapshot, width: int) -> Rows:
    pairs = _pairs(snapshot)
    in_row = 6 if width >= _WIDE else 3 if width >= _NARROW else 2
    room = (width - 1) // in_row
    rows = [pairs[start : start + in_row] for start in range(0, len(pairs), in_row)]
    return tuple(fitted([(" ", ""), *_pair_row(row, room)], width) for row in rows)


def _pair_row(pairs: Sequence[tuple[str, Forms]], room: int) -> list[Span]:
    spans: list[Span] = []
    for label, forms in pairs:
        left = room - len(label) - 2
        value = next((form for form in forms if len(form) <= left), forms[-1])
        spans += [(f"{label} ", "muted"), (value[:left].ljust(left + 1), "")]
    return spans


def _pairs(snapshot: Snapshot) -> list[tuple[str, Forms]]:
    return [
        ("epoch", _so_far(snapshot.epoch, snapshot.planned_epochs)),
        ("step", _so_far(snapshot.step, snapshot.planned_steps)),
        ("learning rate", (number(snapshot.values.get("learning_rate", float("nan"))),)),
        ("speed", (f"{_rate(snapshot.steps_per_second)} steps/s",)),
        ("pace", (pace_words(snapshot.pace),)),
        ("elapsed", _times(snapshot)),
    ]


def _so_far(done: int, planned: int) -> Forms:
    return (
        f"{grouped(done)} of {grouped(planned)}",
        f"{grouped(done)} of {count(planned)}",
        f"{count(done)} of {count(planned)}",
    )


def _times(snapshot: Snapshot) -> Forms:
    over = snapshot.status in ("diverged", "failed", "finished")
    left = ABSENT if over else duration(seconds_left(snapshot))
    done = duration(snapshot.seconds)
    return f"{done}, ETA {left}", f"{done}, ETA {_coarse(left)}", f"{_coarse(done)}, ETA {_coarse(left)}", _coarse(done)


def _coarse(time: str) -> str:
    """Return a time in its first unit alone."""
    return " ".join(time.split(" ")[:2])


def _rate(value: float) -> str:
    return grouped(round(value)) if value >= 100 else number(value, 3)


def pace_words(pace: float | None) -> str:
    """Return a pace in words."""
    return "flat out" if pace is None else f"{pace:,g} steps/s"
