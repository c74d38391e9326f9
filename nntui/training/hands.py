"""What is held by hand in a run: frozen units, and silenced ones with the weights that they passed on by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, TypeAlias

import msgspec
import numpy as np

from nntui.engine import links
from nntui.engine.arrays import Array
from nntui.engine.network import Network
from nntui.errors import InputError
from nntui.training.messages import Freeze, Held, Silence

Unit: TypeAlias = tuple[int, int]
ARRAY = "silenced"
_Place = Annotated[int, msgspec.Meta(ge=-1, lt=2**31)]
_Count = Annotated[int, msgspec.Meta(ge=0, lt=2**62)]


class _Plain(msgspec.Struct, frozen=True):
    """`frozen` are (layer, unit), `silenced` (layer, unit, how many weights it passes on by)."""

    frozen: list[tuple[_Place, _Count]] = []
    silenced: list[tuple[_Place, _Count, _Count]] = []


class Hands:
    """Units by (position of the layer, number from 0): `frozen`, and `silenced` with the weights out of them `(links,)`.

    Of a frozen unit the weights into it and its bias stay. A silenced one passes nothing on: the weights out of it are 0;
    they stay so, and all that is its own stays as it is, until it speaks again.
    """

    def __init__(self, frozen: Iterable[Unit] = (), silenced: dict[Unit, Array] | None = None) -> None:
        self.frozen = set(frozen)
        self.silenced = dict(silenced or {})

    def held(self) -> Held:
        """Return which units are held, as a frozen value."""
        return Held(frozenset(self.frozen), frozenset(self.silenced))

    def orders(self) -> list[Freeze | Silence]:
        """Return what brings another run of the network to hold the same units, one order a layer."""
        frozen, silenced = _by_layer(self.frozen), _by_layer(self.silenced)
        return [
            *(Freeze(layer, units) for layer, units in frozen.items()),
            *(Silence(layer, units) for layer, units in silenced.items()),
        ]

    def mask(self, network: Network) -> Array | None:
        """Return which parameters may move `(size,)` bool, None where nothing is held."""
        if not self.frozen and not self.silenced:
            return None
        mask = np.ones(network.layout.size, bool)
        for unit in self.frozen | self.silenced.keys():
            mask[links.own(network, *unit)] = False
        for unit in self.silenced:
            mask[links.weights_out_of(network, *unit)] = False
            mask[links.scales_of(network, *unit)] = False
        return mask

    def check(self, network: Network) -> None:
        """Raise `InputError` where these units are not in the network, or could not be silent there."""
        for layer, unit in self.frozen:
            links.check(network, layer, unit)
        for layer, unit in self.silenced:
            links.weights_out_of(network, layer, unit)

    def fits(self, network: Network) -> bool:
        """Say whether what a file holds can be held in this network."""
        try:
            self.check(network)
        except InputError:
            return False
        return all(
            kept.shape == links.weights_out_of(network, *unit).shape
            and kept.dtype == network.dtype
            and bool(np.isfinite(kept).all())
            for unit, kept in self.silenced.items()
        )

    def to_plain(self) -> dict[str, Any]:
        """Return what `from_parts` takes, but for the weights."""
        silenced = [(*unit, len(kept)) for unit, kept in self.silenced.items()]
        plain: dict[str, Any] = msgspec.to_builtins(_Plain(sorted(self.frozen), silenced))
        return plain

    def arrays(self) -> dict[str, Array]:
        """Return the weights out of all silenced units, one after the other; nothing where none is silenced."""
        return {ARRAY: np.concatenate(list(self.silenced.values()))} if self.silenced else {}

    @classmethod
    def from_parts(cls, arrays: dict[str, Array], plain: Any) -> Hands:
        """Return what gave these parts; raises `ValueError`, `KeyError` or an error of `msgspec` for others."""
        known = msgspec.convert(plain, _Plain)
        weights = np.array(arrays[ARRAY]) if known.silenced else np.zeros(0)
        ends = np.cumsum([0, *(count for _, _, count in known.silenced)]).tolist()
        if ends[-1] != len(weights):
            raise ValueError("the weights of silenced units are more or fewer than they say")
        silenced = {
            (layer, unit): weights[start:end]
            for (layer, unit, _), start, end in zip(known.silenced, ends, ends[1:], strict=False)
        }
        return cls(known.frozen, silenced)


def _by_layer(units: Iterable[Unit]) -> dict[int, tuple[int, ...]]:
    layers: dict[int, list[int]] = {}
    for layer, unit in sorted(units):
        layers.setdefault(layer, []).append(unit)
    return {layer: tuple(found) for layer, found in layers.items()}
