"""What an optimizer is given: parameters to move, and the questions it may ask about the current batch."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NoReturn

import numpy as np

from nntui.engine.arrays import Array, Generator
from nntui.engine.layout import Entry
from nntui.engine.network import Network
from nntui.engine.plan import Plan
from nntui.engine.results import BatchResult, together
from nntui.engine.workspace import Workspace
from nntui.errors import Diverged

OPTIMIZER = -1


class Problem:
    """One network with its live vectors and the current batch.

    An optimizer asks for `gradient()` or only for `loss()`, and moves `parameters` `(size,)` in place. `spans` are
    the stretches of the vector that are trainable, `decayed_spans` those that weight decay may shrink, `mask`
    `(size,)` bool or None the single parameters that may move, `held` `(held,)` the
    positions of the others. `X`, `y`, `weights` are the encoded current batch.
    `generator` is the optimizer's own: the workspace's at position `OPTIMIZER`. `square` is that of the last gradient.
    A batch of more than `at_once` samples (0: any number) is worked on in parts of so many, which give the same mean.
    """

    def __init__(
        self,
        network: Network,
        parameters: Array,
        statistics: Array,
        workspace: Workspace,
        *,
        gradients: Array | None = None,
        mask: Array | None = None,
        references: tuple[float, ...] | None = None,
    ) -> None:
        self.network = network
        self.parameters = parameters
        self.gradients = np.zeros_like(parameters) if gradients is None else gradients
        self.statistics = statistics
        self.workspace = workspace
        self.bound = network.bind(parameters, self.gradients, statistics)
        self.spans = network.layout.spans()
        self.decayed_spans = network.layout.spans("decayed")
        self.mask = mask
        self.held: Array | None = None if mask is None else np.flatnonzero(np.logical_not(mask))
        self.references = references
        self.generator: Generator = workspace.generators.get(OPTIMIZER) or np.random.default_rng(0)
        self.square = 0.0
        self._reach = 1e-3 * float(np.finfo(parameters.dtype).max)
        self._plan: Plan | None = None
        self._sum: Array | None = None
        self.at_once = 0
        self.X: Array
        self.y: Array
        self.weights: Array | None = None

    def set_batch(self, X: Array, y: Array, weights: Array | None = None) -> None:
        """Make these samples the current batch."""
        self.X = X
        self.y = y
        self.weights = weights

    def gradient(self, step: int) -> BatchResult:
        """Fill `gradients` for the current batch; raises `Diverged` for update `step` (from 1) when it is not finite."""
        X = self.X
        if 0 < self.at_once < len(X):
            result = self._gradient_in_parts()
        else:
            plan = self.workspace.current
            if plan is not self._plan or plan is None or plan.size != len(X):
                plan = self._plan = self.workspace.plan(self.bound, len(X), training=True)
            result = plan.back(X, self.y, self.weights, self.references)
        gradients = self.gradients
        if self.held is not None:
            gradients[self.held] = 0  # as those of a frozen layer: neither norms nor clipping may count them
        self.square = square = float(gradients.dot(gradients))
        if not math.isfinite(square) or not math.isfinite(result.loss):
            self._diverged(step)
        return result

    def _gradient_in_parts(self) -> BatchResult:
        """Fill `gradients` with the mean of those of the parts, each weighted by its samples."""
        gradients = self.gradients
        total = self._sum = np.zeros_like(gradients) if self._sum is None else self._sum
        total.fill(0)
        results = []
        for X, y, weights in self._parts():
            result = self.workspace.plan(self.bound, len(X), training=True).back(X, y, weights, self.references)
            results.append(result)
            np.multiply(gradients, result.samples, gradients)
            np.add(total, gradients, total)
        whole = together(results)
        np.divide(total, whole.samples, gradients)
        return whole

    def _parts(self) -> Iterator[tuple[Array, Array, Array | None]]:
        size = self.at_once or len(self.X)
        for start in range(0, len(self.X), size):
            part = slice(start, start + size)
            yield self.X[part], self.y[part], None if self.weights is None else self.weights[part]

    def check_reach(self, rate: float, step: int) -> None:
        """Raise `Diverged` when a step of `rate` along the gradient would leave the numbers of the parameters' type."""
        if rate * math.sqrt(self.square) > self._reach:
            entries = self.network.layout.entries
            self._raise(step, max(entries, key=lambda entry: float(np.abs(self.gradients[entry.place]).max())))

    def check_growth(self, factor: float, step: int) -> None:
        """Raise `Diverged` when the decayed parameters, multiplied by `factor`, would leave the numbers of their type."""
        for entry in self.network.layout.entries:
            largest = float(np.abs(self.parameters[entry.place]).max(initial=0))
            if entry.trainable and entry.decayed and abs(factor) * largest > self._reach:
                self._raise(step, entry)

    def loss(self, step: int) -> BatchResult:
        """Return what the current batch gives at `parameters`, in training mode, without gradients."""
        results = [
            self.workspace.plan(self.bound, len(X), training=True).ahead(X, y, weights, self.references)
            for X, y, weights in self._parts()
        ]
        return results[0] if len(results) == 1 else together(results)

    def _diverged(self, step: int) -> None:
        entry = self.network.layout.first_not_finite(self.gradients)
        layers = self.network.layers
        if entry is None:
            raise Diverged(step, len(layers) - 1, layers[-1].catalog_name, "the loss")
        self._raise(step, entry)

    def _raise(self, step: int, entry: Entry) -> NoReturn:
        raise Diverged(step, entry.layer, self.network.layers[entry.layer].catalog_name, entry.name)
