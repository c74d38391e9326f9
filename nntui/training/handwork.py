"""Carrying out what is done by hand to weights and units, and saying it in words."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

import msgspec
import numpy as np

from nntui.engine import links
from nntui.engine.arrays import Array
from nntui.engine.network import Network
from nntui.engine.optimizers.base import Optimizer
from nntui.errors import InputError
from nntui.training.hands import Unit
from nntui.training.messages import Freeze, Hand, NudgeWeight, SetWeight, Silence
from nntui.training.state import TrainState


class Done(msgspec.Struct, frozen=True):
    """What was done: `order` does the same again, `path` says where, `words` what to; the values are those of a weight."""

    order: SetWeight | Freeze | Silence
    path: str
    words: str
    before: float | None = None
    after: float | None = None

    def since(self, before: float) -> Done:
        """Return this, and what was done to the same weight just before, as one."""
        return msgspec.structs.replace(self, before=before)

    @property
    def text(self) -> str:
        """What was done, in words for the charts."""
        return self.words if self.before is None else f"{self.words}: {self.before:.4g} to {self.after:.4g}"


def carry_out(order: Hand, network: Network, state: TrainState, optimizer: Optimizer) -> Done | None:
    """Do it to the state, and return what was done, None where there was nothing to do.

    Raises `InputError`, with nothing changed, for what cannot be done.
    """
    check(order, network, state.hands.silenced)
    work = _Work(network, state, optimizer)
    match order:
        case SetWeight():
            return work.set(order)
        case NudgeWeight(layer, unit, source, by):
            value = float(state.parameters[place_of(network, layer, unit, source)]) + by
            wanted = SetWeight(layer, unit, source, value)
            check(wanted, network, state.hands.silenced)
            return work.set(wanted)
        case Freeze():
            return work.freeze(order)
        case Silence():
            return work.silence(order)


def check(order: Hand, network: Network, silenced: Iterable[Unit]) -> None:
    """Raise `InputError` with a sentence where the order cannot be carried out, with those units silenced."""
    match order:
        case SetWeight(layer, unit, source, value) | NudgeWeight(layer, unit, source, value):
            place = place_of(network, layer, unit, source)
            _check_value(value, network)
            _check_not_silenced(place, network, silenced)
        case Freeze(layer, units):
            for unit in units:
                links.weights_into(network, layer, unit)
        case Silence(layer, units):
            for unit in units:
                links.weights_out_of(network, layer, unit)


def place_of(network: Network, layer: int, unit: int, source: int | None) -> int:
    """Return the position of a weight into a unit, or of its bias (`source` None), in the flat vector."""
    into = links.weights_into(network, layer, unit)
    if source is None:
        found = links.bias_of(network, layer, unit)
        if not len(found):
            raise InputError(f"{links.called(network, layer, unit)} has no bias", allowed="one of its weights")
        return int(found[0])
    if not 0 <= source < len(into):
        where = links.called(network, layer, unit)
        raise InputError("there is no such weight", where=where, received=source + 1, allowed=f"1 to {len(into)}")
    return int(into[source])


def name_of(network: Network, layer: int, unit: int, source: int | None) -> str:
    """Return what a weight or a bias is called in sentences."""
    link = "bias of" if source is None else f"weight {source + 1} to"
    return f"{link} {links.called(network, layer, unit)}"


def frozen_words(network: Network, path: str, value: Any) -> str:
    """Return what it means that the field at `path` of an experiment is `value`, where that freezes a whole layer."""
    layer = next((entry.layer for entry in links.kernels(network) if path == f"model.layers.{entry.layer}.trainable"), None)
    return "" if layer is None else f"layer {links.number_of(network, layer)} {'no longer frozen' if value else 'frozen'}"


def _check_value(value: float, network: Network) -> None:
    largest = float(np.finfo(network.dtype).max)
    if not abs(value) <= largest:
        raise InputError("a weight must be a finite number", received=value, allowed=f"-{largest:.3g} to {largest:.3g}")


def _check_not_silenced(place: int, network: Network, silenced: Iterable[Unit]) -> None:
    for layer, unit in silenced:
        if place in links.weights_out_of(network, layer, unit):
            name = links.called(network, layer, unit)
            raise InputError(f"{name} is silenced: the weights out of it are 0 until it speaks again")


class _Work:
    """One order on its way into a state."""

    def __init__(self, network: Network, state: TrainState, optimizer: Optimizer) -> None:
        self._network = network
        self._state = state
        self._optimizer = optimizer

    def set(self, order: SetWeight) -> Done:
        vector = self._state.parameters
        place = place_of(self._network, order.layer, order.unit, order.source)
        before = float(vector[place])
        self._place(np.array([place]), order.value)
        after = float(vector[place])
        name = name_of(self._network, order.layer, order.unit, order.source)
        link = "bias" if order.source is None else f"{order.source}"
        return Done(order, f"{order.layer}.{order.unit}.{link}", name, before, after)

    def freeze(self, order: Freeze) -> Done | None:
        frozen = self._state.hands.frozen
        units = self._others(order, frozen, order.frozen)
        named = {(order.layer, unit) for unit in units}
        self._state.hands.frozen = frozen | named if order.frozen else frozen - named
        return self._told(order, units, "frozen" if order.frozen else "no longer frozen")

    def silence(self, order: Silence) -> Done | None:
        silenced = self._state.hands.silenced
        units = self._others(order, silenced, order.silenced)
        for unit in units:
            places = links.weights_out_of(self._network, order.layer, unit)
            if order.silenced:
                silenced[order.layer, unit] = self._state.parameters[places]
                self._place(places, 0.0)
            else:
                self._place(places, silenced.pop((order.layer, unit)))
        return self._told(order, units, "silenced" if order.silenced else "no longer silenced")

    @staticmethod
    def _others(order: Freeze | Silence, held: Container[Unit], wanted: bool) -> tuple[int, ...]:
        """Return the units that are not held as wanted yet, each once."""
        return tuple(unit for unit in dict.fromkeys(order.units) if ((order.layer, unit) in held) != wanted)

    def _place(self, places: Array, values: Any) -> None:
        self._state.parameters[places] = values
        self._optimizer.placed(self._state.parameters, self._state.optimizer, places)

    def _told(self, order: Freeze | Silence, units: tuple[int, ...], what: str) -> Done | None:
        if not units:
            return None
        done = msgspec.structs.replace(order, units=units)
        return Done(done, f"{order.layer}", f"{called(self._network, order.layer, units)} {what}")


def called(network: Network, layer: int, units: tuple[int, ...]) -> str:
    """Return what some units of a layer are called in sentences: one by its number, several by how many they are."""
    if len(units) == 1:
        return links.called(network, layer, units[0])
    count = "all" if len(units) == links.units_of(network, layer) else f"{len(units):,}"
    return f"{count} inputs" if layer == links.INPUT else f"{count} units of layer {links.number_of(network, layer)}"
