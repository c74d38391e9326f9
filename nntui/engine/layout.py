"""Where every named array lies in a flat vector."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
import numpy as np

from nntui.engine.arrays import Array, Generator, Shape, Views
from nntui.engine.initializer import Initializer
from nntui.engine.layer import Parameter
from nntui.engine.targets import array_of, finite
from nntui.errors import InputError, UnknownName, nearest
from nntui.spec import limits


class Entry(msgspec.Struct, frozen=True):
    """One array in the vector: `key` is `"<position>.<name>"`, `offset` and `size` count numbers."""

    key: str
    layer: int
    name: str
    shape: Shape
    offset: int
    size: int
    trainable: bool
    decayed: bool
    parameter: Parameter

    @property
    def place(self) -> slice:
        """Where the array lies in the flat vector."""
        return slice(self.offset, self.offset + self.size)


class Layout:
    """The arrays of all layers one after the other in one flat vector of `size` numbers."""

    def __init__(self, wanted: Iterable[tuple[Parameter, ...]]) -> None:
        per_layer = list(wanted)
        self.layers = len(per_layer)
        self.entries = tuple(_entries(per_layer))
        self.size = self.entries[-1].offset + self.entries[-1].size if self.entries else 0
        self.keys = {entry.key: entry for entry in self.entries}

    def arrays(self, vector: Array) -> dict[str, Array]:
        """Return views of `vector` `(size,)` by key, each in its own shape."""
        return {entry.key: vector[entry.place].reshape(entry.shape) for entry in self.entries}

    def views(self, vector: Array) -> tuple[Views, ...]:
        """Return one `Views` a layer, whose attributes are views of `vector` `(size,)`.

        `together` is the whole stretch of the layer, its arrays one after the other.
        """
        named: list[dict[str, Array]] = [{} for _ in range(self.layers)]
        for entry in self.entries:
            named[entry.layer][entry.name] = vector[entry.place].reshape(entry.shape)
        for layer, arrays in enumerate(named):
            arrays["together"] = vector[self._stretch(layer)]
        return tuple(Views(**arrays) for arrays in named)

    def _stretch(self, layer: int) -> slice:
        places = [entry.place for entry in self.entries if entry.layer == layer]
        return slice(places[0].start, places[-1].stop) if places else slice(0, 0)

    def spans(self, kind: str = "trainable") -> tuple[slice, ...]:
        """Return the stretches of the vector that are trainable (or decayed), neighbours joined."""
        wanted = (entry.place for entry in self.entries if entry.trainable and (kind == "trainable" or entry.decayed))
        return tuple(_joined(wanted))

    def initial(self, generator: Generator, dtype: np.dtype[Any]) -> Array:
        """Return a vector of start values, drawn in the order of the entries (in float64, then rounded)."""
        vector = np.zeros(self.size, dtype)
        for entry in self.entries:
            start = entry.parameter.initializer
            if not isinstance(start, Initializer):
                raise TypeError(f"{entry.key}: {start!r} is not an initializer")
            vector[entry.place] = start.sample(entry.shape, entry.parameter.fan_in, entry.parameter.fan_out, generator).ravel()
        return vector

    def write(self, vector: Array, arrays: Mapping[str, Any]) -> None:
        """Copy named arrays into `vector`; all are checked (name, shape, finite) before the first is written."""
        if not isinstance(arrays, Mapping):
            allowed = "such as {'0.weights': ...}"
            raise InputError("arrays by their names are needed", where="parameters", received=arrays, allowed=allowed)
        checked = {key: self._checked(key, value, vector.dtype) for key, value in arrays.items()}
        for key, value in checked.items():
            vector[self.keys[key].place] = value.ravel()

    def _checked(self, key: str, value: object, dtype: np.dtype[Any]) -> Array:
        entry = self.keys.get(key)
        if entry is None:
            known = ", ".join(self.keys) or "none"
            raise UnknownName(
                "there is no parameter of that name",
                where="parameters",
                received=key,
                allowed=known,
                nearest=nearest(key, self.keys),
            )
        array = array_of(value, where=key)
        if array.shape != entry.shape:
            raise InputError("the array has the wrong shape", where=key, received=array.shape, allowed=str(entry.shape))
        with np.errstate(over="ignore"):
            rounded: Array = finite(array, where=key).astype(dtype)
        return finite(rounded, where=key)

    def first_not_finite(self, vector: Array) -> Entry | None:
        """Return the first entry with a value that is not finite, or whose sum of squares overflows, if there is one."""
        for whole in (np.isfinite, _finite_square):
            for entry in self.entries:
                if not np.all(whole(vector[entry.place])):
                    return entry
        return None


def _finite_square(array: Array) -> bool:
    return math.isfinite(float(np.dot(array, array)))


def _entries(per_layer: list[tuple[Parameter, ...]]) -> Iterator[Entry]:
    offset = 0
    for layer, wanted in enumerate(per_layer):
        for one in wanted:
            size = math.prod(one.shape)
            yield Entry(f"{layer}.{one.name}", layer, one.name, one.shape, offset, size, one.trainable, one.decayed, one)
            offset += size
            limits.check("parameters", offset, limits.PARAMETERS, where=f"layers.{layer}")


def _joined(places: Iterable[slice]) -> Iterator[slice]:
    start = stop = 0
    for place in places:
        if place.start != stop:
            if stop > start:
                yield slice(start, stop)
            start = place.start
        stop = place.stop
    if stop > start:
        yield slice(start, stop)
