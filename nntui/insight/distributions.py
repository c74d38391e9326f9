"""How the weights, gradients and activations of every layer are spread, and which share of its units is dead or saturated.

Of each array the numbers below which 0, 5, 25, 50, 75, 95 and 100 % of it lie. Looked at now and then, they make bands over
time; `Record` keeps a bounded number of looks for runs of any length.
"""

from __future__ import annotations

import math
from typing import Literal, TypeAlias

import msgspec
import numpy as np

from nntui.data.progress import Progress, Slices
from nntui.engine.arrays import Array
from nntui.engine.network import Network
from nntui.engine.plan import Plan
from nntui.insight.dead_units import DeadUnits, counting
from nntui.insight.predictions import Weights
from nntui.insight.units import Stage, stages_of

Kind: TypeAlias = Literal["weights", "gradients", "activations"]
Quantiles: TypeAlias = tuple[float, ...]

SHARES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
KINDS: tuple[Kind, ...] = ("weights", "gradients", "activations")
NUMBERS = 50_000
"""Of larger arrays so many numbers, evenly spread, stand for all of them; the ends are those of all."""
LOOKS = 256
"""So many looks are kept: when there are more, every second one goes."""
_WORK = "looking at distributions"
_UNKNOWN: Quantiles = (math.nan,) * len(SHARES)


class LayerSpread(msgspec.Struct, frozen=True):
    """One layer with weights and what follows it: the quantiles at `SHARES` of each kind, NaN where one is not finite.

    `dead` and `saturated` are shares of the units of the activation at position `counted`, NaN where there is none that
    could be either.
    """

    weights: Quantiles
    gradients: Quantiles
    activations: Quantiles
    dead: float = math.nan
    saturated: float = math.nan
    counted: int = -1


class Look(msgspec.Struct, frozen=True):
    """All layers at one step of a run."""

    step: int
    epoch: float
    seconds: float
    layers: tuple[LayerSpread, ...]


def layers_of(network: Network) -> tuple[Stage, ...]:
    """Return what is told of a network: its layers with weights, each with the layers up to the next one."""
    return stages_of(network)[1:]


def quantiles(values: Array) -> Quantiles:
    """Return the numbers at `SHARES` of an array of any shape, between neighbours in proportion; NaN if any is not finite."""
    flat = values.reshape(-1)
    if not flat.size:
        return _UNKNOWN
    low, high = float(flat.min()), float(flat.max())
    if not (math.isfinite(low) and math.isfinite(high)):
        return _UNKNOWN
    some = flat[:: -(-flat.size // NUMBERS)]
    inner = np.quantile(some, SHARES[1:-1]).tolist()
    return (low, *(min(max(value, low), high) for value in inner), high)


def looking(network: Network, weights: Weights, X: Array, y: Array) -> Slices[tuple[LayerSpread, ...]]:
    """A job: return how every layer is spread on encoded samples X `(samples, *input_shape)` and targets y.

    Activations and dead units are those of predictions, without noise; the gradient is that of the loss of these samples
    together, as in training, penalties included.
    """
    layers = layers_of(network)
    yield Progress(_WORK, 0, 3)
    activations = _activations(network, weights, X, layers)
    yield Progress(_WORK, 1, 3)
    gradients = _gradients(network, weights, X, y)
    yield Progress(_WORK, 2, 3)
    units = yield from counting(network, weights, X)
    vectors = [network.layout.arrays(vector) for vector in (weights.parameters, gradients)]
    found = []
    for stage, activation in zip(layers, activations, strict=True):
        own, slope = (quantiles(arrays[f"{stage.weights_at}.weights"]) for arrays in vectors)
        found.append(LayerSpread(own, slope, activation, *_shares(units, stage)))
        yield Progress(_WORK, 3, 3)
    return tuple(found)


def _activations(network: Network, weights: Weights, X: Array, layers: tuple[Stage, ...]) -> list[Quantiles]:
    workspace = network.workspace()
    plan = workspace.plan(network.bind(weights.parameters, None, weights.statistics), len(X), training=False)
    return workspace.quiet(_spread_through, plan, X, {stage.output_at for stage in layers})


def _spread_through(plan: Plan, x: Array, wanted: set[int]) -> list[Quantiles]:
    found = []
    for position, (forward, parameters, context) in enumerate(plan.forwards):
        x = forward(x, parameters, context)
        if position in wanted:
            found.append(quantiles(x))
    return found


def _gradients(network: Network, weights: Weights, X: Array, y: Array) -> Array:
    """Return the gradient `(size,)`; the running statistics are a copy, for training mode moves them."""
    gradients = np.zeros_like(weights.parameters)
    workspace = network.workspace()
    bound = network.bind(weights.parameters, gradients, weights.statistics.copy())
    workspace.quiet(workspace.plan(bound, len(X), training=True).back, X, y)
    return gradients


def _shares(units: DeadUnits, stage: Stage) -> tuple[float, float, int]:
    """Return the shares of dead and of saturated units of the first activation that belongs to the layer, and where it is."""
    own = next((layer for layer in units.layers if stage.weights_at <= layer.position <= stage.output_at), None)
    if own is None or not own.units:
        return math.nan, math.nan, -1
    return len(own.dead) / own.units, len(own.saturated) / own.units, own.position


class Record:
    """Looks at one run in the order of their steps, at most `LOOKS`, the first and the newest always among them."""

    def __init__(self) -> None:
        self.looks: list[Look] = []

    def add(self, look: Look) -> None:
        """Keep a look; one of a step that is there takes its place, and later ones are of a run that was left."""
        self.looks = [known for known in self.looks if known.step < look.step]
        self.looks.append(look)
        if len(self.looks) > LOOKS:
            self.looks = [*self.looks[:-1:2], self.looks[-1]]

    def places(self) -> tuple[Array, Array, Array]:
        """Return step, epoch and second of every look, each `(looks,)` float64."""
        table = np.array([(look.step, look.epoch, look.seconds) for look in self.looks], np.float64).reshape(-1, 3)
        return table[:, 0], table[:, 1], table[:, 2]

    def bands(self, layer: int, kind: Kind) -> Array:
        """Return the quantiles of a kind in a layer, `(looks, 7)` float64, rising along the second axis."""
        return np.array([getattr(look.layers[layer], kind) for look in self.looks], np.float64).reshape(-1, len(SHARES))

    def share(self, layer: int, name: Literal["dead", "saturated"]) -> Array:
        """Return the share of dead or saturated units in a layer, `(looks,)` float64."""
        return np.array([getattr(look.layers[layer], name) for look in self.looks], np.float64)
