"""From an estimator's parameters to a network: layers, loss and optimizer as components or as one-line texts."""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from typing import Any

import msgspec
from sklearn.utils import check_random_state

from nntui.catalog import Component, check_value, fields
from nntui.data.sets.given import Given
from nntui.data.tables import Description
from nntui.engine.activations.sigmoid import Sigmoid
from nntui.engine.layers.dense import Dense
from nntui.engine.losses.binary_crossentropy import BinaryCrossentropy
from nntui.model import Model
from nntui.spec import limits, texts
from nntui.spec.experiment import Data, Experiment, Network
from nntui.training import plan

_NETWORK = {info.name: info for info in fields(Network)}
_EXPERIMENT = {info.name: info for info in fields(Experiment)}


class Wanted(msgspec.Struct, frozen=True):
    """What an estimator's parameters say about its network; layers, loss and optimizer may be one-line texts."""

    layers: str | Sequence[Component]
    loss: str | Component | None
    optimizer: str | Component
    dtype: str
    seed: int


def model_for(wanted: Wanted, data: Given) -> Model:
    """Return a model with fresh weights; output layer, last activation and loss are inferred where they are left out.

    Raises `SpecError` for a text that cannot be understood, and `StackError` where the layers do not fit the data.
    """
    experiment, description = _experiment(wanted, data), data.describe()
    found = plan.problems(experiment, description)
    if found:
        raise found[0]
    return _model(plan.complete(experiment, description).experiment, description)


def model_for_labels(wanted: Wanted, data: Given) -> Model:
    """Return a model with a probability for each of several labels, which exclude each other as little as they like."""
    experiment = _experiment(wanted, data)
    layers, loss = experiment.model.layers, experiment.model.loss or BinaryCrossentropy()
    if not layers or getattr(layers[-1], "gives", "") != "probabilities":
        layers = (*layers, Dense(units=data.outputs), Sigmoid())
    section = msgspec.structs.replace(experiment.model, layers=layers, loss=loss)
    return _model(msgspec.structs.replace(experiment, model=section), data.describe())


def _experiment(wanted: Wanted, data: Given) -> Experiment:
    section = Network(
        layers=_component(_NETWORK["layers"], wanted.layers),
        loss=_component(_NETWORK["loss"], wanted.loss),
        dtype=wanted.dtype,
    )
    optimizer = _component(_EXPERIMENT["optimizer"], wanted.optimizer)
    return Experiment(data=Data(source=data), model=section, optimizer=optimizer, seed=wanted.seed)


def _model(complete: Experiment, description: Description) -> Model:
    section = complete.model
    if section.loss is None:
        raise TypeError("a complete experiment has a loss")
    return Model(
        section.layers,
        description.input_shape,
        loss=section.loss,
        optimizer=complete.optimizer,
        dtype=section.dtype,
        seed=complete.seed,
    )


def _component(info: Any, value: Any) -> Any:
    """Return the checked value of a field; a text is read as in a one-line spec, such as `dense 64, relu`."""
    if isinstance(value, str):
        return texts.read(info, value, where=info.name)
    return check_value(info, value, where=info.name)


def seed_of(random_state: Any) -> int:
    """Return the seed of a model: a whole number is the seed itself, a generator or None draws one as scikit-learn does."""
    if isinstance(random_state, numbers.Integral):
        return int(check_value(_EXPERIMENT["seed"], int(random_state), where="random_state"))
    return int(check_random_state(random_state).randint(min(limits.SEED, 2**31 - 1)))
