"""Arrays given from Python as prepared data, so that a model is trained by the same trainer as an experiment."""

from __future__ import annotations

import math
from collections.abc import Mapping
from numbers import Integral
from typing import Any, Literal

import numpy as np

from nntui.catalog import Component
from nntui.data.scaling import targets_to_network, to_network
from nntui.data.sets.given import Given
from nntui.data.tables import Description, Part, Preparation, Prepared, Table
from nntui.engine.arrays import Array
from nntui.engine.network import Network
from nntui.engine.targets import array_of, finite
from nntui.errors import DataError, SpecError, UnknownName, nearest
from nntui.spec.experiment import Training

Pair = tuple[Array, Array]
_SMALLEST_SUM = 1e-290
"""A sum of weights whose inverse, times any number of samples, float64 still holds."""


def source_for(network: Network) -> Given:
    """Return the data set that stands in the experiment of a model."""
    task = "classification" if network.loss.task == "classification" else "regression"
    return Given(shape=network.input_shape, outputs=network.output_shape[0], task=task)


def shape_of(given: Any) -> tuple[int, ...]:
    """Return the shape of one sample from a sequence of whole numbers, or one."""
    sizes = (given,) if isinstance(given, Integral) else given
    if not isinstance(sizes, (tuple, list)) or not sizes or not all(_is_size(size) for size in sizes):
        raise SpecError("the shape of a sample is needed here", where="input_shape", received=given, allowed="such as (2,)")
    return tuple(int(size) for size in sizes)


def _is_size(given: Any) -> bool:
    return isinstance(given, Integral) and not isinstance(given, bool) and int(given) > 0


def components_of(given: Any, kind: str, *, where: str) -> tuple[Component, ...]:
    """Return a list of components as a tuple; raises `SpecError` where it is something else."""
    if not isinstance(given, (tuple, list)):
        raise SpecError(f"a list of {kind} is needed here", where=where, received=given, allowed=f"a list, each one of {kind}")
    return tuple(given)


def make_training(values: dict[str, Any]) -> Training:
    """Return a training section; a name that is not one of its fields is an error with the nearest one."""
    for key in values:
        if key not in Training.__struct_fields__:
            known = Training.__struct_fields__
            raise UnknownName(
                "fit has no setting of that name", received=key, allowed=", ".join(known), nearest=nearest(key, known)
            )
    return Training(**values)


def encode(network: Network, preparation: Preparation | None, X: Any, y: Any, *, name: str = "") -> Pair:
    """Return inputs and targets as the network takes them, checked; raises `DataError` that says which is wrong."""
    inputs = encode_inputs(network, preparation, X, where=f"{name}X")
    if preparation is not None and preparation.target_scaling != "none":
        y = targets_to_network(preparation, finite(array_of(y, where=f"{name}y"), where=f"{name}y"), str(network.dtype))
    targets = network.encode_targets(y, where=f"{name}y")
    if not len(inputs):
        raise DataError("there are no samples", where=f"{name}X", received=np.shape(X), allowed="at least one sample")
    if len(inputs) != len(targets):
        raise DataError(
            "inputs and targets differ in length", where=f"{name}y", received=len(targets), allowed=f"{len(inputs)}"
        )
    return inputs, targets


def encode_inputs(network: Network, preparation: Preparation | None, X: Any, *, where: str = "X") -> Array:
    """Return inputs as the network takes them: prepared as the data it was trained on, where it knows how."""
    if preparation is not None and (preparation.scaling != "none" or preparation.description.inputs):
        X = to_network(preparation, finite(array_of(X, where=where), where=where), str(network.dtype))
    return network.encode_inputs(X, where=where)


def encode_weights(network: Network, y: Array, sample_weight: Any, class_weight: Any, *, name: str = "") -> Array | None:
    """Return a weight per sample `(samples,)` float64 for encoded targets, or None; the two kinds are multiplied.

    `class_weight` is a weight per class, as a mapping (1 where it says nothing) or a sequence, or `"balanced"`:
    `samples / (classes * samples of the class)`, samples counted by their weights, so that a weight of two still equals
    a row given twice.
    """
    weights = None if sample_weight is None else sample_weights(len(y), sample_weight, f"{name}sample_weight")
    if class_weight is None:
        return weights
    where = f"{name}class_weight"
    classes = _classes(network, y, where)
    count = network.output_shape[0] if network.loss.task == "classification" else 2
    if isinstance(class_weight, str):
        table = _balanced(class_weight, classes, count, weights, where)
    else:
        table = _table(class_weight, count, where)
    own = _checked(table[classes], where)
    if weights is None:
        return own
    with np.errstate(over="ignore"):
        return _checked(own * weights, f"{where} times {name}sample_weight")


def sample_weights(samples: int, given: Any, where: str) -> Array:
    """Return a weight per sample `(samples,)` float64, checked."""
    weights = finite(array_of(given, where=where), where=where).astype(np.float64)
    if weights.shape != (samples,):
        raise DataError("there must be one weight a sample", where=where, received=weights.shape, allowed=f"({samples},)")
    return _checked(weights, where)


def _checked(weights: Array, where: str) -> Array:
    with np.errstate(over="ignore"):
        total = float(weights.sum())
    if (weights < 0).any() or not total > 0:
        received = float(weights.min()) if len(weights) else 0.0
        raise DataError("weights must not be negative, nor all zero", where=where, received=received, allowed="at least 0")
    if math.isinf(total):
        raise DataError("the sum of the weights is not finite", where=where, received=float(weights.max()), allowed="less")
    # Only their ratios count, and the inverse of a smaller sum is no number.
    return weights / weights.max() if total < _SMALLEST_SUM else weights


def _classes(network: Network, y: Array, where: str) -> Array:
    """Return the class of each encoded target `(samples,)`: of shares the one that has most, of labels 0 or 1."""
    task = network.loss.task
    if task == "classification":
        return y if y.ndim == 1 else y.argmax(axis=1)
    labels = y[:, 0] > 0 if task == "sign" else y[:, 0]
    if y.shape[1] != 1 or not np.isin(labels, (0, 1)).all():
        raise DataError("class weights need targets that are classes", where=where, allowed="class indices")
    classes: Array = labels.astype(np.intp)
    return classes


def _balanced(word: str, classes: Array, count: int, weights: Array | None, where: str) -> Array:
    if word != "balanced":
        raise DataError("there is no such way to weigh classes", where=where, received=word, allowed="balanced")
    sizes = np.bincount(classes, weights, minlength=count)
    table: Array = sizes.sum() / (np.count_nonzero(sizes) * np.where(sizes > 0, sizes, 1))
    return table


def _table(given: Any, count: int, where: str) -> Array:
    """Return the weight of each class `(classes,)` float64."""
    if isinstance(given, Mapping):
        unknown = [key for key in given if key not in range(count)]
        if unknown:
            allowed = f"0 to {count - 1} ({count} classes)"
            raise DataError("there is no such class", where=where, received=unknown[0], allowed=allowed)
        given = [given.get(one, 1.0) for one in range(count)]
    table = finite(array_of(given, where=where), where=where).astype(np.float64)
    if table.shape != (count,):
        raise DataError("there must be one weight a class", where=where, received=table.shape, allowed=f"({count},)")
    return _checked(table, where)


def prepared_from(network: Network, preparation: Preparation | None, train: Pair, validation: Pair | None) -> Prepared:
    """Return encoded pairs as prepared data."""
    description = source_for(network).describe()
    task: Literal["classification", "regression"] = description.task
    table = Table(
        name="arrays",
        task=task,
        features=train[0],
        targets=train[1],
        feature_names=description.feature_names,
        target_names=description.target_names,
        class_names=description.class_names,
    )
    return Prepared(
        table=table,
        train=_part("train", train),
        validation=None if validation is None else _part("validation", validation),
        test=None,
        preparation=preparation or _untouched(description),
    )


def _part(name: str, pair: Pair) -> Part:
    X, y = pair
    return Part(name=name, features=X, targets=y, raw=X, raw_targets=y, rows=np.arange(len(X)), encoded=True)


def _untouched(description: Description) -> Preparation:
    zero, one = np.zeros(1), np.ones(1)
    return Preparation(
        description=description,
        scaling="none",
        target_scaling="none",
        feature_offset=zero,
        feature_factor=one,
        target_offset=zero,
        target_factor=one,
    )
