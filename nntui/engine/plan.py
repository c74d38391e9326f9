"""Passes over batches of one size, with everything they need looked up once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nntui.engine.arrays import Array
from nntui.engine.layer import Context, Rooms
from nntui.engine.loss import Loss
from nntui.engine.results import BatchResult

if TYPE_CHECKING:
    from nntui.engine.network import Bound, Network


class Plan:
    """One mode, one batch size, one set of vectors: the layers' methods with what they are called with.

    `contexts` are the layers' workspaces, `loss` is that of the loss; `outputs` are those of the last pass, in a buffer.
    """

    def __init__(
        self, network: Network, bound: Bound, contexts: list[Context], rooms: Rooms, *, size: int, training: bool
    ) -> None:
        self.network = network
        self.bound = bound
        self.size = size
        self.training = training
        self.contexts = contexts[:-1]
        self.loss = contexts[-1]
        self.rooms = rooms
        layers = list(zip(network.layers, bound.parameter_views, bound.gradient_views, self.contexts, strict=True))
        self.forwards = [(layer.forward, parameters, context) for layer, parameters, _, context in layers]
        learning = layers[network.first_trainable : len(layers) - network.fused]
        self.backwards: list[Any] = [(layer.backward, *rest) for layer, *rest in reversed(learning)]
        self.loss.logarithms = bool(network.layers) and network.layers[-1].gives == "log_distribution"
        self.loss.task = network.loss.task
        loss = network.loss
        self._value = loss.value
        self._gradient = loss.fused_gradient if network.fused else loss.gradient
        self._own_weights = loss.sample_weights if type(loss).sample_weights is not Loss.sample_weights else None
        self.outputs: Array
        self._references: tuple[float, ...] | None = None
        self._sums: list[tuple[Any, Any]] = []
        self._penalties = bound.penalties if bound.penalties.active else None

    def through(self, X: Array) -> Array:
        """Return the outputs `(size, *output_shape)` for encoded inputs, in a buffer."""
        for forward, parameters, context in self.forwards:
            X = forward(X, parameters, context)
        return X

    def ahead(
        self, X: Array, y: Array, weights: Array | None = None, references: tuple[float, ...] | None = None
    ) -> BatchResult:
        """Return what the batch gives, without gradients."""
        return self._measure(X, y, weights, references)[0]

    def back(
        self, X: Array, y: Array, weights: Array | None = None, references: tuple[float, ...] | None = None
    ) -> BatchResult:
        """Fill the gradient vector, penalties included, and return what the batch gives."""
        result, outputs = self._measure(X, y, weights, references)
        if not self.backwards:
            return result
        dy: Any = self._gradient(outputs, y, self.loss)
        for backward, parameters, gradients, context in self.backwards:
            dy = backward(dy, parameters, gradients, context)
        if self._penalties is not None:
            self._penalties.add_gradients()
        return result

    def _measure(
        self, X: Array, y: Array, weights: Array | None, references: tuple[float, ...] | None
    ) -> tuple[BatchResult, Array]:
        for forward, parameters, context in self.forwards:
            X = forward(X, parameters, context)
        scratch = self.loss
        if weights is not None or self._own_weights is not None or scratch.weights is not None:
            self._weigh(y, weights)
        self.outputs = X
        value = self._value(X, y, scratch)
        if references is not self._references or references is None:
            self._refer(references, y)
        if len(self._sums) == 1:
            add, reference = self._sums[0]
            sums: tuple[tuple[float, ...], ...] = (add(X, y, reference, scratch),)
        else:
            sums = tuple([add(X, y, reference, scratch) for add, reference in self._sums])
        penalty = 0.0 if self._penalties is None else self._penalties.value()
        return BatchResult(value, penalty, sums, scratch.weight_total), X

    def _refer(self, references: tuple[float, ...] | None, y: Array) -> None:
        """Take each metric's reference, as an array of no axes: half the time of a number in a short operation."""
        self._references = references
        given = references or self.network.references(y)
        pairs = zip(self.network.metrics, given, strict=True)
        self._sums = [(metric.sums, np.asarray(reference, self.network.dtype)) for metric, reference in pairs]

    def _weigh(self, y: Array, given: Array | None) -> None:
        own = None if self._own_weights is None else self._own_weights(y, self.loss)
        if own is not None and given is not None:
            np.multiply(own, given, own)
        weights = given if own is None else own
        if weights is None:
            self.loss.weights, self.loss.weight_total = None, float(self.size)
            return
        # A batch whose weights are all zero counts for nothing; the division by their sum must not fail.
        self.loss.weights, self.loss.weight_total = weights, max(float(np.add.reduce(weights)), 1e-300)
