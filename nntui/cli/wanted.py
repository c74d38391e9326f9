"""The experiment that SPEC, `--set` and `--seed` mean together: for every command that trains or tries something."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click
import msgspec

from nntui.cli.narration import say
from nntui.cli.ranges import Whole
from nntui.cli.subject import Subject, resolve
from nntui.spec import limits, overrides
from nntui.store.outside import check_no_paths

if TYPE_CHECKING:
    from nntui.cli.progress import Line
    from nntui.data.progress import Report
    from nntui.spec.experiment import Experiment

Command = TypeVar("Command", bound=Callable[..., int])

_OPTIONS = (
    click.argument("spec"),
    click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="SECTION.KEY=VALUE",
        help="Change one value, such as model.layers.0.units=32.",
    ),
    click.option("--seed", type=Whole(0, limits.SEED), help="The experiment's seed; wins over the spec and --set."),
)


def spec_options(command: Command) -> Command:
    """Give a command the argument SPEC and the options `--set` and `--seed`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def wanted(spec: str, settings: tuple[str, ...], seed: int | None) -> tuple[Subject, Experiment]:
    """Return what SPEC means, and its experiment with the values changed; notes are told.

    Raises where the experiment would open a path that only a file has named.
    """
    subject = resolve(spec)
    for note in subject.notes:
        say(f"note: {note}")
    experiment = overrides.apply_texts(subject.experiment, settings)
    if subject.saved is not None:
        given = frozenset(setting.partition("=")[0].strip() for setting in settings)
        named = "that path or another one, named by you: --set {place}=PATH"
        check_no_paths(experiment, given, where=str(subject.path), allowed=named)
    return subject, experiment if seed is None else seeded(experiment, seed)


def seeded(experiment: Experiment, seed: int) -> Experiment:
    """Return the experiment with another seed; where random numbers are Playground's, data and start have one seed."""
    if getattr(experiment.data.source, "stream", "") == "page":
        data = msgspec.structs.replace(experiment.data, seed=seed)
        experiment = msgspec.structs.replace(experiment, data=data)
    return msgspec.structs.replace(experiment, seed=seed)


def reporting(line: Line) -> Report:
    """Return what tells the progress of a job on the line."""
    return lambda told: line.show_text(f"{told.text} {told.share:.0%}" if told.total else told.text)
