"""`nntui replay`: a saved run done again from its log, and whether the same bits come out."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from nntui.cli.columns import as_json
from nntui.cli.narration import give, say
from nntui.cli.progress import Line, Progress, clock
from nntui.cli.subject import resolve_run
from nntui.cli.wanted import reporting
from nntui.errors import InputError, RunError
from nntui.spec import overrides
from nntui.store.outside import check_no_paths, outside_paths

if TYPE_CHECKING:
    from nntui.spec.experiment import Experiment
    from nntui.store.modelfile import Saved
    from nntui.training.state import TrainState
    from nntui.training.trainer import Trainer


@click.command("replay")
@click.argument("run")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="data.source.path=PATH",
    help="Where the data of the run lie, for those that were read from a file.",
)
@click.option("--json", "json", is_flag=True, help="Print one JSON object.")
def replay_command(*, run: str, settings: tuple[str, ...], json: bool) -> int:
    """Train RUN (a run's folder or a model file) again from its start, with everything that was done to it at its step.

    Every change of a value, of the data, of weights by hand stands in the run's log. On the same machine the same bits come
    out; the exit code is 1 where they do not.
    """
    saved, path = resolve_run(run)
    experiment = _experiment(saved, path, settings)
    from nntui.store.saving import state_of  # noqa: PLC0415 (wrong input is told sooner)

    state = state_of(saved, where=str(path))
    began = perf_counter()
    trainer = _again(experiment, state, Line(path.parent.name), began)
    say(f"{trainer.updates:,} steps and {_orders(len(state.log))} done again in {clock(perf_counter() - began)}")
    return _tell(_compared(trainer, state), json=json)


def _experiment(saved: Saved, path: Path, settings: tuple[str, ...]) -> Experiment:
    """Return the experiment of the run, its data where the user says that they lie."""
    keys = frozenset(setting.partition("=")[0].strip() for setting in settings)
    outside = outside_paths(saved.experiment)
    for key in sorted(keys - outside.keys()):
        raise InputError(
            "a run is done again as it was; only where its data lie may be said",
            where="--set",
            received=key,
            allowed=", ".join(outside) or "nothing: its data are in no file",
        )
    experiment = overrides.apply_texts(saved.experiment, settings)
    check_no_paths(experiment, keys, where=str(path), allowed="that path or another one, named by you: --set {place}=PATH")
    return experiment


def _again(experiment: Experiment, state: TrainState, line: Line, began: float) -> Trainer:
    """Do the run again to the step at which it was saved, and tell how far it is."""
    from nntui.data.prepare import prepare  # noqa: PLC0415
    from nntui.training.replay import replaying  # noqa: PLC0415

    prepared = prepare(experiment.data, experiment.seed, experiment.model.dtype, reporting(line))
    work = replaying(experiment, prepared, state.log, step=state.step)
    while True:
        try:
            trainer = next(work)
        except StopIteration as end:
            line.clear()
            done: Trainer = end.value
            return done
        if line.due:
            line.show(Progress(trainer.epoch, max(state.epoch, 1), perf_counter() - began, trainer.history.last()))


def _compared(trainer: Trainer, state: TrainState) -> dict[str, Any]:
    """Return both digests, whether they are the same, and the first epoch that gave something else."""
    from nntui.store.saving import parameters_sha256  # noqa: PLC0415

    was, now = (parameters_sha256(one.parameters, one.statistics) for one in (state, trainer.state))
    return {
        "same": was == now,
        "steps": trainer.updates,
        "orders": len(state.log),
        "first_other_epoch": trainer.history.first_difference(state.history),
        "parameters_sha256": now,
        "saved_parameters_sha256": was,
    }


def _tell(found: dict[str, Any], *, json: bool) -> int:
    if json:
        give(as_json(found))
    elif found["same"]:
        give(f"the same to the bit: {found['parameters_sha256']}")
    if not found["same"]:
        epoch = found["first_other_epoch"]
        since = f": the figures differ from epoch {epoch:,} on" if epoch else ""
        raise RunError(
            f"other weights came out than those in the file{since}",
            received=found["parameters_sha256"],
            allowed=f"{found['saved_parameters_sha256']}; another machine, or another release of NumPy, rounds otherwise",
        )
    return 0


def _orders(count: int) -> str:
    return "1 entry of its log" if count == 1 else f"{count:,} entries of its log"
