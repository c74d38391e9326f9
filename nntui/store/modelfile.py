"""Model files: a network with its spec, how its data was prepared, and everything that training needs to go on.

A safetensors file. The arrays of the layers have their keys as names (`0.weights`, as in `Model.get_parameters`), so
that other programs find them; everything else stands under `state/` and `preparation/`. Reading never chooses code: the
spec can only name what is in the catalog, and no path that stands in the file is opened.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np

from nntui import parts
from nntui.catalog import Component
from nntui.data.tables import Preparation
from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Layer
from nntui.engine.layout import Layout
from nntui.engine.loss import Loss
from nntui.engine.metric import Metric
from nntui.engine.network import Network
from nntui.errors import FileError, NntuiError, SaveError, SpecError, nearest
from nntui.spec import limits, toml
from nntui.spec.experiment import Experiment
from nntui.store import atomic, container, preparations, tree
from nntui.store.container import Content
from nntui.store.header import Header

FORMAT = "nntui-model"
VERSION = 1
STATE = "state"
METRICS = "metrics"
_TEXTS = ("spec", "input_shape", preparations.NAME, STATE, METRICS)
_CODES = {"float32": "F32", "float64": "F64"}

Value = TypeVar("Value")
Kind = TypeVar("Kind", bound=Component)


class Saved(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What a model file holds.

    `experiment` is complete: its layers and loss are those of `network`. `parameters` `(network.layout.size,)` and
    `statistics` `(network.statistics_layout.size,)` are in the network's dtype. `arrays` and `values` (plain: numbers,
    texts, lists, dicts) are whatever training wants to have back: optimizer slots, generators, counts, history, curves,
    log. `metrics` are the newest values, for whoever only looks. `preparation` is None when the network was trained on
    arrays as they were.
    """

    experiment: Experiment
    network: Network
    parameters: Array
    statistics: Array
    preparation: Preparation | None = None
    arrays: dict[str, Array] = {}
    values: dict[str, Any] = {}
    metrics: dict[str, float] = {}


def save(path: str | Path, saved: Saved) -> None:
    """Write the model file whole, or raise `SaveError` and leave the file that was there."""
    atomic.replace(path, dumps(saved, where=str(path)))


def dumps(saved: Saved, *, where: str = "the model") -> bytes:
    """Return the bytes of the model file."""
    _check_finite(saved.network, saved.parameters, saved.statistics, where, SaveError)
    preparation, preparation_tensors = preparations.encode(saved.preparation)
    state, state_tensors = tree.encode({"arrays": saved.arrays, "values": saved.values}, STATE)
    texts = {
        "format": FORMAT,
        "format_version": str(VERSION),
        "spec": toml.write(completed(saved.experiment, saved.network)),
        "input_shape": msgspec.json.encode(saved.network.input_shape).decode(),
        preparations.NAME: preparation,
        STATE: state,
        METRICS: tree.encode(saved.metrics, METRICS)[0],
    }
    layers = {
        **saved.network.layout.arrays(saved.parameters),
        **saved.network.statistics_layout.arrays(saved.statistics),
    }
    return container.pack({**layers, **state_tensors, **preparation_tensors}, texts)


def completed(experiment: Experiment, network: Network) -> Experiment:
    """Return the experiment with the layers and the loss that the network has, and with metrics that are not the loss's own.

    The metrics of a plan may follow from the data, which nobody reads when the file is opened.
    """
    usual = network.metrics == network.loss.default_metrics
    model = msgspec.structs.replace(
        experiment.model,
        layers=network.layers,
        loss=network.loss,
        metrics=experiment.model.metrics if usual else network.metrics,
        dtype=str(network.dtype.name),
    )
    return msgspec.structs.replace(experiment, model=model)


def load(path: str | Path) -> Saved:
    """Read a model file; raises `FileError` with one sentence for anything that is not a whole one of this version."""
    parts.load()
    reading = _Reading(str(path))
    return reading.saved(container.unpack(path, reading.check))


class _Reading:
    """One file on its way in: what its header says of the network, before any array is read."""

    experiment: Experiment
    network: Network

    def __init__(self, where: str) -> None:
        self.where = where

    def check(self, header: Header) -> None:
        """Make the network of the spec in the header and compare its arrays with those that the header announces."""
        _check_version(header.metadata, self.where)
        self.experiment, self.network = self._understood(lambda: _network(header.metadata))
        expected = _expected(self.network)
        found = {entry.name: (entry.dtype, entry.shape) for entry in header.entries if "/" not in entry.name}
        for name, (dtype, shape) in expected.items():
            if name not in found:
                raise FileError(f"the file lacks {name}, which its spec needs", where=self.where)
            if found[name] != (dtype, shape):
                raise FileError(
                    f"{name} is not as the file's spec says", where=self.where, received=found[name], allowed=f"{dtype} {shape}"
                )
        for name in found:
            if name not in expected:
                raise FileError(
                    "the file holds an array that its spec does not know",
                    where=self.where,
                    received=name,
                    nearest=nearest(name, expected),
                )

    def saved(self, content: Content) -> Saved:
        """Put the arrays and texts together."""
        network, texts, tensors = self.network, content.metadata, content.tensors
        preparation = preparations.decode(texts[preparations.NAME], tensors, network.input_shape, where=self.where)
        state = tree.decode(texts[STATE], tensors, STATE, where=self.where)
        self._check_all_used(tensors)
        parameters, statistics = (_vector(one, tensors, network) for one in (network.layout, network.statistics_layout))
        _check_finite(network, parameters, statistics, self.where, FileError)
        return Saved(
            experiment=self.experiment,
            network=network,
            parameters=parameters,
            statistics=statistics,
            preparation=preparation,
            metrics=self._metrics(texts[METRICS]),
            **self._state(state),
        )

    def _state(self, state: Any) -> dict[str, Any]:
        arrays = state.get("arrays") if isinstance(state, dict) else None
        if not isinstance(arrays, dict) or not isinstance(state.get("values"), dict):
            raise FileError("the state in the file cannot be read", where=self.where)
        if not all(isinstance(array, np.ndarray) for array in arrays.values()):
            raise FileError("the state in the file cannot be read", where=self.where)
        return {"arrays": arrays, "values": state["values"]}

    def _metrics(self, text: str) -> dict[str, float]:
        metrics = tree.decode(text, {}, METRICS, where=self.where)
        if not isinstance(metrics, dict) or not all(isinstance(value, (int, float)) for value in metrics.values()):
            raise FileError("the metrics in the file cannot be read", where=self.where)
        return {name: float(value) for name, value in metrics.items()}

    def _check_all_used(self, tensors: dict[str, Array]) -> None:
        known = (f"{STATE}/", f"{preparations.NAME}/")
        stranger = next((name for name in tensors if "/" in name and not name.startswith(known)), None)
        if stranger is not None:
            raise FileError("the file holds an array that nobody knows", where=self.where, received=stranger)

    def _understood(self, work: Callable[[], Value]) -> Value:
        try:
            return work()
        except (NntuiError, msgspec.MsgspecError, ValueError, OverflowError) as error:
            raise FileError(f"the spec in the file cannot be used: {str(error).rstrip('.')}", where=self.where) from error


def _check_version(texts: dict[str, str], where: str) -> None:
    if texts.get("format") != FORMAT:
        raise FileError("the file holds arrays (safetensors), but it is not a model file of nntui", where=where)
    version = texts.get("format_version", "")
    if not (version.isascii() and version.isdecimal() and len(version) < 10):
        raise FileError("the file is damaged: it does not say its version", where=where, received=version)
    if int(version) > VERSION:
        raise FileError(
            "the file was written by a newer nntui", where=where, received=f"version {version}", allowed=f"up to {VERSION}"
        )
    missing = next((name for name in _TEXTS if name not in texts), None)
    if missing or int(version) < 1:
        raise FileError(f"the file is damaged: its {missing or 'version'} is missing", where=where)


def _network(texts: dict[str, str]) -> tuple[Experiment, Network]:
    experiment = toml.read(texts["spec"], "its spec")
    shape = msgspec.json.decode(texts["input_shape"], type=tuple[int, ...])
    return experiment, network_of(experiment, shape)


def network_of(experiment: Experiment, input_shape: Shape) -> Network:
    """Return the network of a complete experiment; nothing as large as its parameters is allocated."""
    if not all(0 < size <= limits.UNITS for size in input_shape) or len(input_shape) > 4:
        raise SpecError("there is no input of that shape", received=input_shape)
    model = experiment.model
    if not isinstance(model.loss, Loss):
        raise SpecError("the spec names no loss")
    layers = _all_of(model.layers, Layer)
    metrics = _all_of(model.metrics, Metric)
    return Network(layers, input_shape, model.loss, model.dtype, metrics)


def _all_of(components: tuple[Component, ...], kind: type[Kind]) -> list[Kind]:
    found = [component for component in components if isinstance(component, kind)]
    if len(found) != len(components):
        raise SpecError(f"the spec holds something else where a {kind.__name__.lower()} belongs")
    return found


def _expected(network: Network) -> dict[str, tuple[str, Shape]]:
    code = _CODES[network.dtype.name]
    entries = (*network.layout.entries, *network.statistics_layout.entries)
    return {entry.key: (code, tuple(entry.shape)) for entry in entries}


def _vector(layout: Layout, tensors: dict[str, Array], network: Network) -> Array:
    vector = np.empty(layout.size, network.dtype)
    for entry in layout.entries:
        vector[entry.place] = tensors[entry.key].reshape(-1)
    return vector


def _check_finite(
    network: Network, parameters: Array, statistics: Array, where: str, error: type[FileError] | type[SaveError]
) -> None:
    for layout, vector in ((network.layout, parameters), (network.statistics_layout, statistics)):
        bad = None if np.isfinite(vector).all() else layout.first_not_finite(vector)
        if bad is not None:
            raise error(f"{bad.key} holds values that are not finite", where=where)
