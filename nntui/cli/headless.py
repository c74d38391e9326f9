"""One run without a screen: from an experiment to the files in its folder."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import msgspec
import numpy as np

from nntui.cli.narration import say
from nntui.cli.progress import Line, Progress
from nntui.cli.signals import SIGNALS, Signals
from nntui.data import progress as loading
from nntui.data.prepare import prepare
from nntui.data.tables import Prepared
from nntui.errors import SaveError
from nntui.spec import toml
from nntui.spec.experiment import Experiment
from nntui.store import atomic
from nntui.store.runs import RunFolder, given_folder, keep_older, new_folder
from nntui.store.saving import metrics_header, metrics_rows, parameters_sha256, save_run, saved_of
from nntui.training import plan
from nntui.training.events import Event
from nntui.training.trainer import Trainer

SAVE_EVERY = 60.0
"""Seconds between two saves while a run goes on, so that little is lost when the machine fails."""
WRITE_EVERY = 0.5
"""Seconds between two writings of metrics.csv."""
_SHOWN = ("loss", "accuracy", "val_loss", "val_accuracy")


class Outcome(msgspec.Struct, frozen=True):
    """What a run came to; the fields, in this order, are the object that `--json` prints.

    Losses and accuracies are those of the final weights with dropout off; None where there is none.
    """

    loss: float | None
    accuracy: float | None
    val_loss: float | None
    val_accuracy: float | None
    epochs: int
    steps: int
    seconds: float
    steps_per_second: float | None
    run: str
    parameters_sha256: str


def prepared_for(experiment: Experiment, line: Line) -> tuple[Experiment, Prepared]:
    """Load the data, complete the experiment from it, and raise the first of what is wrong with its stack."""

    def report(progress: loading.Progress) -> None:
        line.show_text(f"{progress.text} {progress.share:.0%}" if progress.total else progress.text)

    prepared = prepare(experiment.data, experiment.seed, experiment.model.dtype, report)
    line.clear()
    found = plan.problems(experiment, prepared.description)
    if found:
        raise found[0]
    planned = plan.complete(experiment, prepared.description)
    for note in (*planned.notes, *prepared.table.notes):
        say(f"note: {note}")
    for added in planned.added:
        if not added.text.startswith("metrics"):
            say(f"added: {added}")
    return planned.experiment, prepared


class Run:
    """A trainer, its folder, and what is written into it."""

    def __init__(self, experiment: Experiment, prepared: Prepared, name: str, out: str | None) -> None:
        self._name = name
        self.trainer = Trainer(experiment, prepared)
        self.folder: RunFolder = new_folder(name) if out is None else given_folder(out)
        older = keep_older(self.folder)
        if older is not None:
            say(f"note: {self.folder.path} held a run already; it is kept in {older}")
        self._rows_written = 0
        self._told: set[Path] = set()
        atomic.replace(self.folder.spec, toml.write(experiment).encode())
        atomic.replace(self.folder.metrics, metrics_header(self.trainer.state.history).encode())

    def train(self, line: Line, signals: Signals = SIGNALS) -> Event:
        """Train until the run ends by itself or a signal comes; returns the last event."""
        trainer, every = (
            self.trainer,
            Every(perf_counter(), ((WRITE_EVERY, self.write_metrics), (SAVE_EVERY, self.save_softly))),
        )
        step = trainer.step
        trainer.stopwatch.start()
        event = Event.STEP
        with np.errstate(all="ignore"):
            while event < Event.FINISHED and not (signals.number and event is not Event.BUSY):
                event = step()
                now = perf_counter()
                if now >= every.next and event is not Event.BUSY:
                    every.call(now)
                if line.live and now >= line.next:
                    line.show(self.progress())
        trainer.stopwatch.stop()
        return event

    def progress(self) -> Progress:
        """Return how far the run is."""
        trainer = self.trainer
        state = trainer.state
        share = state.cursor / max(len(trainer.prepared.train.features), 1)
        values = {**state.steps.last(), **state.validations.last()}
        shown = {name: values[name] for name in _SHOWN if name in values}
        return Progress(state.epoch + share, trainer.experiment.training.epochs, trainer.stopwatch(), shown)

    def write_metrics(self) -> None:
        """Add the rows of the epochs since the last call to metrics.csv; a failure is told once and ends nothing."""
        history = self.trainer.state.history
        if history.epochs > self._rows_written:
            rows, first = metrics_rows(history, self._rows_written), history.epochs
            if self._softly(self.folder.metrics, lambda: atomic.append(self.folder.metrics, rows.encode())):
                self._rows_written = first

    def save(self, metrics: dict[str, float] | None = None) -> None:
        """Write the model file and what belongs to it; raises `SaveError`."""
        trainer = self.trainer
        prepared = trainer.prepared
        save_run(self.folder, saved_of(trainer.keep(), trainer.network, prepared.preparation, metrics=metrics))

    def save_somewhere(self, metrics: dict[str, float]) -> None:
        """Save at the end; where the run's folder is gone or full, into a new one among the user's runs."""
        try:
            self.save(metrics)
        except SaveError as error:
            say(f"nntui: {error}")
            self.folder = new_folder(self._name)
            self.save(metrics)
            say(f"nntui: the run is saved in {self.folder.path} instead")

    def save_softly(self) -> None:
        """Save in the middle of a run; a failure is told once, and the run goes on."""
        self._softly(self.folder.model, self.save)

    def _softly(self, path: Path, work: Callable[[], None]) -> bool:
        try:
            work()
        except SaveError as error:
            if path not in self._told:
                say(f"nntui: {error} The run goes on.")
                self._told.add(path)
            return False
        return True

    def evaluate(self) -> dict[str, float]:
        """Return loss and accuracy of the final weights on training and validation part; changes nothing."""
        return self.trainer.evaluate()

    def outcome(self, metrics: dict[str, float]) -> Outcome:
        """Return what the run came to."""
        trainer = self.trainer
        state, seconds = trainer.state, trainer.stopwatch()
        return Outcome(
            **{name: _finite(metrics.get(name)) for name in _SHOWN},
            epochs=state.epoch,
            steps=state.step,
            seconds=seconds,
            steps_per_second=_finite(state.step / seconds if seconds else None),
            run=str(self.folder.path),
            parameters_sha256=parameters_sha256(state.parameters, state.statistics),
        )


class Every:
    """Work that is due every so many seconds; `next` is when the first of it is."""

    def __init__(self, now: float, works: tuple[tuple[float, Callable[[], None]], ...]) -> None:
        self._works = works
        self._due = [now + seconds for seconds, _ in works]
        self.next = min(self._due)

    def call(self, now: float) -> None:
        """Do what is due."""
        for position, (seconds, work) in enumerate(self._works):
            if now >= self._due[position]:
                work()
                self._due[position] = perf_counter() + seconds
        self.next = min(self._due)


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
