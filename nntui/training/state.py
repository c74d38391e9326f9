"""The only mutable thing in a run, and exactly what a checkpoint holds."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import numpy as np

from nntui.engine.arrays import Array, Generator
from nntui.engine.network import Network
from nntui.engine.optimizers.base import Optimizer, OptimizerState
from nntui.engine.problem import OPTIMIZER
from nntui.training.generators import NOISE, ORDER, SEARCH, START, restored, spawned, state_of
from nntui.training.hands import Hands
from nntui.training.history import History, history_names
from nntui.training.log import Entry
from nntui.training.messages import Mark
from nntui.training.pyramid import Pyramid
from nntui.training.sums import EpochSums


class TrainState:
    """Where a run stands.

    `parameters` and `statistics` are the live vectors; `optimizer` holds the slots and the updates it has made;
    `order` and `noise` (by layer, and the optimizer's own) are the generators; `epoch` counts finished epochs, `step`
    updates, `cursor` the samples of the running epoch that are done, of `samples` in all, in the order drawn from the
    generator state `order_from` (None: as they lie); `carried` are the positions of those that the last epoch left to
    this one. `sums` are those of the running epoch, `rate` is that of the last update. `best_value` of the watched
    series was seen after `best_epoch` epochs, with `best_weights` (parameters and statistics). `outcome` is why the run
    ended by itself, in words; `hands` is what is held by hand.
    """

    def __init__(self, parameters: Array, statistics: Array, optimizer: OptimizerState, names: tuple[str, ...]) -> None:
        self.parameters = parameters
        self.statistics = statistics
        self.optimizer = optimizer
        self.order: Generator = spawned(0, ORDER)
        self.noise: dict[int, Generator] = {}
        self.epoch = self.step = self.cursor = 0
        self.samples = 0
        self.order_from: dict[str, Any] | None = None
        self.carried: list[int] = []
        self.sums = EpochSums()
        self.best_value: float | None = None
        self.best_epoch = 0
        self.best_weights: tuple[Array, Array] | None = None
        self.rate = math.nan
        self.seconds = 0.0
        self.outcome = ""
        self.diverged = False
        self.hands = Hands()
        self.history = History(history_names(names))
        self.steps = Pyramid(("loss", *names, "learning_rate"))
        self.validations = Pyramid(("val_loss", *(f"val_{name}" for name in names)))
        self.marks: list[Mark] = []
        self.log: list[Entry] = []

    @classmethod
    def fresh(cls, network: Network, seed: int, start: Generator | None = None) -> TrainState:
        """Return the state before the first update, with the start weights that the seed, or the generator `start`, gives."""
        generator = spawned(seed, START) if start is None else start
        state = cls(*network.initial(generator), OptimizerState(), network.metric_names)
        state.order = spawned(seed, ORDER)
        return state

    def add_noise(self, network: Network, optimizer: Optimizer, seed: int) -> None:
        """Give every noisy layer, and a noisy optimizer, a generator where they have none."""
        for position, layer in enumerate(network.layers):
            if layer.noisy() and position not in self.noise:
                self.noise[position] = spawned(seed, NOISE, position)
        if optimizer.noisy() and OPTIMIZER not in self.noise:
            self.noise[OPTIMIZER] = spawned(seed, SEARCH)

    def begin_again(self, samples: int | None = None, *, afresh: bool = False) -> None:
        """Let training go on after an early end; with another number of `samples` the running epoch is begun anew.

        The best value is forgotten after an end, or when something else is watched `afresh`.
        """
        if self.outcome or afresh:
            self.best_value, self.best_epoch, self.best_weights = None, 0, None
        self.outcome, self.diverged = "", False
        if samples is not None and self.samples != samples:
            self.cursor, self.order_from, self.carried = 0, None, []
            self.sums.clear()

    def rename(self, names: tuple[str, ...]) -> None:
        """Go on with other metrics: what is not known of a new one is NaN."""
        self.history = self.history.with_names(history_names(names))
        self.steps = self.steps.with_names(("loss", *names, "learning_rate"))
        self.validations = self.validations.with_names(("val_loss", *(f"val_{name}" for name in names)))

    def to_parts(self) -> tuple[dict[str, Array], dict[str, Any]]:
        """Return everything as arrays (copies) and plain values, from which `from_parts` goes on to the bit."""
        arrays = {"parameters": self.parameters.copy(), "statistics": self.statistics.copy()}
        arrays |= {f"slots.{name}": slot.copy() for name, slot in self.optimizer.slots.items()}
        arrays |= zip(("best.parameters", "best.statistics"), (array.copy() for array in self.best_weights or ()), strict=False)
        arrays |= self.hands.arrays()
        arrays["history"] = self.history.table()
        for curves, pyramid in (("steps", self.steps), ("validations", self.validations)):
            arrays |= {f"{curves}.{name}": array for name, array in pyramid.to_arrays().items()}
        return arrays, self._values()

    def _values(self) -> dict[str, Any]:
        return {
            "epoch": self.epoch,
            "step": self.step,
            "cursor": self.cursor,
            "samples": self.samples,
            "order": state_of(self.order),
            "order_from": self.order_from,
            "carried": list(self.carried),
            "noise": {str(position): state_of(generator) for position, generator in self.noise.items()},
            "updates": self.optimizer.updates,
            "optimizer": dict(self.optimizer.values),
            "sums": self.sums.to_plain(),
            "best": [self.best_value, self.best_epoch],
            "rate": None if math.isnan(self.rate) else self.rate,
            "seconds": self.seconds,
            "outcome": self.outcome,
            "diverged": self.diverged,
            "series": list(self.steps.names[1:-1]),
            "hands": self.hands.to_plain(),
            "marks": msgspec.to_builtins(self.marks),
            "log": msgspec.to_builtins(self.log),
        }

    @classmethod
    def from_parts(cls, arrays: dict[str, Array], values: dict[str, Any]) -> TrainState:
        """Return the state that gave these parts; `values` may have passed through JSON."""
        slots = {key.removeprefix("slots."): np.array(array) for key, array in arrays.items() if key.startswith("slots.")}
        optimizer = OptimizerState(slots, values["updates"], dict(values["optimizer"]))
        names = tuple(values["series"])
        state = cls(np.array(arrays["parameters"]), np.array(arrays["statistics"]), optimizer, names)
        state.epoch, state.step, state.cursor = values["epoch"], values["step"], values["cursor"]
        state.samples = values["samples"]
        state.order, state.order_from = restored(values["order"]), values["order_from"]
        state.carried = list(values.get("carried", ()))
        state.noise = {int(position): restored(noise) for position, noise in values["noise"].items()}
        state.sums = EpochSums.from_plain(values["sums"])
        state.rate = math.nan if values["rate"] is None else values["rate"]
        state.best_value, state.best_epoch = values["best"]
        state.seconds = values["seconds"]
        state.outcome, state.diverged = values["outcome"], values["diverged"]
        state.hands = Hands.from_parts(arrays, values.get("hands", {}))
        if "best.parameters" in arrays:
            state.best_weights = (np.array(arrays["best.parameters"]), np.array(arrays["best.statistics"]))
        state._read_records(names, arrays, values)
        return state

    def _read_records(self, names: tuple[str, ...], arrays: dict[str, Array], values: dict[str, Any]) -> None:
        self.history = History(history_names(names), arrays["history"])
        self.steps = Pyramid.from_arrays(self.steps.names, _inside(arrays, "steps."))
        self.validations = Pyramid.from_arrays(self.validations.names, _inside(arrays, "validations."))
        self.marks = msgspec.convert(values["marks"], list[Mark])
        self.log = msgspec.convert(values["log"], list[Entry])


def _inside(arrays: dict[str, Array], prefix: str) -> dict[str, Array]:
    return {key.removeprefix(prefix): array for key, array in arrays.items() if key.startswith(prefix)}
