"""What every unit of a network does: its mean over the data, how often it is zero, and its response over the plane."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator

import msgspec
import numpy as np

from nntui.engine.arrays import Array, Shape
from nntui.engine.network import Network
from nntui.engine.plan import Plan
from nntui.insight.predictions import Weights

WINDOW = 64
"""Of so many units of a stage the responses over the plane are kept."""


class Stage(msgspec.Struct, frozen=True):
    """One column of the graph: the input (`weights_at` -1), or a layer with weights and what follows it.

    Its units are the numbers after layer `output_at` (-1: the input itself), along the last axis: of images a channel is
    a unit, which has a number at each of so many `places`, its pixels.
    """

    names: tuple[str, ...]
    weights_at: int
    output_at: int
    units: int
    places: int = 1


class StageUnits(msgspec.Struct, frozen=True, eq=False):
    """The units of one stage: `mean` and `zeros` (share of the activations that are 0) `(units,)` float64.

    Both are over samples and places. `pictures` `(kept, points)` float32 are the responses of the units from `first` on at
    the points of a grid, if asked, over all places.
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
    heavy = [place for place in range(len(network.layers)) if _kernel_shape(network, place)]
    ends = [*(place - 1 for place in heavy), len(network.layers) - 1]
    return tuple(_stage(network, start, end) for start, end in zip([-1, *heavy], ends, strict=True))


def _stage(network: Network, start: int, end: int) -> Stage:
    """Return the stage of the layers from `start` to `end`, whose units are those its weights speak of.

    What follows may lay the numbers in other shapes: the last shape with that many units counts. Of the input it is the
    last one with as many as the next weights speak of.
    """
    units = _kernel_shape(network, start)[-1:] if start >= 0 else _kernel_shape(network, end + 1)[-2:-1]
    at = next((at for at in range(end, start - 1, -1) if _shape(network, at)[-1:] == units), end)
    shape = _shape(network, at)
    names = tuple(layer.catalog_name for layer in network.layers[max(start, 0) : end + 1])
    return Stage(names, start, at, shape[-1] if shape else 1, math.prod(shape[:-1]))


def _shape(network: Network, at: int) -> Shape:
    return network.shapes[at] if at >= 0 else network.input_shape


def _kernel_shape(network: Network, place: int) -> Shape:
    """Return the shape of a layer's weights, whose last axes are inputs and units; nothing where it has none."""
    entry = network.layout.keys.get(f"{place}.weights")
    return entry.shape if entry is not None and len(entry.shape) > 1 else ()


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
                picture[:, start : start + len(part)] = values[..., first : first + len(picture)].mean(axis=1).T
            yield
        pictures = list(kept)
    count = max(len(X), 1)
    told = tuple(
        StageUnits(total[0] / count, total[1] / count, first, picture)
        for total, first, picture in zip(sums, firsts or (0,) * len(stages), pictures, strict=True)
    )
    return Units(weights, told, len(X), all(bool(np.isfinite(total).all()) for total in sums))


def _outputs(plan: Plan, x: Array, stages: tuple[Stage, ...]) -> list[Array]:
    """Return the outputs `(rows, places, units)` of every stage, as copies."""
    wanted = {stage.output_at: stage for stage in stages}
    kept = {}
    for position, outputs in enumerate(_each(plan, x), start=-1):
        if position in wanted:
            stage = wanted[position]
            kept[position] = outputs.reshape(len(x), stage.places, stage.units).copy()
    return [kept[stage.output_at] for stage in stages]


def _each(plan: Plan, x: Array) -> Iterator[Array]:
    """Yield the input and the outputs of every layer, in buffers."""
    yield x
    for forward, parameters, context in plan.forwards:
        x = forward(x, parameters, context)
        yield x


def _add(total: Array, values: Array) -> None:
    places = max(values.shape[1], 1)
    total[0] += values.sum(axis=(0, 1), dtype=np.float64) / places
    total[1] += np.count_nonzero(values == 0, axis=(0, 1)) / places


def incoming(network: Network, weights: Weights, before: Stage, stage: Stage, unit: int) -> Array:
    """Return the weights `(units before,)` into a unit from the stage before.

    Where two units are linked by several weights (a kernel has one for each of its pixels, a dense layer behind images
    one for each place) it is their sum: what a unit adds that is 1 everywhere.
    """
    kernel = _kernel(network, weights, stage)
    column: Array = kernel[..., unit].reshape(-1, kernel.shape[-2]).sum(axis=0)
    if len(column) % before.units == 0:
        return column.reshape(-1, before.units).sum(axis=0)  # type: ignore[no-any-return]
    if _laid_as_pixels(before, kernel):
        return np.tile(column, before.units // len(column))
    return np.zeros(before.units, kernel.dtype)


def outgoing(network: Network, weights: Weights, stage: Stage, following: Stage, unit: int) -> Array:
    """Return the weights `(units that follow,)` from a unit into the next stage, sums where there are several."""
    kernel = _kernel(network, weights, following)
    inputs, units = kernel.shape[-2:]
    if inputs % stage.units == 0:
        rows = kernel[..., unit :: stage.units, :]
    elif _laid_as_pixels(stage, kernel):
        rows = kernel[..., [unit % inputs], :]
    else:
        return np.zeros(units, kernel.dtype)
    return rows.reshape(-1, units).sum(axis=0)  # type: ignore[no-any-return]


def _kernel(network: Network, weights: Weights, stage: Stage) -> Array:
    return network.layout.arrays(weights.parameters)[f"{stage.weights_at}.weights"]


def _laid_as_pixels(before: Stage, kernel: Array) -> bool:
    """Say whether the units before were laid as the pixels of images, so that each is one of a channel."""
    return kernel.ndim > 2 and before.units % kernel.shape[-2] == 0


def bias_of(network: Network, weights: Weights, stage: Stage, unit: int) -> float | None:
    """Return the bias of a unit, if it has one."""
    biases = network.layout.arrays(weights.parameters).get(f"{stage.weights_at}.biases")
    return None if biases is None else float(biases[unit])


def kernel_of(network: Network, weights: Weights, stage: Stage, unit: int) -> Array | None:
    """Return the kernel of a filter `(height, width)`, summed over the channels it looks at; None where there is none."""
    kernel = network.layout.arrays(weights.parameters).get(f"{stage.weights_at}.weights")
    if kernel is None or kernel.ndim != 4:
        return None
    summed: Array = kernel[..., unit].sum(axis=-1)
    return summed
