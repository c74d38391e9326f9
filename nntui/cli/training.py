"""`nntui train`: the same training as in the application, without a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import msgspec

from nntui.cli.narration import give, say
from nntui.cli.progress import Line, clock
from nntui.cli.ranges import Whole
from nntui.cli.signals import SIGNALS, Forced, Stopped
from nntui.cli.wanted import spec_options, wanted
from nntui.training.events import Event

if TYPE_CHECKING:
    from nntui.cli.headless import Outcome, Run


@click.command("train")
@spec_options
@click.option("--out", type=click.Path(file_okay=False), help="Folder for the run's files, made if missing.")
@click.option(
    "--folds",
    type=Whole(2),
    metavar="K",
    help="Train K times, each time on all rows but a Kth, measure on those, and print mean and deviation; no run is saved.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object at the end.")
def train_command(
    *, spec: str, settings: tuple[str, ...], seed: int | None, out: str | None, folds: int | None, as_json: bool
) -> int:
    """Train SPEC, with a progress bar on stderr, and save the run into a folder, whose path is printed.

    SPEC is a recipe's name, a .toml file, a one-line spec, a saved model, a run's folder, or an address of
    TensorFlow Playground.
    """
    if folds is not None and out is not None:
        raise click.UsageError("--folds saves no run, so there is nothing for --out.")
    subject, experiment = wanted(spec, settings, seed)
    line = Line(subject.name)
    if folds is not None:
        from nntui.cli.folds import validate  # noqa: PLC0415 (as below)

        return validate(experiment, subject.name, folds, line, json=as_json)
    from nntui.cli.headless import Run, prepared_for  # noqa: PLC0415 (wrong input is told 0.1 s sooner)

    complete, prepared = prepared_for(experiment, line)
    run = Run(complete, prepared, subject.name, out)
    say(f"{subject.name}: {complete.training.epochs:,} epochs into {run.folder.path}")
    return _carry_out(run, line, as_json=as_json)


def _carry_out(run: Run, line: Line, *, as_json: bool) -> int:
    with SIGNALS.asked():
        event = run.train(line)
        line.clear()
        metrics = _evaluate(run)
        run.write_metrics()
        run.save_somewhere(metrics)
    if SIGNALS.number:
        say(f"nntui: stopped at step {run.trainer.state.step:,}; the run is saved in {run.folder.path}")
        raise Stopped(SIGNALS.number)
    outcome, why = run.outcome(metrics), run.trainer.outcome
    if why and run.trainer.failure is None:
        say(why)
    say(f"{'diverged' if run.trainer.failure else 'done'}: {_sentence(outcome)}")
    give(msgspec.json.encode(outcome).decode() if as_json else outcome.run)
    if event is Event.DIVERGED and run.trainer.failure is not None:
        raise run.trainer.failure
    return 0


def _evaluate(run: Run) -> dict[str, float]:
    """Return the final figures, none when a signal does not leave the time; evaluating can be broken off anywhere."""
    if SIGNALS.number:
        return {}
    try:
        with SIGNALS.asked(gently=False):
            return run.evaluate()
    except Forced:
        raise
    except Stopped:
        return {}


def _sentence(outcome: Outcome) -> str:
    values = {name: getattr(outcome, name) for name in ("loss", "accuracy", "val_loss", "val_accuracy")}
    told = ", ".join(f"{name} {value:.4g}" for name, value in values.items() if value is not None)
    speed = f"{outcome.steps_per_second:,.0f} steps a second" if outcome.steps_per_second else "no steps"
    return f"{told} after {outcome.epochs:,} epochs, {clock(outcome.seconds)} ({speed})"
