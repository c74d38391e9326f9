"""Samples on which differences can be trusted: far from every place where a derivative jumps."""

from __future__ import annotations

import numpy as np

from nntui.engine.arrays import Array
from nntui.engine.network import Network
from nntui.engine.plan import Plan
from nntui.insight.predictions import Weights

CANDIDATES = 256
"""So many samples are looked at."""
CLIP = 1e-6
"""Losses clip probabilities nearer to 0 or 1 than a tenth of this, and their gradients do not."""


def clear_rows(network: Network, weights: Weights, X: Array, y: Array, wanted: int) -> tuple[Array, float]:
    """Return the positions of the samples farthest from all kinks, and the distance of the nearest of them.

    A kink is where the derivative of a layer or of the loss jumps; X and y are encoded, noise is off. At most `wanted` are
    returned, and none that lies on a kink, unless all do.
    """
    X, y = X[:CANDIDATES], y[:CANDIDATES]
    bound = network.bind(weights.parameters, None, weights.statistics)
    workspace = network.workspace()
    nearest = workspace.quiet(_distances, workspace.plan(bound, len(X), training=False), X, y)
    best = np.argsort(-nearest, kind="stable")[:wanted]
    if nearest[best[0]] > 0:
        best = best[nearest[best] > 0]
    return np.sort(best), float(nearest[best].min())


def _distances(plan: Plan, X: Array, y: Array) -> Array:
    """Return how far each sample is from the nearest kink `(samples,)`."""
    network = plan.network
    nearest: Array = np.full(len(X), np.inf)
    outputs = X
    for layer, (forward, views, context) in zip(network.layers, plan.forwards, strict=True):
        nearest = np.minimum(nearest, layer.kink_distances(outputs))
        outputs = forward(outputs, views, context)
    return np.minimum(nearest, _from_the_loss(network, outputs, y))


def _smallest(values: Array) -> Array:
    smallest: Array = values.reshape(len(values), -1).min(axis=1)
    return smallest


def _from_the_loss(network: Network, outputs: Array, y: Array) -> Array:
    each = [network.loss.kink_distance(outputs[row : row + 1], y[row : row + 1]) for row in range(len(y))]
    nearest: Array = np.minimum(np.array(each), _from_clipping(network, outputs, y))
    return nearest


def _from_clipping(network: Network, outputs: Array, y: Array) -> Array:
    gives = network.layers[-1].gives
    if gives == "numbers" or network.loss.task == "regression":
        return np.full(len(y), np.inf)
    probabilities = np.exp(outputs) if gives == "log_distribution" else outputs
    if gives != "probabilities" and y.ndim == 1:
        probabilities = probabilities[np.arange(len(y)), y][:, np.newaxis]
    room: Array = np.maximum(_smallest(np.minimum(probabilities, 1 - probabilities)) - CLIP, 0)
    return room
