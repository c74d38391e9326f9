"""A run that can be stepped, steered, kept and gone back in: no thread, and no clock but a stopwatch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Generator as Slices
from typing import Any

import numpy as np

from nntui.data.dataset import DataSet
from nntui.data.prepare import prepare_again
from nntui.data.tables import Prepared
from nntui.engine.gradient_optimizer import GradientOptimizer
from nntui.engine.network import Bound, Network
from nntui.engine.optimizers.base import OptimizerState
from nntui.engine.problem import Problem
from nntui.engine.results import drain
from nntui.errors import Diverged, InputError, SpecError
from nntui.spec import overrides
from nntui.spec.experiment import Experiment
from nntui.training import handwork, log, report
from nntui.training.averaging import predicting
from nntui.training.best import Best
from nntui.training.events import Event
from nntui.training.feed import Samples
from nntui.training.history import History
from nntui.training.loop import Loop
from nntui.training.messages import Curve, Hand, Kept, Mark, Snapshot
from nntui.training.norms import Norms
from nntui.training.report import Standing
from nntui.training.state import TrainState
from nntui.training.stopwatch import Stopwatch
from nntui.training.task import Task, Weights, layout_key, make_task

_NEW_START = ("data", "seed")
_DATA_SEED = "data.seed"


class Trainer:
    """Trains the network of an experiment on prepared data.

    `state` is where to go on; without one training starts at the weights that the seed gives. What the experiment
    leaves out is inferred from the data, unless it is to be taken `exact`ly as it is. `weights` `(samples,)` are those
    of the training and the validation part: the loss is `sum(w * l) / sum(w)`. `step()` does one update;
    iterating does steps until the run ends.
    """

    step: Callable[[], Event]

    def __init__(
        self,
        experiment: Experiment,
        prepared: Prepared,
        state: TrainState | None = None,
        *,
        exact: bool = False,
        weights: Weights = (None, None),
    ) -> None:
        task = make_task(experiment, prepared, exact=exact, weights=weights)
        self.state = self._fresh(task) if state is None else _fitting(state, task.network)
        self.stopwatch = Stopwatch(self.state.seconds)
        self.best = Best()
        self._previous: tuple[Task, TrainState, Norms] | None = None
        self._previous_curves: dict[str, Curve] = {}
        self._bind(task)
        self._norms = self._new_norms()

    def _fresh(self, task: Task) -> TrainState:
        experiment = task.experiment
        source = experiment.data.source
        own = source.start_generator(experiment.seed) if isinstance(source, DataSet) else None
        return TrainState.fresh(task.network, experiment.seed, own)

    def _bind(self, task: Task) -> None:
        self._loop = Loop(task, self.state, self.stopwatch)
        self.step = self._loop.step

    @property
    def experiment(self) -> Experiment:
        """The experiment with all changes so far."""
        return self._loop.task.experiment

    @property
    def prepared(self) -> Prepared:
        """The data it trains on."""
        return self._loop.task.prepared

    @property
    def network(self) -> Network:
        """The network as it is trained."""
        return self._loop.task.network

    @property
    def problem(self) -> Problem:
        """What the optimizer works on."""
        return self._loop.problem

    @property
    def history(self) -> History:
        """What every epoch gave."""
        return self.state.history

    @property
    def updates(self) -> int:
        """How many updates were made."""
        return self.state.step

    @property
    def epoch(self) -> int:
        """How many epochs are over."""
        return self.state.epoch

    @property
    def planned_steps(self) -> int:
        """Updates at the end of the planned epochs, as things stand."""
        return self._loop.planned_steps

    @property
    def steps_per_epoch(self) -> int:
        """Updates in a whole epoch."""
        return self._loop.steps_per_epoch

    @property
    def busy(self) -> bool:
        """Whether it stands between two slices of a validation, and not at a step border."""
        return self._loop.busy

    @property
    def finished(self) -> bool:
        """Whether all planned epochs are over, or a stop rule holds."""
        return self._loop.finished

    @property
    def outcome(self) -> str:
        """Why the run ended before its planned epochs, in words; empty when it did not."""
        return self.state.outcome

    @property
    def diverged(self) -> bool:
        """Whether the run ended because something was not finite; training goes on from there all the same."""
        return self.state.diverged

    @property
    def failure(self) -> Diverged | None:
        """The error when the last step diverged."""
        return self._loop.failure

    def __iter__(self) -> Iterator[Event]:
        """Yield an event per step until the run ends."""
        event = Event.STEP
        while event < Event.FINISHED:
            event = self.step()
            yield event

    def run(self, steps: int | None = None) -> Event:
        """Do steps until the run ends or `steps` updates were made, and return the last event."""
        goal = None if steps is None else self.updates + steps
        self.stopwatch.start()
        try:
            return self._run(goal)
        finally:
            self.stopwatch.stop()

    def _run(self, goal: int | None) -> Event:
        step, state = self.step, self.state
        event = Event.STEP
        while event < Event.FINISHED and (goal is None or state.step < goal or self.busy):
            event = step()
        return event

    def change(self, path: str, value: Any) -> None:
        """Set a field of the experiment from the next update on (batch size: the next batch).

        Other data, such as another draw, take the place of the old ones under the same weights. What changes the layout
        of the parameters, what is predicted, or the seed is a new start, and refused here.
        """
        before = overrides.get(self.experiment, path)
        changed = overrides.apply(self.experiment, path, value)
        _check_steering(changed, path)
        self._finish_slices()
        task = make_task(changed, self._prepared_for(changed, path), self._loop.task)
        if layout_key(task.network) != layout_key(self.network):
            raise SpecError("this changes what the parameters are, and needs a new start", where=path, received=value)
        self.state.hands.check(task.network)
        self._note(path, before, changed)
        self._take(task)

    def _prepared_for(self, changed: Experiment, path: str) -> Prepared:
        before, prepared = self.experiment, self.prepared
        if changed.data == before.data:
            return prepared
        found = prepare_again(prepared, before.data, changed.data, changed.seed, changed.model.dtype)
        if _predicted(found) != _predicted(prepared):
            raise SpecError("this changes what is predicted from what, and needs a new start", where=path)
        if path == _DATA_SEED and np.array_equal(found.table.features, prepared.table.features):
            raise SpecError(f"{before.data.source.catalog_name} has the same samples at every seed", where=path)
        return found

    def _finish_slices(self) -> None:
        while self.busy:
            self.step()

    def _note(self, path: str, old: Any, changed: Experiment) -> None:
        state = self.state
        before = log.plain(self.experiment, path, old)
        after = log.plain(changed, path, overrides.get(changed, path))
        text = handwork.frozen_words(self.network, path, after) or log.words(path, before, after)
        log.mark(state.marks, Mark(*self._place(), text, path, before, after))
        state.log.append(log.Entry(state.step, "change", path, after, before))

    def _place(self) -> tuple[int, float, float]:
        state = self.state
        return state.step, state.epoch + state.cursor / len(self._loop.task.train), self.stopwatch()

    def by_hand(self, order: Hand) -> None:
        """Set or nudge a weight, freeze or silence units, from the next update on.

        The best weights so far are forgotten: going back to them would undo it.
        """
        self._finish_slices()
        state, task = self.state, self._loop.task
        done = handwork.carry_out(order, task.network, state, task.optimizer)
        if done is None:
            return
        self._note_by_hand(done)
        state.begin_again(afresh=True)
        self._bind(task)

    def _note_by_hand(self, done: handwork.Done) -> None:
        """Mark and log it; what was done to one weight at one step, as by nudges, is one thing."""
        state = self.state
        last = state.log[-1] if state.log else None
        if (
            last is not None
            and (last.step, last.kind, last.path) == (state.step, "hand", done.path)
            and done.before is not None
        ):
            done = done.since(last.before)
            state.log.pop()
            state.marks.pop()
        state.marks.append(Mark(*self._place(), done.text, done.path, done.before, done.after, by_hand=True))
        state.log.append(log.Entry(state.step, "hand", done.path, log.plain_order(done.order), done.before))

    def _take(self, task: Task) -> None:
        state = self.state
        if type(task.optimizer) is not type(self._loop.task.optimizer):
            state.optimizer = OptimizerState()
        if task.network.metric_names != self.network.metric_names:
            state.rename(task.network.metric_names)
            self.best = Best()
        anew = task.prepared is not self.prepared
        state.begin_again(len(task.train), afresh=anew or task.ends.monitor != self._loop.task.ends.monitor)
        self._bind(task)

    def end(self, why: str) -> None:
        """End the run here, for a reason in words that goes into the log."""
        self._finish_slices()
        self._loop.end(why)

    def rewind(self) -> None:
        """Go back to the start weights and generators; changes made so far stay, and the run so far is left behind.

        Units that are frozen or silenced stay so, with their start weights; weights that were set by hand do not.
        """
        self._finish_slices()
        self.state.seconds = self.stopwatch()
        self._previous = (self._loop.task, self.state, self._norms)
        self._previous_curves = self.curves()
        held = self.state.hands.orders()
        self._go_to(self._fresh(self._loop.task), self._loop.task)
        self._norms = self._new_norms()
        for order in held:
            self.by_hand(order)

    def undo(self) -> None:
        """Take the last rewind back."""
        if self._previous is None:
            raise InputError("there is no rewind to take back")
        self._finish_slices()
        task, state, self._norms = self._previous
        self._previous, self._previous_curves = None, {}
        self._go_to(state, task)

    def _go_to(self, state: TrainState, task: Task) -> None:
        running = self.stopwatch.running
        self.state, self.best = state, Best()
        self.stopwatch = Stopwatch(state.seconds)
        if running:
            self.stopwatch.start()
        self._bind(task)

    def watch(self) -> int:
        """Note the size of the gradient by layer where that is due, for a screen; returns in how many updates it is again."""
        state, norms, task = self.state, self._norms, self._loop.task
        if state.step >= norms.due and isinstance(task.optimizer, GradientOptimizer):
            place = state.epoch + state.cursor / len(task.train)
            norms.note(state.step, place, self.stopwatch(), self.problem.gradients)
        return max(norms.due - state.step, 1)

    def _new_norms(self) -> Norms:
        return Norms(self.network.layout, self.state.step + 1)

    def curves(self) -> dict[str, Curve]:
        """Return the curves of the run, and of the gradient where it was watched."""
        return report.curves_of(self.state) | self._norms.curves()

    def keep(self) -> Kept:
        """Return a copy of the whole state, from which training goes on to the bit."""
        self.state.seconds = self.stopwatch()
        return Kept(self.state.step, self.experiment, *self.state.to_parts())

    def snapshot(self, standing: Standing | None = None) -> Snapshot:
        """Return the run as it stands, as a frozen value."""
        return report.snapshot(self, standing or Standing(), self._previous_curves)

    def evaluating(self, samples: Samples) -> Iterator[None]:
        """Yield between slices, and return `{"loss": ..., "accuracy": ...}` of the present weights, without noise."""
        return samples.evaluating(self._bound(), self.network.workspace())

    def _bound(self) -> Bound:
        return predicting(self.network, self.experiment, self.state, self.problem.bound)

    def evaluate(self) -> dict[str, float]:
        """Return loss and metrics of the present weights on the training part, and with `val_` on the validation part."""
        values: dict[str, float] = drain(self.measuring())
        return values

    def measuring(self) -> Slices[None, None, dict[str, float]]:
        """Yield between slices, and return what `evaluate` does."""
        task, bound = self._loop.task, self._bound()
        values = yield from task.train.evaluating(bound, self.network.workspace())
        if task.validation is None:
            return values
        validated = yield from task.validation.evaluating(bound, self.network.workspace())
        return values | {f"val_{name}": value for name, value in validated.items()}


def _check_steering(experiment: Experiment, path: str) -> None:
    if path.partition(".")[0] in _NEW_START and not overrides.is_live(experiment, path):
        raise SpecError("this cannot change while a run goes on, and needs a new start", where=path)


def _predicted(prepared: Prepared) -> tuple[Any, ...]:
    description = prepared.description
    return description.task, description.input_shape, description.outputs, description.class_names


def _fitting(state: TrainState, network: Network) -> TrainState:
    sizes = (network.layout.size, network.statistics_layout.size)
    received = (len(state.parameters), len(state.statistics))
    if received != sizes or state.parameters.dtype != network.dtype:
        raise InputError(
            "the state is that of another network",
            where="state",
            received=received,
            allowed=f"{sizes} numbers in {network.dtype}",
        )
    return state
