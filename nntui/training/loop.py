"""The training loop, one step at a time, for one task and one state."""

from __future__ import annotations

import math
from collections.abc import Generator as Slices

import numpy as np

from nntui.engine.problem import OPTIMIZER, Problem
from nntui.engine.results import BatchResult, drain
from nntui.errors import Diverged
from nntui.training.averaging import predicting
from nntui.training.carrying import Carrying
from nntui.training.events import Event
from nntui.training.feed import Batch, Batches
from nntui.training.generators import SEARCH, spawned
from nntui.training.log import Entry
from nntui.training.order import EpochOrder
from nntui.training.state import TrainState
from nntui.training.stopwatch import Stopwatch
from nntui.training.sums import figures_of
from nntui.training.task import Task

_ENORMOUS = 1e4
"""Weights below this leave the largest float32 far away, through as many layers as people stack."""


class Loop:
    """Moves a state through a task. All that must outlive it is in the state; a changed task gets a new loop."""

    def __init__(self, task: Task, state: TrainState, stopwatch: Stopwatch) -> None:
        training = task.experiment.training
        network = task.network
        self.task, self.state = task, state
        self.failure: Diverged | None = None
        state.add_noise(network, task.optimizer, task.experiment.seed)
        if task.optimizer.noisy():
            state.noise.setdefault(OPTIMIZER, spawned(task.experiment.seed, SEARCH))
        self.problem = Problem(
            network,
            state.parameters,
            state.statistics,
            network.workspace(state.noise),
            mask=state.hands.mask(network),
            references=task.train.references,
        )
        optimizer = state.optimizer
        if not (optimizer.updates or optimizer.slots or optimizer.values):
            state.optimizer = task.optimizer.start(self.problem)
        self._stopwatch = stopwatch
        self._update = task.optimizer.update
        self._rate_at = task.optimizer.rate_at
        self._count = state.samples = len(task.train)
        self._size = min((training.batch_size or self._count) * training.accumulate, self._count)
        self.problem.at_once = (training.batch_size or 0) if training.accumulate > 1 else 0
        self._least = 1 if training.last_batch == "use" else self._size
        self._carries = training.last_batch == "carry"
        self._epochs = training.epochs
        self._validate_every = training.validate_every if task.validation is not None else 0
        self._batches = Batches(task.train, self._size)
        self._order = EpochOrder(self._count)
        self._carrying = Carrying(task.train, self._order)
        self._statistics = state.statistics.copy()
        self._has_statistics = bool(state.statistics.size)
        self._figures = figures_of(network)
        self._ends = task.ends
        self._unknown = (math.nan,) * (1 + len(network.metrics))
        self._resting = network.workspace()
        self._slices: Slices[None, None, dict[str, float]] | None = None
        self._whole = False
        self._aside = True

    @property
    def busy(self) -> bool:
        """Whether a validation is under way, at the end of an epoch that is not closed yet."""
        return self._slices is not None

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to do."""
        state = self.state
        ended = bool(state.outcome) and not state.diverged
        return not self.busy and (ended or (state.cursor == 0 and state.epoch >= self._epochs))

    @property
    def steps_per_epoch(self) -> int:
        """Updates in a whole epoch."""
        return self._steps_in(self._count)

    def _steps_in(self, samples: int) -> int:
        """Return how many updates so many samples make; the last may be short only where a short batch is used."""
        return -(-(samples - self._least + 1) // self._size)

    @property
    def planned_steps(self) -> int:
        """Updates at the end of the planned epochs, as things stand."""
        state = self.state
        rest = self._steps_in(self._count - state.cursor) - self.steps_per_epoch
        return state.step + max(0, (self._epochs - state.epoch) * self.steps_per_epoch + rest)

    def step(self) -> Event:
        """Do one update, or one slice of the validation that stands after the last update of an epoch."""
        if self._aside:
            event = self._step_aside()
            if event is not None:
                return event
        return self._step_whole() if self._whole else self._step_batch()

    def _step_whole(self) -> Event:
        state = self.state
        epoch = state.epoch
        result = self._move(epoch)
        if result is None:
            return Event.DIVERGED
        figures = self._figures(result)
        state.step = step = state.step + 1
        state.cursor = self._count
        seconds = self._stopwatch()
        state.steps.record((step, epoch + 1, seconds, *figures, state.rate))
        if seconds > self._ends.time_limit:
            self.end(self._ends.after_time(seconds))
        if not self._validate_every:
            return self._close_epoch(figures, self._unknown)
        state.sums.add(result)
        return self._end_epoch()

    def _step_batch(self) -> Event:
        state, problem, count = self.state, self.problem, self._count
        start = state.cursor
        stop = start + self._size
        stop = min(stop, count)
        batch = self._joined(stop) if state.carried and not start else self._batches.between(start, stop)
        problem.X, problem.y, problem.weights = batch
        result = self._move(state.epoch + start / count)
        if result is None:
            return Event.DIVERGED
        state.step = step = state.step + 1
        state.cursor = stop
        if not start:
            state.carried = []
        seconds = self._stopwatch()
        state.steps.record((step, state.epoch + stop / count, seconds, *self._figures(result), state.rate))
        state.sums.add(result)
        if seconds > self._ends.time_limit:
            self.end(self._ends.after_time(seconds))
        return Event.STEP if count - stop >= self._least else self._end_epoch()

    def _joined(self, stop: int) -> Batch:
        return self._carrying.joined(self.state.carried, stop, self.state.order_from)

    def _move(self, epoch: float) -> BatchResult | None:
        """Do the update on the current batch, `epoch` epochs from the start; None when it diverged."""
        state = self.state
        optimizer = state.optimizer
        optimizer.epoch = epoch
        state.rate = self._rate_at(optimizer.updates, epoch, optimizer.values)
        if self._has_statistics:
            np.copyto(self._statistics, state.statistics)
        try:
            return self._update(self.problem, optimizer)
        except Diverged as error:
            self._diverge(error)
            return None

    def _step_aside(self) -> Event | None:
        if self._slices is not None:
            return self._validate(self._slices)
        if self.finished:
            return Event.FINISHED
        if self._count - self.state.cursor < self._least:
            return self._end_epoch()
        self._open_epoch()
        return None

    def _open_epoch(self) -> None:
        """Make the batch or the order ready, at the start of an epoch or in the middle of one."""
        state = self.state
        self._whole = state.cursor == 0 and self._size == self._count and not state.carried
        if self._whole:
            state.order_from = None
            self.problem.set_batch(*self._batches.whole())
        elif state.cursor == 0:
            state.order_from = self._order.draw(state.order) if self.task.experiment.training.shuffle else None
        elif state.order_from is not None:
            self._order.again(state.order_from)
        self._batches.open(None if state.order_from is None else self._order.positions)
        self._aside = False

    def _diverge(self, error: Diverged) -> None:
        """End the run before an update that could not be made."""
        state = self.state
        name = self.task.network.layers[error.layer].catalog_name
        np.copyto(state.statistics, self._statistics)
        self._fail(Diverged(state.step + 1, error.layer, name, error.tensor), Entry(state.step, "diverged"))

    def _diverge_after(self, what: str) -> None:
        """End the run after an update whose weights give no finite loss; doing it again meets this by itself."""
        step, layers = self.state.step, self.task.network.layers
        failure = Diverged(step, len(layers) - 1, layers[-1].catalog_name, what, made=True)
        self._fail(failure, Entry(step, "diverged", value="after"))

    def _fail(self, failure: Diverged, entry: Entry) -> None:
        state = self.state
        self.failure = failure
        state.diverged, state.outcome = True, str(failure)
        state.log.append(entry)

    def _end_epoch(self) -> Event:
        if not self._validation_due() or self.task.validation is None:
            return self._close_epoch(self.state.sums.figures(self.task.network), self._unknown)
        validation = self.task.validation
        self._aside = True
        task = self.task
        bound = predicting(task.network, task.experiment, self.state, self.problem.bound)
        self._slices = validation.evaluating(bound, self._resting)
        return self._validate(self._slices)

    def _validation_due(self) -> bool:
        every = self._validate_every
        return bool(every) and (self.state.epoch + 1) % every == 0

    def _validate(self, slices: Slices[None, None, dict[str, float]]) -> Event:
        try:
            next(slices)
        except StopIteration as end:
            self._slices = None
            return self._close_validated(tuple(end.value.values()))
        return Event.BUSY

    def _close_validated(self, values: tuple[float, ...]) -> Event:
        state = self.state
        state.validations.record((state.step, state.epoch + 1.0, self._stopwatch(), *values))
        event = self._close_epoch(state.sums.figures(self.task.network), values)
        if math.isfinite(values[0]):
            return event
        self._diverge_after("the validation loss")
        return Event.DIVERGED

    def _close_epoch(self, figures: tuple[float, ...], validation: tuple[float, ...]) -> Event:
        state = self.state
        row = (*figures, *validation, state.rate)
        state.history.append(row)
        self.task.optimizer.observe(figures[0] if math.isnan(validation[0]) else validation[0], state.optimizer)
        state.epoch += 1
        if self._carries:
            state.carried = self._carrying.left(state.cursor, state.order_from)
        state.cursor = 0
        if self._ends.by_epoch:
            why = self._ends.after_epoch(state, row)
            state.outcome = state.outcome or why
        if state.sums.samples:
            state.sums.clear()
        self._aside = not self._whole or state.epoch >= self._epochs or bool(state.outcome)
        if self._aside and math.isnan(validation[0]) and self.finished and self._overgrown():
            self._diverge_after("the loss")
            return Event.DIVERGED
        return Event.EPOCH

    def _overgrown(self) -> bool:
        """Say whether the weights a run ends with give no finite loss on its last batch: no update follows to meet it."""
        parameters = self.state.parameters
        if max(parameters.max(initial=0), -parameters.min(initial=0)) < _ENORMOUS:
            return False
        problem, network = self.problem, self.task.network
        bound = predicting(network, self.task.experiment, self.state, problem.bound)
        found = network.evaluating(bound, problem.X, problem.y, self._resting, weights=problem.weights)
        return not math.isfinite(drain(found)["loss"])

    def end(self, why: str) -> None:
        """End the run at this step, for a reason that the state alone does not give: the log keeps it."""
        self.state.outcome = why
        self.state.log.append(Entry(self.state.step, "ended", value=why))
        self._aside = True
