"""When training ends before its planned epochs: patience is over, a target is met, or time is up."""

from __future__ import annotations

import math

import numpy as np

from nntui.engine.optimizers.base import Optimizer
from nntui.errors import SpecError, UnknownName, nearest
from nntui.spec.experiment import Training
from nntui.training.best import lower_is_better
from nntui.training.state import TrainState


def rules_in_words(training: Training, *, validated: bool) -> str:
    """Return when training ends before its planned epochs, in a few words; an empty text when nothing says so."""
    prefix = "val_" if validated else ""
    watched = f"{prefix}loss" if training.monitor == "auto" else training.monitor
    rules = {
        f"at {prefix}loss {_short(training.target_loss)} or less": training.target_loss,
        f"at {prefix}accuracy {_short(training.target_accuracy)} or more": training.target_accuracy,
        f"after {training.patience} epochs without a better {watched}": training.patience,
        f"after {_short(training.time_limit)} s": training.time_limit,
    }
    return ", ".join(words for words, rule in rules.items() if rule is not None)


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


class Ends:
    """The rules of one training section for one history; what they remember is in the state.

    The best weights are those to predict with: the average, where the optimizer keeps one. Raises `UnknownName` when a
    series is to be watched that the history will not have.
    """

    def __init__(self, training: Training, names: tuple[str, ...], optimizer: Optimizer, *, validated: bool) -> None:
        self._training = training
        self._optimizer = optimizer
        self.time_limit = math.inf if training.time_limit is None else training.time_limit
        self._positions = {name: position for position, name in enumerate(names)}
        prefix = "val_" if validated else ""
        watched = f"{prefix}loss" if training.monitor == "auto" else training.monitor
        self.monitor = self._known(watched, "monitor", validated=validated)
        goals = {"target_loss": (f"{prefix}loss", training.target_loss)}
        goals |= {"target_accuracy": (f"{prefix}accuracy", training.target_accuracy)}
        self._targets = {
            self._known(name, field, validated=validated): goal for field, (name, goal) in goals.items() if goal is not None
        }
        self.by_epoch = training.patience is not None or bool(self._targets)

    def _known(self, name: str, field: str, *, validated: bool) -> str:
        """Return the name of a series that the history of a run will have."""
        series = [known for known in self._positions if validated or not known.startswith("val_")]
        if name in series:
            return name
        where = f"training.{field}"
        if field != "monitor":
            raise SpecError(f"the run has no {name} that could be watched", where=where, allowed="none, with these metrics")
        raise UnknownName(
            "there is no such series in the history of this run",
            where=where,
            received=name,
            allowed=", ".join(["auto", *series]),
            nearest=nearest(name, series),
        )

    def after_epoch(self, state: TrainState, row: tuple[float, ...]) -> str:
        """Return why training ends with the epoch that gave `row`, in words, or an empty text."""
        return self._target_met(row) or self._patience_over(state, row)

    def after_time(self, seconds: float) -> str:
        """Return why training ends, after so many seconds of it."""
        return f"stopped early: the time limit of {self.time_limit:g} s is over ({seconds:.1f} s)"

    def _target_met(self, row: tuple[float, ...]) -> str:
        for name, goal in self._targets.items():
            value = row[self._positions[name]]
            if value <= goal if lower_is_better(name) else value >= goal:
                return f"stopped early: {name} is {value:.4g}, and the target was {goal:g}"
        return ""

    def _patience_over(self, state: TrainState, row: tuple[float, ...]) -> str:
        patience = self._training.patience
        value = row[self._positions[self.monitor]]
        if patience is None or math.isnan(value):
            return ""
        if self._is_better(state, value):
            self._remember(state, value)
            return ""
        if state.epoch - state.best_epoch < patience:
            return ""
        return self._put_back(state, f"stopped early: {self.monitor} has not become better for {patience} epochs")

    def _is_better(self, state: TrainState, value: float) -> bool:
        if state.best_value is None:
            return True
        gained = state.best_value - value if lower_is_better(self.monitor) else value - state.best_value
        return gained > self._training.min_change

    def _remember(self, state: TrainState, value: float) -> None:
        state.best_value, state.best_epoch = value, state.epoch
        if self._training.best_weights:
            parameters = self._optimizer.averaged(state.parameters, state.optimizer)
            state.best_weights = (parameters.copy(), state.statistics.copy())

    def _put_back(self, state: TrainState, why: str) -> str:
        if state.best_weights is None:
            return why
        np.copyto(state.parameters, state.best_weights[0])
        np.copyto(state.statistics, state.best_weights[1])
        self._optimizer.predict_with(state.parameters, state.optimizer)
        return f"{why}; the weights of epoch {state.best_epoch:,} are back"
