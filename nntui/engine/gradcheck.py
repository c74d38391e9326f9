"""Gradients against differences of the loss: the proof that a layer's backward belongs to its forward."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np

from nntui.engine.arrays import Array, Generator
from nntui.engine.layout import Entry
from nntui.engine.network import Network

STEP = 1e-4


class GradientReport(msgspec.Struct, frozen=True):
    """How well one array's gradient agrees: the worst entry of those checked.

    `error` is `|a - n| / (|a| + |n| + 1e-8)` with the gradient a and the difference n; `index` where it was worst.
    """

    key: str
    checked: int
    error: float
    index: tuple[int, ...]
    analytic: float
    numeric: float


class GradientCheck:
    """The loss of one batch as a function of the parameters: training mode, penalties included, noise always the same.

    `parameters` `(layout.size,)` and `statistics` are not changed. `exact` may be the same network in a finer type,
    used for the differences.
    """

    def __init__(
        self,
        network: Network,
        parameters: Array,
        statistics: Array,
        X: Array,
        y: Array,
        *,
        weights: Array | None = None,
        exact: Network | None = None,
        seed: int = 0,
    ) -> None:
        self.network = network
        self.analytic = _Evaluation(network, parameters, statistics, (X, y, weights), seed)
        self._exact = _Evaluation(exact or network, parameters, statistics, (X, y, weights), seed)

    def gradients(self) -> Array:
        """Return the gradient vector `(layout.size,)` as backward gives it."""
        return self.analytic.gradients()

    def numeric(self, place: int, step: float = STEP) -> float:
        """Return the derivative in one parameter, from four losses (error of the order step**4)."""
        far_left, left, right, far_right = (self._exact.loss_at(place, factor * step) for factor in (-2, -1, 1, 2))
        return float(((far_left - far_right) + 8 * (right - left)) / (12 * step))

    def slopes(self, place: int, step: float = STEP) -> tuple[float, float]:
        """Return the derivatives to the left and to the right in one parameter; they differ where there is a kink."""
        left, middle, right = (self._exact.loss_at(place, factor * step) for factor in (-1, 0, 1))
        return float((middle - left) / step), float((right - middle) / step)

    def kink_distance(self) -> float:
        """Return how close any number comes to where a derivative jumps."""
        return self.analytic.kink_distance()

    def reports(self, *, at_most: int | None = None, layer: int | None = None, step: float = STEP) -> Iterator[GradientReport]:
        """Yield a report for each array (of one layer, when given), checking `at_most` entries of each, evenly spread."""
        gradients = self.gradients()
        for entry in self.network.layout.entries:
            if entry.trainable and layer in (None, entry.layer):
                yield self._report(entry, gradients, at_most, step)

    def _report(self, entry: Entry, gradients: Array, at_most: int | None, step: float) -> GradientReport:
        count = entry.size if at_most is None else min(at_most, entry.size)
        places = entry.offset + np.unique(np.linspace(0, entry.size - 1, count).astype(int))
        found = [(int(place), float(gradients[place]), self.numeric(int(place), step)) for place in places]
        place, analytic, numeric = max(found, key=lambda one: relative_error(one[1], one[2]))
        index = tuple(int(one) for one in np.unravel_index(place - entry.offset, entry.shape))
        return GradientReport(entry.key, len(found), relative_error(analytic, numeric), index, analytic, numeric)


class _Evaluation:
    """One network with vectors of its own, whose noise is drawn anew from the same seeds before every pass."""

    def __init__(
        self, network: Network, parameters: Array, statistics: Array, batch: tuple[Array, Array, Array | None], seed: int
    ) -> None:
        self.network = network
        self.X = batch[0].astype(network.dtype)
        self.y = batch[1].astype(network.dtype) if batch[1].dtype.kind == "f" else batch[1]
        self.weights = batch[2]
        self.parameters = parameters.astype(network.dtype)
        self.vector = np.zeros_like(self.parameters)
        self.bound = network.bind(self.parameters, self.vector, statistics.astype(network.dtype))
        self.generators: dict[int, Generator] = {
            position: np.random.default_rng([seed, position]) for position, layer in enumerate(network.layers) if layer.noisy()
        }
        self.starts = {position: generator.bit_generator.state for position, generator in self.generators.items()}
        self.workspace = network.workspace(self.generators)
        self.penalized = [entry for entry in network.layout.entries if entry.parameter.l1 or entry.parameter.l2]

    def _rewind(self) -> None:
        for position, state in self.starts.items():
            self.generators[position].bit_generator.state = state

    def gradients(self) -> Array:
        self._rewind()
        self.network.gradients(self.bound, self.X, self.y, self.workspace, weights=self.weights)
        return self.vector.copy()

    def loss_at(self, place: int, shift: float) -> Any:
        self._rewind()
        before = self.parameters[place]
        self.parameters[place] = before + shift
        try:
            return self._loss()
        finally:
            self.parameters[place] = before

    def _loss(self) -> Any:
        """Return data loss and penalties in the network's own type (a Python float would round a finer one)."""
        plan = self.workspace.plan(self.bound, len(self.X), training=True)
        x = self.X
        for forward, parameters, context in plan.forwards:
            x = forward(x, parameters, context)
        loss = self.network.loss
        losses = loss.per_sample(x, self.y, plan.loss)
        own = loss.sample_weights(self.y, plan.loss)
        weights = np.ones(len(x), losses.dtype) * (1 if own is None else own) * (1 if self.weights is None else self.weights)
        return (losses * weights).sum() / weights.sum() + self._penalty()

    def _penalty(self) -> Any:
        total = self.network.dtype.type(0)
        for entry in self.penalized:
            values = self.parameters[entry.place]
            total += entry.parameter.l2 * (values * values).sum() + entry.parameter.l1 * np.abs(values).sum()
        return total

    def kink_distance(self) -> float:
        self._rewind()
        plan = self.workspace.plan(self.bound, len(self.X), training=True)
        nearest = _penalty_distance(self)
        x = self.X
        for layer, (forward, parameters, context) in zip(self.network.layers, plan.forwards, strict=True):
            nearest = min(nearest, float(layer.kink_distances(x).min(initial=np.inf)))
            x = forward(x, parameters, context)
        if self.network.layers[-1].noisy():
            # What is dropped is 0 and stays so, however near the loss has a kink.
            x = np.where(x == 0, np.inf, x)
        return min(nearest, self.network.loss.kink_distance(x, self.y))


def _penalty_distance(evaluation: _Evaluation) -> float:
    entries = [entry for entry in evaluation.network.layout.entries if entry.parameter.l1]
    return min((float(np.abs(evaluation.parameters[entry.place]).min()) for entry in entries), default=math.inf)


def relative_error(analytic: float, numeric: float) -> float:
    """Return `|a - n| / (|a| + |n| + 1e-8)`."""
    return abs(analytic - numeric) / (abs(analytic) + abs(numeric) + 1e-8)
