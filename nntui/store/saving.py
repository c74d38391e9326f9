"""From a run to its files, and from a model file back to a run."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from nntui.data.prepare import describe
from nntui.data.tables import Preparation
from nntui.engine.arrays import Array
from nntui.engine.gradient_optimizer import AVERAGE
from nntui.engine.layout import Layout
from nntui.engine.network import Network
from nntui.errors import FileError
from nntui.spec import toml
from nntui.store import atomic, counts, modelfile
from nntui.store.modelfile import Saved
from nntui.store.records import records_fit
from nntui.store.runs import RunFolder
from nntui.training.history import History
from nntui.training.messages import Kept
from nntui.training.state import TrainState
from nntui.training.task import optimizer_of

_VECTORS = ("parameters", "statistics")


def saved_of(
    kept: Kept, network: Network, preparation: Preparation | None, *, metrics: dict[str, float] | None = None
) -> Saved:
    """Return what a model file holds of a run: the state that was kept, its network and how its data was prepared."""
    return Saved(
        experiment=kept.experiment,
        network=network,
        parameters=kept.arrays["parameters"],
        statistics=kept.arrays["statistics"],
        preparation=preparation,
        arrays={name: array for name, array in kept.arrays.items() if name not in _VECTORS},
        values=kept.values,
        metrics=metrics or {},
    )


def state_of(saved: Saved, *, where: str = "the model file") -> TrainState:
    """Return the state with which training goes on to the bit; raises `FileError` where the file holds another one."""
    arrays = {**saved.arrays, "parameters": saved.parameters, "statistics": saved.statistics}
    try:
        counts.check(saved.values)
        state = TrainState.from_parts(arrays, saved.values)
        fits = _fits(state, saved.network) and records_fit(state, arrays, saved.network.metric_names)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError, msgspec.MsgspecError) as error:
        raise FileError("the state of training in the file cannot be read", where=where) from error
    if not fits:
        raise FileError("the state of training in the file does not fit its network", where=where)
    return state


def predicting_parameters(saved: Saved) -> Array:
    """Return the parameters `(size,)` to predict with: those in the file, or their average where the run kept one."""
    if f"slots.{AVERAGE}" not in saved.arrays:
        return saved.parameters
    return optimizer_of(saved.experiment).averaged(saved.parameters, state_of(saved).optimizer)


def preparation_of(saved: Saved) -> Preparation:
    """Return how rows become what the network sees; a network that was trained on bare arrays takes rows as they are."""
    if saved.preparation is not None:
        return saved.preparation
    none, one = np.zeros(1), np.ones(1)
    return Preparation(
        description=describe(saved.experiment.data),
        scaling="none",
        target_scaling="none",
        feature_offset=none,
        feature_factor=one,
        target_offset=none,
        target_factor=one,
    )


def save_run(folder: RunFolder, saved: Saved) -> None:
    """Write model, spec and log into the run's folder, each whole; raises `SaveError`."""
    modelfile.save(folder.model, saved)
    _replace_where_other(folder.spec, toml.write(modelfile.completed(saved.experiment, saved.network)).encode())
    entries = saved.values.get("log") or []
    if entries:
        atomic.replace(folder.log, b"".join(msgspec.json.encode(entry) + b"\n" for entry in entries))


def _replace_where_other(path: Path, data: bytes) -> None:
    """Write a file unless it holds just that already: forcing it to the disk takes tens of milliseconds."""
    try:
        same = path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        same = False
    if not same:
        atomic.replace(path, data)


def metrics_header(history: History) -> str:
    """Return the first line of metrics.csv."""
    return f"epoch,{','.join(history.names)}\n"


def metrics_rows(history: History, first: int = 0) -> str:
    """Return a line per epoch from epoch `first` (counted from 0) on; a value that was not computed is left out."""
    rows = history.table(first).tolist()
    return "".join([f"{epoch},{','.join(map(_cell, row))}\n" for epoch, row in enumerate(rows, first + 1)])


def parameters_sha256(parameters: Array, statistics: Array) -> str:
    """Return SHA-256 over parameters, then statistics, little-endian."""
    digest = hashlib.sha256()
    for vector in (parameters, statistics):
        digest.update(np.ascontiguousarray(vector).astype(vector.dtype.newbyteorder("<"), copy=False).data)
    return digest.hexdigest()


def _cell(value: float) -> str:
    return f"{value:.10g}" if value == value else ""  # noqa: PLR0124 (NaN alone differs from itself)


def _fits(state: TrainState, network: Network) -> bool:
    slots: list[Any] = list(state.optimizer.slots.values())
    return (
        all(slot.shape == (network.layout.size,) and slot.dtype == network.dtype for slot in slots)
        and not any(np.isnan(slot).any() for slot in slots)
        and state.hands.fits(network)
        and _vector_fits(state.parameters, network.layout, network)
        and _vector_fits(state.statistics, network.statistics_layout, network)
    )


def _vector_fits(vector: Array, layout: Layout, network: Network) -> bool:
    return vector.shape == (layout.size,) and vector.dtype == network.dtype
