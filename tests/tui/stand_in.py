"""Scripted stand-ins for the rooms below: a runner without a thread, data without a file, plans without an engine."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import Any

import numpy as np

from nntui.data.tables import Description, Part, Preparation, Prepared, Table
from nntui.errors import NntuiError, StackError
from nntui.spec.experiment import Experiment
from nntui.training import messages
from nntui.training.messages import Curve, Snapshot
from nntui.tui import services

NUMBERS = np.random.default_rng(0)


def table(rows: int = 30, classes: int = 3) -> Table:
    """A small set of two features and three classes."""
    return Table(
        name="spiral",
        task="classification",
        features=NUMBERS.normal(size=(rows, 2)).astype("float32"),
        targets=np.arange(rows, dtype=np.int64) % classes,
        feature_names=("x1", "x2"),
        target_names=("class",),
        class_names=tuple(f"class {place}" for place in range(classes)),
    )


def prepared(source: Table | None = None) -> Prepared:
    """The table with all of its rows as training part and ten of them as validation."""
    from_table = source or table()
    description = Description(
        name=from_table.name,
        task=from_table.task,
        rows=len(from_table.features),
        sample_shape=from_table.features.shape[1:],
        outputs=max(len(from_table.class_names), 1),
        feature_names=from_table.feature_names,
        target_names=from_table.target_names,
        class_names=from_table.class_names,
        picture_shape=from_table.picture_shape,
    )
    one = np.ones(1)
    preparation = Preparation(
        description=description,
        scaling="none",
        target_scaling="none",
        feature_offset=0 * one,
        feature_factor=one,
        target_offset=0 * one,
        target_factor=one,
    )
    return Prepared(
        table=from_table,
        train=part("train", from_table, slice(None)),
        validation=part("validation", from_table, slice(0, 10)),
        test=None,
        preparation=preparation,
    )


def part(name: str, source: Table, rows: slice) -> Part:
    """Rows of a table as a part, not scaled."""
    return Part(
        name=name,
        features=source.features[rows],
        targets=source.targets[rows],
        raw=source.features[rows],
        raw_targets=source.targets[rows],
        rows=np.arange(len(source.features))[rows],
    )


def curve(name: str, values: Iterable[float]) -> Curve:
    """A curve with one point a step."""
    mean = np.asarray(list(values), dtype=np.float64)
    step = np.arange(1, len(mean) + 1, dtype=np.float64)
    return Curve(name, step, step, step / 100, mean, mean, mean)


def snapshot(**changes: Any) -> Snapshot:
    """A run of 100 planned steps, as it is before the first one unless told otherwise."""
    values: dict[str, Any] = {
        "acknowledged": 0,
        "status": "ready",
        "epoch": 0,
        "step": 0,
        "planned_epochs": 100,
        "planned_steps": 100,
        "steps_per_epoch": 1,
        "seconds": 0.0,
        "steps_per_second": 0.0,
        "pace": None,
        "values": {},
        "best": {},
        "curves": {},
        "marks": (),
        "parameters": np.zeros(4, dtype=np.float32),
        "statistics": np.zeros(0, dtype=np.float32),
    }
    return Snapshot(**(values | changes))


def at_step(step: int, **changes: Any) -> dict[str, Any]:
    """What changes in a snapshot when `step` steps were done."""
    losses = 1.1 * np.exp(-np.arange(1, step + 1) / 40)
    series = {"loss": losses, "accuracy": 1 - losses / 2, "val_loss": losses * 1.1, "val_accuracy": 1 - losses / 1.8}
    return {
        "step": step,
        "epoch": step,
        "seconds": step / 100,
        "values": {name: float(found[-1]) for name, found in series.items()} if step else {},
        "best": {name: (float(found[-1]), step) for name, found in series.items()} if step else {},
        "curves": {name: curve(name, found) for name, found in series.items()},
        **changes,
    }


class ScriptedRunner:
    """Carries orders out at once; a job runs to its end when its answer is asked for, or a slice at a time while `held`."""

    def __init__(self) -> None:
        self.orders: list[messages.Order] = []
        self.trainer: Any = None
        self.snapshot: Snapshot | None = None
        self.jobs: dict[int, Callable[[], Generator[Any, None, Any]]] = {}
        self.begun: dict[int, Generator[Any, None, Any]] = {}
        self.told: dict[int, Any] = {}
        self.cancelled: list[int] = []
        self.held = self.closed = False

    def start(self, trainer: Any) -> None:
        """A new run, before its first step."""
        self.trainer = trainer
        self.snapshot = snapshot(acknowledged=len(self.orders))

    def send(self, order: messages.Order) -> int:
        """Do what the order says, at once."""
        self.orders.append(order)
        before = self.snapshot.status if self.snapshot else "ready"
        status = {messages.Play: "running", messages.Stop: "stopped", messages.Pace: before, messages.Change: before}.get(
            type(order), "paused"
        )
        step = self.snapshot.step if self.snapshot else 0
        if isinstance(order, (messages.Steps, messages.Epochs)):
            step += order.count
        if isinstance(order, messages.Rewind):
            step = 0
        self.snapshot = snapshot(acknowledged=len(self.orders), status=status, **at_step(step))
        return len(self.orders)

    def go(self, steps: int, status: str = "running") -> None:
        """Train so many steps."""
        step = (self.snapshot.step if self.snapshot else 0) + steps
        self.snapshot = snapshot(acknowledged=len(self.orders), status=status, **at_step(step))

    def rest(self, seconds: float) -> None:
        """Nothing runs here."""

    def latest(self) -> Snapshot | None:
        """The newest snapshot."""
        return self.snapshot

    def ask(self, job: Callable[[], Generator[Any, None, Any]]) -> int:
        """Keep the job."""
        number = len(self.jobs) + 1
        self.jobs[number] = job
        return number

    def answer(self, ticket: int) -> Any:
        """Run the job to its end, or hold it where it is."""
        steps = self.begun.setdefault(ticket, self.jobs[ticket]())
        while not self.held:
            try:
                self.told[ticket] = next(steps)
            except StopIteration as stop:
                return stop.value
        return None

    def slice(self) -> None:
        """Do one slice of the newest job, which is held."""
        ticket = max(self.jobs)
        self.told[ticket] = next(self.begun.setdefault(ticket, self.jobs[ticket]()))

    def progress(self, ticket: int) -> Any:
        """What the job yielded last."""
        return self.told.get(ticket)

    def cancel(self, ticket: int) -> None:
        """Drop the job."""
        self.cancelled.append(ticket)

    def close(self, deadline: float = 0.3) -> None:
        """Note that it was closed."""
        self.closed = True


class Trainer:
    """Holds what the workbench asks of a trainer."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.network = None


class Plan:
    """A plan that adds nothing."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.added = ()
        self.notes = ()

    def given_path(self, path: str) -> str:
        """The same path."""
        return path


class Services(services.Services):
    """The workbench's services, scripted; `wrong` makes problems, `broken_data` an error of the data."""

    def __init__(self) -> None:
        self.the_runner = ScriptedRunner()
        self.the_data = prepared()
        self.wrong: list[StackError] = []
        self.broken_data: NntuiError | None = None

    def runner(self) -> ScriptedRunner:
        """The scripted runner."""
        return self.the_runner

    def prepare(self, *_: Any) -> Generator[Any, None, Prepared]:
        """The scripted data."""
        yield None
        if self.broken_data is not None:
            raise self.broken_data
        return self.the_data

    def plan(self, experiment: Experiment, description: Description) -> Plan:
        """The experiment itself."""
        return Plan(experiment)

    def problems(self, experiment: Experiment, description: Description) -> list[StackError]:
        """The scripted problems."""
        return self.wrong

    def summary(self, experiment: Experiment, description: Description) -> Any:
        """No rows."""
        return ()

    def same_layout(self, run: Any, experiment: Experiment) -> bool:
        """The same number of units everywhere."""
        return [getattr(layer, "units", 0) for layer in run.experiment.model.layers] == [
            getattr(layer, "units", 0) for layer in experiment.model.layers
        ]

    def trainer(self, experiment: Experiment, data: Prepared, saved: Any = None) -> Generator[Any, None, Trainer]:
        """A trainer that holds the experiment."""
        yield None
        return Trainer(experiment)
