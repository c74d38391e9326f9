"""The learning-rate finder: a short training whose rate grows from update to update, and what its losses say.

The idea is Leslie Smith's (Cyclical learning rates for training neural networks, 2015); the suggestion is the rate at
which the loss falls fastest.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated

import msgspec
import numpy as np

from nntui.catalog import Field
from nntui.data.progress import Progress, Slices
from nntui.data.tables import Prepared
from nntui.engine.arrays import Array
from nntui.engine.gradient_optimizer import GradientOptimizer
from nntui.engine.optimizers.base import OptimizerState
from nntui.engine.schedule import NOTHING, Schedule
from nntui.errors import OutOfRange, SpecError
from nntui.spec import limits
from nntui.spec.experiment import Experiment, Training
from nntui.training.events import Event
from nntui.training.state import TrainState
from nntui.training.trainer import Trainer

SMOOTHING = 0.8
"""How much of a smoothed loss is that of its neighbours on either side."""
TOO_HIGH = 4.0
"""The sweep ends where the loss is so many times the lowest, and above the first one too."""
FALL = 0.001
"""The loss must fall by this share of the first one, and by more than it varies, for a rate to be suggested."""


class Sweep(Schedule, frozen=True):
    """The rate of update k, counted from 0: `low * (high / low) ** (k / (steps - 1))`."""

    low: Annotated[float, Field("Rate of the first update.", low=0, low_open=True, high=1e30)] = 1e-6
    high: Annotated[float, Field("Rate of the last update.", low=0, low_open=True, high=1e30)] = 10.0
    steps: Annotated[int, Field("Updates.", low=2, high=100_000, unit="updates")] = 100

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.low < self.high:
            raise OutOfRange("the rates of a sweep must rise", where="high", received=self.high, allowed=f"above {self.low:g}")

    def rate(self, updates_done: int, epoch: float = 0.0, values: Mapping[str, float] = NOTHING) -> float:
        """Return the rate of the next update."""
        return float(self.low * (self.high / self.low) ** (updates_done / (self.steps - 1)))


class Found(msgspec.Struct, frozen=True, eq=False):
    """What a sweep found: `rates`, `losses` (as trained, before each update) and `smoothed`, each `(updates,)` float64.

    `suggestion` is the rate at which the smoothed loss falls fastest, `lowest` that at which it is lowest; both are
    None when no rate makes it fall. `outcome` says in words why the sweep ended.
    """

    rates: Array
    losses: Array
    smoothed: Array
    suggestion: float | None
    lowest: float | None
    outcome: str

    @property
    def sentence(self) -> str:
        """What is to be done, in words."""
        if self.suggestion is None:
            return f"the loss does not fall at any rate ({self.outcome}); more steps, or another range, may find one"
        return f"the loss falls fastest at a rate of {self.suggestion:.2g} and is lowest at {self.lowest:.2g} ({self.outcome})"


def finding(
    experiment: Experiment,
    prepared: Prepared,
    state: TrainState | None = None,
    *,
    low: float = 1e-6,
    high: float = 10.0,
    steps: int = 100,
    exact: bool = False,
    weights: Array | None = None,
) -> Slices[Found]:
    """A job: train `steps` updates, each at a higher rate than the one before, and return what the losses say.

    It begins with a copy of the weights of `state`, or with those of the experiment's seed; the optimizer starts afresh.
    `exact` and `weights` `(samples,)` are those of a trainer. It ends early where the loss rises too high or diverges.
    """
    sweep = Sweep(low=low, high=high, steps=steps)
    part = msgspec.structs.replace(prepared, validation=None)
    trainer = Trainer(_swept(experiment, sweep), part, _copied(state), exact=exact, weights=(weights, None))
    watch = _Watch()
    while not watch.outcome and len(watch.losses) < steps:
        event = trainer.step()
        watch.look(None if event is Event.DIVERGED else trainer.state.steps.last()["loss"], trainer.state.rate)
        yield Progress("finding a learning rate", len(watch.losses), steps)
    return _read(sweep, np.array(watch.losses), watch.outcome or "the highest rate was reached")


def _copied(state: TrainState | None) -> TrainState | None:
    if state is None:
        return None
    copy = TrainState.from_parts(*state.to_parts())
    copy.begin_again()
    copy.optimizer = OptimizerState()
    return copy


def _swept(experiment: Experiment, sweep: Sweep) -> Experiment:
    optimizer = experiment.optimizer
    if not isinstance(optimizer, GradientOptimizer):
        raise SpecError(
            f"{optimizer.catalog_name} has no learning rate that could be found",
            where="optimizer",
            allowed="an optimizer that follows gradients, such as adam",
        )
    batches = experiment.training
    return msgspec.structs.replace(
        experiment,
        optimizer=msgspec.structs.replace(optimizer, learning_rate=sweep, decay=0.0),
        training=Training(
            epochs=limits.EPOCHS,
            batch_size=batches.batch_size,
            accumulate=batches.accumulate,
            shuffle=batches.shuffle,
        ),
    )


class _Watch:
    """Collects the losses as they come, and says in `outcome` when there is no use in going on."""

    def __init__(self) -> None:
        self.losses: list[float] = []
        self.outcome = ""
        self._sum = self._weight = 0.0
        self._lowest = math.inf

    def look(self, loss: float | None, rate: float) -> None:
        """Take the loss of the next update, None when it diverged."""
        if loss is None:
            self.outcome = f"it diverged at {rate:.2g}"
            return
        self.losses.append(loss)
        self._sum = SMOOTHING * self._sum + loss
        self._weight = SMOOTHING * self._weight + 1
        smoothed = self._sum / self._weight
        self._lowest = min(self._lowest, smoothed)
        if smoothed > _ceiling(self.losses[0], self._lowest):
            self.outcome = f"it rose too high at {rate:.2g}"


def _ceiling(first: float, lowest: float) -> float:
    return max(first, lowest + (TOO_HIGH - 1) * abs(lowest))


def smooth(values: Array, share: float = SMOOTHING) -> Array:
    """Return values `(n,)` smoothed without delay: each is the mean of all, with weights `share ** distance`."""
    distance = np.abs(np.subtract.outer(np.arange(len(values)), np.arange(len(values))))
    weights = share**distance
    smoothed: Array = weights @ values / weights.sum(axis=1)
    return smoothed


def _read(sweep: Sweep, losses: Array, outcome: str) -> Found:
    rates = np.array([sweep.rate(number) for number in range(len(losses))])
    if len(losses) < 3:
        return Found(rates, losses, losses, None, None, outcome)
    smoothed = smooth(np.minimum(losses, _ceiling(losses[0], losses.min())))
    last = int(smoothed.argmin())
    if not _falls(losses[: last + 1], smoothed[: last + 1]):
        return Found(rates, losses, smoothed, None, None, outcome)
    slopes = np.gradient(smoothed, np.log(rates))
    steepest = int(slopes[: last + 1].argmin())
    return Found(rates, losses, smoothed, float(rates[steepest]), float(rates[last]), outcome)


def _falls(losses: Array, smoothed: Array) -> bool:
    return bool(smoothed[0] - smoothed[-1] > max(FALL * abs(smoothed[0]), _noise(losses)))


def _noise(losses: Array) -> float:
    """Return the deviation of losses around their curve: neighbours differ by 0.954 of it at the median (normal noise)."""
    return float(np.median(np.abs(np.diff(losses)))) / 0.954 if len(losses) > 1 else 0.0
