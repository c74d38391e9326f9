"""Where the weights into a unit and out of it lie in the flat vector.

A unit is told by the position of its layer, -1 for the input, and its number from 0. The units of a layer with weights are
the last axis of these; those of the input are what the first weights speak of.
"""

from __future__ import annotations

import numpy as np

from nntui.engine.arrays import Array
from nntui.engine.layout import Entry
from nntui.engine.network import Network
from nntui.engine.reshaping import Reshaping
from nntui.errors import InputError

INPUT = -1


def kernels(network: Network) -> tuple[Entry, ...]:
    """Return the weights of all layers whose last axes are inputs and units."""
    return tuple(entry for entry in network.layout.entries if entry.name == "weights" and len(entry.shape) > 1)


def number_of(network: Network, layer: int) -> int:
    """Return the number of a layer among those with weights, from 1; 0 for the input."""
    return sum(1 for entry in kernels(network) if entry.layer <= layer)


def called(network: Network, layer: int, unit: int) -> str:
    """Return what a unit is called in sentences: `unit 5 of layer 1`, `input 2`; numbers are from 1."""
    return f"input {unit + 1}" if layer == INPUT else f"unit {unit + 1} of layer {number_of(network, layer)}"


def units_of(network: Network, layer: int) -> int:
    """Return how many units a layer has; raises `InputError` for a layer without weights."""
    found = kernels(network)
    if layer == INPUT and found:
        return found[0].shape[-2]
    return _kernel(network, layer).shape[-1]


def check(network: Network, layer: int, unit: int) -> None:
    """Raise `InputError` where there is no such unit."""
    units = units_of(network, layer)
    if not 0 <= unit < units:
        where = "the input" if layer == INPUT else f"layer {number_of(network, layer)}"
        raise InputError("there is no such unit", where=where, received=unit + 1, allowed=f"1 to {units}")


def weights_into(network: Network, layer: int, unit: int) -> Array:
    """Return the positions `(links,)` of the weights into a unit, in reading order of the axes before the last."""
    entry = _kernel(network, layer)
    check(network, layer, unit)
    return np.arange(entry.offset + unit, entry.offset + entry.size, entry.shape[-1])


def bias_of(network: Network, layer: int, unit: int) -> Array:
    """Return the position `(1,)` of the bias of a unit; `(0,)` where it has none."""
    entry = network.layout.keys.get(f"{layer}.biases")
    return np.zeros(0, np.intp) if entry is None else np.array([entry.offset + unit])


def own(network: Network, layer: int, unit: int) -> Array:
    """Return the positions of the weights into a unit and of its bias; none for an input."""
    if layer == INPUT:
        return np.zeros(0, np.intp)
    return np.concatenate([weights_into(network, layer, unit), bias_of(network, layer, unit)])


def weights_out_of(network: Network, layer: int, unit: int) -> Array:
    """Return the positions `(links,)` of the weights that a unit passes its output on by.

    Raises `InputError` where what the unit does would reach the outputs by another way too, or no weights follow.
    """
    check(network, layer, unit)
    following = _following(network, layer, unit)
    inputs, units = following.shape[-2:]
    rows = np.arange(unit, inputs, units_of(network, layer))
    starts = np.arange(0, following.size, inputs * units)[:, np.newaxis] + rows * units
    found: Array = (following.offset + starts[..., np.newaxis] + np.arange(units)).ravel()
    return found


def scales_of(network: Network, layer: int, unit: int) -> Array:
    """Return the positions of the factor and shift that normalising layers behind a unit learn for it alone."""
    following = next((entry.layer for entry in kernels(network) if entry.layer > layer), len(network.layers))
    units = units_of(network, layer)
    between = [entry for entry in network.layout.entries if layer < entry.layer < following and entry.shape == (units,)]
    return np.array([entry.offset + unit for entry in between], np.intp)


def _kernel(network: Network, layer: int) -> Entry:
    found = {entry.layer: entry for entry in kernels(network)}
    if layer == INPUT:
        raise InputError("an input has no weights into it and no bias", allowed="a unit of a layer with weights")
    if layer not in found:
        raise InputError("that layer has no weights", received=layer, allowed=", ".join(map(str, found)) or "none has")
    return found[layer]


def _following(network: Network, layer: int, unit: int) -> Entry:
    """Return the next weights, when the unit reaches the outputs by them alone."""
    following = next((entry for entry in kernels(network) if entry.layer > layer), None)
    name = called(network, layer, unit)
    if following is None:
        raise InputError(
            f"{name} is an output: no weights follow whose silence could be held", allowed="hidden units and inputs"
        )
    for between in network.layers[layer + 1 : following.layer]:
        if not between.apart and not (layer == INPUT and isinstance(between, Reshaping)):
            mixes = "lays units out anew" if isinstance(between, Reshaping) else "mixes units"
            raise InputError(f"{name} cannot be silenced: {between.catalog_name} behind it {mixes}, so that others tell of it")
    return following
