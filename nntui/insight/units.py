"""What every unit of a network does: its mean over the data, how often it is zero, and its response over the plane."""

from __future__ import annotations

import math
from collections.abc import Generator

import msgspec
import numpy as np

from nntui.engine.arrays import Array
from nntui.engine.network import Network
from nntui.engine.plan import Plan
from nntui.insight.predictions import Weights

WINDOW = 64
"""Of so many units of a stage the responses over the plane are kept."""


class Stage(msgspec.Struct, frozen=True):
    """One column of the graph: the input (`weights_at` -1), or a layer with weights and what follows it.

    Its units are the numbers after layer `output_at` (-1: the input itself).
    """

    names: tuple[str, ...]
    weights_at: int
    output_at: int
    units: int


class StageUnits(msgspec.Struct, frozen=True, eq=False):
    """The units of one stage: `mean` and `zeros` (share of the samples with activation 0) `(units,)` float64.

    `pictures` `(kept, points)` float32 are the responses of the units from `first` on at the points of a grid, if asked.
    """

    mean: Array
    zeros: Array
    first: int = 0
    pictures: Array | None = None


class Units(msgspec.Struct, frozen=True, eq=False):
    """All stages with the weights of one moment, found over so many samples; `finite` says that every number was."""

    weights: Weights
    stages: tuple[StageUnits, ...]
    samples: int
    finite: bool


def stages_of(network: Network) -> tuple[Stage, ...]:
    """Return the input and the layers with weights, each with the layers up to the next one."""
    heavy = [place for place, layer in enumerate(network.layers) if _is_heavy(network, place)]
    ends = [*(place - 1 for place in heavy), len(network.layers) - 1]
    stages = []
    for start, end in zip([-1, *heavy], ends, strict=True):
        shape = network.shapes[end] if end >= 0 else network.input_shape
        names = tuple(layer.catalog_name for layer in network.layers[max(start, 0) : end + 1])
        stages.append(Stage(names, start, end, math.prod(shape)))
    return tuple(stages)


def _is_heavy(network: Network, place: int) -> bool:
    return any(one.layer == place and one.name == "weights" and len(one.shape) == 2 for one in network.layout.entries)


def window(units: int, cursor: int) -> int:
    """Return the first of the units whose responses are kept, so that those around `cursor` are among them."""
    return 0 if units <= WINDOW else min(max(0, cursor // 32 * 32 - 16), units - WINDOW)


def looking(
    network: Network, weights: Weights, X: Array, grid: Array | None = None, firsts: tuple[int, ...] = ()
) -> Generator[None, None, Units]:
    """A job: return what all units do for encoded samples X, and at the encoded points of `grid`, without noise.

    It stops between slices; of each stage the units from `firsts` on are kept for the grid.
    """
    stages = stages_of(network)
    bound = network.bind(weights.parameters, None, weights.statistics)
    workspace = network.workspace()
    sums = [np.zeros((2, stage.units)) for stage in stages]
    rows = network.slice_rows()
    for start in range(0, len(X), rows):
        part = X[start : start + rows]
        found = workspace.quiet(_outputs, workspace.plan(bound, len(part), training=False), part, stages)
        for total, values in zip(sums, found, strict=True):
            workspace.quiet(_add, total, values)
        yield
    pictures: list[Array | None] = [None] * len(stages)
    if grid is not None:
        kept = [np.empty((min(stage.units, WINDOW), len(grid)), np.float32) for stage in stages]
        for start in range(0, len(grid), rows):
            part = grid[start : start + rows]
            found = workspace.quiet(_outputs, workspace.plan(bound, len(part), training=False), part, stages)
            for picture, values, first in zip(kept, found, firsts, strict=True):
                picture[:, start : start + len(part)] = values[:, first : first + len(picture)].T
            yield
        pictures = list(kept)
    count = max(len(X), 1)
    told = tuple(
        StageUnits(total[0] / count, total[1] / count, first, picture)
        for total, first, picture in zip(sums, firsts or (0,) * len(stages), pictures, strict=True)
    )
    return Units(weights, told, len(X), all(bool(np.isfinite(total).all()) for total in sums))


def _outputs(plan: Plan, x: Array, stages: tuple[Stage, ...]) -> list[Array]:
    """Return the outputs `(rows, units)` of every stage, as copies."""
    wanted = {stage.output_at for stage in stages}
    kept = {-1: x.reshape(len(x), -1)}
    for position, (forward, parameters, context) in enumerate(plan.forwards):
        x = forward(x, parameters, context)
        if position in wanted:
            kept[position] = x.reshape(len(x), -1).copy()
    return [kept[stage.output_at] for stage in stages]


def _add(total: Array, values: Array) -> None:
    total[0] += values.sum(axis=0, dtype=np.float64)
    total[1] += np.count_nonzero(values == 0, axis=0)


def incoming(network: Network, weights: Weights, stage: Stage, unit: int) -> tuple[Array, float | None]:
    """Return the weights `(inputs,)` into a unit, and its bias if it has one; of the input none."""
    if stage.weights_at < 0:
        return np.zeros(0), None
    arrays = network.layout.arrays(weights.parameters)
    biases = arrays.get(f"{stage.weights_at}.biases")
    column: Array = arrays[f"{stage.weights_at}.weights"][:, unit]
    return column, None if biases is None else float(biases[unit])


def outgoing(network: Network, weights: Weights, following: Stage | None, unit: int) -> Array:
    """Return the weights `(outputs,)` from a unit into the stage that follows; of the last stage none."""
    if following is None:
        return np.zeros(0)
    row: Array = network.layout.arrays(weights.parameters)[f"{following.weights_at}.weights"][unit]
    return row
