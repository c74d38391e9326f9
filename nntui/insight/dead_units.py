"""Dead units: those that pass no gradient back for any sample, so that nothing before them can learn through them."""

from __future__ import annotations

from typing import Any, cast

import msgspec
import numpy as np

from nntui.data.progress import Progress, Slices
from nntui.engine.arrays import Array, Views
from nntui.engine.layer import Activation
from nntui.engine.network import Network
from nntui.engine.plan import Plan
from nntui.errors import DataError
from nntui.insight.predictions import Weights

SATURATED = 1e-3
"""A unit whose derivative stays below this for every sample passes hardly anything."""
_WORK = "looking for dead units"


class LayerUnits(msgspec.Struct, frozen=True):
    """The units of one activation: `dead` ones have derivative 0 for every sample, `saturated` ones almost 0.

    Both are positions along the last axis; a picture's channel is one unit.
    """

    position: int
    name: str
    units: int
    dead: tuple[int, ...]
    saturated: tuple[int, ...]

    @property
    def sentence(self) -> str:
        """What was found, in words."""
        found = [
            f"{_count(len(positions), self.units)} {word} ({_listed(positions)})"
            for positions, word in ((self.dead, "dead"), (self.saturated, "saturated"))
            if positions
        ]
        return ", ".join(found) or f"all {self.units:,} units are alive"


class DeadUnits(msgspec.Struct, frozen=True):
    """What was found of every activation before the output, on so many samples."""

    layers: tuple[LayerUnits, ...]
    samples: int

    @property
    def dead(self) -> int:
        """How many units are dead, in all."""
        return sum(len(layer.dead) for layer in self.layers)

    @property
    def sentence(self) -> str:
        """What was found, in words."""
        if not self.layers:
            return "there is no activation before the output, so there are no units that could die"
        units = sum(one.units for one in self.layers)
        found = (self.dead, "dead"), (sum(len(one.saturated) for one in self.layers), "saturated")
        told = [f"{_count(number, units)} {word}" for number, word in found if number]
        return ", ".join(told) or f"all {units:,} units are alive"

    @property
    def advice(self) -> str:
        """What usually helps, empty where nothing is dead or saturated."""
        if self.dead:
            return "Dead units do not come back by themselves: a lower learning rate, leaky_relu, or he_uniform starts help."
        if any(layer.saturated for layer in self.layers):
            return "Saturated units learn very slowly: scaled inputs, smaller start weights, or relu help."
        return ""


def counting(network: Network, weights: Weights, X: Array) -> Slices[DeadUnits]:
    """A job: return which units pass no gradient for any sample of encoded X `(samples, *input_shape)`, without noise.

    Every activation is looked at whose outputs depend on one input each, the output of the network left out.
    """
    samples = len(X)
    if not samples:
        raise DataError("there are no samples to look at", where="X", allowed="at least one sample")
    watched = [position for position, layer in enumerate(network.layers[:-1]) if _looks(network, position)]
    bound = network.bind(weights.parameters, np.zeros_like(weights.parameters), weights.statistics)
    workspace = network.workspace()
    steepest = {position: np.zeros(_units(network, position)) for position in watched}
    rows = network.slice_rows()
    for start in range(0, samples, rows):
        part = X[start : start + rows]
        workspace.quiet(_look, workspace.plan(bound, len(part), training=False), part, steepest)
        yield Progress(_WORK, start + len(part), samples)
    return DeadUnits(tuple(_told(network, position, found) for position, found in steepest.items()), samples)


def _looks(network: Network, position: int) -> bool:
    layer = network.layers[position]
    return isinstance(layer, Activation) and layer.gives not in ("distribution", "log_distribution")


def _units(network: Network, position: int) -> int:
    return int(network.shapes[position][-1]) if network.shapes[position] else 1


def _look(plan: Plan, x: Array, steepest: dict[int, Array]) -> None:
    """Raise, for every watched layer, the largest derivative that was seen of each unit."""
    for position, (forward, parameters, context) in enumerate(plan.forwards):
        context.needs_dx = True
        x = forward(x, parameters, context)
        if position in steepest:
            x = x.copy()
            gradients = cast(Views, plan.bound.gradient_views[position])
            slopes = plan.network.layers[position].backward(np.ones_like(x), parameters, gradients, context)
            np.maximum(steepest[position], _largest(slopes), out=steepest[position])


def _largest(slopes: Any) -> Array:
    largest: Array = np.abs(slopes).reshape(-1, slopes.shape[-1]).max(axis=0)
    return largest


def _told(network: Network, position: int, steepest: Array) -> LayerUnits:
    dead = np.flatnonzero(steepest == 0)
    saturated = np.flatnonzero((steepest > 0) & (steepest < SATURATED))
    name = network.layers[position].catalog_name or type(network.layers[position]).__name__
    return LayerUnits(position, name, len(steepest), tuple(dead.tolist()), tuple(saturated.tolist()))


def _count(found: int, units: int) -> str:
    return f"{found:,} of {units:,} units {'is' if found == 1 else 'are'}"


def _listed(positions: tuple[int, ...], most: int = 12) -> str:
    shown = ", ".join(map(str, positions[:most]))
    return shown if len(positions) <= most else f"{shown}, ..."
