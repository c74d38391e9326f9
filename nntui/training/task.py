"""What an experiment and its data come to: a network, an optimizer, and samples as the network is fed them."""

from __future__ import annotations

from typing import Any, TypeAlias, cast

import msgspec

from nntui.data.tables import Prepared
from nntui.engine.arrays import Array
from nntui.engine.layer import Layer
from nntui.engine.loss import Loss
from nntui.engine.metric import Metric
from nntui.engine.network import Network
from nntui.engine.optimizers.base import Optimizer
from nntui.errors import DataError, SpecError, StackError
from nntui.spec.experiment import Experiment
from nntui.spec.experiment import Network as Section
from nntui.training import plan
from nntui.training.ends import Ends
from nntui.training.feed import Samples, targets_of
from nntui.training.given import encode_weights
from nntui.training.history import history_names

Weights: TypeAlias = tuple[Array | None, Array | None]


class Task(msgspec.Struct, frozen=True, eq=False):
    """Everything that a loop needs and that does not change while it runs; `validation` is None where there is none.

    `weights` are those that were given, before classes are balanced.
    """

    experiment: Experiment
    prepared: Prepared
    network: Network
    optimizer: Optimizer
    train: Samples
    validation: Samples | None
    ends: Ends
    exact: bool
    weights: Weights


def make_task(
    experiment: Experiment,
    prepared: Prepared,
    before: Task | None = None,
    *,
    exact: bool = False,
    weights: Weights = (None, None),
) -> Task:
    """Return the task; what an experiment shares with the one `before` is taken over from there.

    What the experiment leaves out (output layer, last activation, loss) is inferred from the data, unless `exact`.
    `weights` `(samples,)` float64 are those of the training and the validation part.
    """
    if before is not None and _same_samples(before, experiment, prepared):
        ends = _ends(experiment, before.network, before.validation)
        return msgspec.structs.replace(before, experiment=experiment, optimizer=optimizer_of(experiment), ends=ends)
    if not len(prepared.train.features):
        raise DataError("there are no samples to train on", where=prepared.table.name, allowed="at least one row")
    if before is not None:
        exact, weights = before.exact, before.weights
    complete = experiment if exact else plan.complete(experiment, prepared.description).experiment
    network = network_of(complete.model, prepared.train.features.shape[1:])

    train = Samples(prepared.train, network, prepared.preparation, _balanced(experiment, prepared, network, weights[0]))
    validation = _validation(prepared, network, weights[1])
    ends = _ends(experiment, network, validation)
    return Task(experiment, prepared, network, optimizer_of(experiment), train, validation, ends, exact, weights)


def _same_samples(before: Task, experiment: Experiment, prepared: Prepared) -> bool:
    same = before.experiment.model == experiment.model and before.prepared is prepared
    return same and before.experiment.training.balance == experiment.training.balance


def _balanced(experiment: Experiment, prepared: Prepared, network: Network, weights: Array | None) -> Array | None:
    """Return the weights of the training part, such that every class counts the same where that is wanted."""
    if not experiment.training.balance:
        return weights
    targets = targets_of(prepared.train, network)
    return encode_weights(network, targets, weights, "balanced", name="training.balance: ")


def _validation(prepared: Prepared, network: Network, weights: Array | None) -> Samples | None:
    part = prepared.validation
    return None if part is None or not len(part.features) else Samples(part, network, prepared.preparation, weights)


def _ends(experiment: Experiment, network: Network, validation: Samples | None) -> Ends:
    names, optimizer = history_names(network.metric_names), optimizer_of(experiment)
    return Ends(experiment.training, names, optimizer, validated=validation is not None)


def network_of(model: Section, sample_shape: tuple[int, ...]) -> Network:
    """Return the network that a complete model section describes, for samples of that shape; raises `StackError`."""
    if model.loss is None:
        raise StackError("the experiment says no loss", where="model.loss", advice="Choose one that suits the data.")
    layers, loss, metrics = (
        cast(tuple[Layer, ...], model.layers),
        cast(Loss, model.loss),
        cast(tuple[Metric, ...], model.metrics),
    )
    return Network(layers, sample_shape, loss, model.dtype, metrics)


def optimizer_of(experiment: Experiment) -> Optimizer:
    """Return the optimizer; raises `SpecError` when it is another kind of component."""
    if not isinstance(experiment.optimizer, Optimizer):
        raise SpecError("an optimizer is needed here", where="optimizer", received=experiment.optimizer)
    return experiment.optimizer


def layout_key(network: Network) -> tuple[Any, ...]:
    """Return what must stay the same for the vectors to stay: names, shapes and places of all arrays, and the dtype."""
    layouts = (network.layout, network.statistics_layout)
    arrays = tuple((entry.key, entry.shape, entry.offset) for layout in layouts for entry in layout.entries)
    return arrays, str(network.dtype)
