"""k folds: a network is trained k times, each time on all folds but one, and measured on that one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import msgspec
import numpy as np

from nntui.data.fold import deal, others
from nntui.data.prepare import cutting
from nntui.data.progress import Progress, Slices
from nntui.data.split import Rows
from nntui.data.tables import Preparation, Prepared
from nntui.engine.arrays import Array
from nntui.engine.network import Network
from nntui.errors import NntuiError
from nntui.spec.experiment import Experiment
from nntui.training.given import Pair, encode_weights, prepared_from
from nntui.training.slices import beside, training
from nntui.training.task import Weights
from nntui.training.trainer import Trainer

Cut: TypeAlias = tuple[Prepared, Weights]
"""Data with one fold as its validation part, and weights of both parts or None."""


class Fold(msgspec.Struct, frozen=True):
    """One training: how many samples it was trained on and measured on, its epochs, and the figures at its end.

    `values` are `loss`, `accuracy` and so on of what it was trained on, and with `val_` before the name of the fold.
    """

    number: int
    trained_on: int
    validated_on: int
    epochs: int
    values: dict[str, float]


class CrossValidation(msgspec.Struct, frozen=True):
    """What the folds came to; `result["val_loss"]` is the list of that figure, one a fold."""

    folds: tuple[Fold, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The figures there are."""
        return tuple(self.folds[0].values)

    @property
    def mean(self) -> dict[str, float]:
        """The mean over the folds of each figure."""
        return {name: float(np.mean(self[name])) for name in self.names}

    @property
    def deviation(self) -> dict[str, float]:
        """The standard deviation over the folds of each figure, `sqrt(mean((x - mean)**2))` as NumPy has it."""
        return {name: float(np.std(self[name])) for name in self.names}

    @property
    def sentence(self) -> str:
        """What came of it, in words."""
        told = [
            f"{name.removeprefix('val_').replace('_', ' ')} {value:.4g} (deviation {self.deviation[name]:.2g})"
            for name, value in self.mean.items()
            if name.startswith("val_")
        ]
        return f"on what they have not seen, {len(self.folds)} trainings come to {', '.join(told)}"

    def __getitem__(self, name: str) -> list[float]:
        return [fold.values[name] for fold in self.folds]


class Given(msgspec.Struct, frozen=True, eq=False):
    """Encoded arrays from Python with the weights they have in `Model.fit`."""

    network: Network
    preparation: Preparation | None
    pair: Pair
    weights: Array | None
    class_weight: Any

    def cut(self, train: Array, validation: Array) -> Cut:
        """Return the parts at those positions; classes are weighed as they are found in the training part."""
        (X, y), kept, aside = self.pair, self._weights(train), self._weights(validation)
        network = self.network
        weights = (
            encode_weights(network, y[train], kept, self.class_weight),
            encode_weights(network, y[validation], aside, None),
        )
        pairs = (X[train], y[train]), (X[validation], y[validation])
        return prepared_from(self.network, self.preparation, *pairs), weights

    def _weights(self, rows: Array) -> Array | None:
        return None if self.weights is None else self.weights[rows]

    def groups(self) -> Array:
        """Return the class of each sample `(samples,)`, or the same number for all where there are no classes."""
        y = self.pair[1]
        if self.network.loss.task == "regression":
            return np.zeros(len(y))
        return y if y.ndim == 1 else y[:, 0] if y.shape[1] == 1 else y.argmax(axis=1)


def cross_validating(experiment: Experiment, prepared: Prepared, folds: int) -> Slices[CrossValidation]:
    """A job: train and measure `folds` times, and return what came of it.

    The folds are dealt from the training part, and from the validation part where it was cut from the same table; a test
    part stays aside. Scaling is fitted anew on what each is trained on. All begin at the start weights of the seed.
    """
    return _validating(experiment, _cuts_of_table(experiment, prepared, folds), folds, exact=False)


def cross_validating_arrays(experiment: Experiment, given: Given, folds: int) -> Slices[CrossValidation]:
    """A job: the same for arrays, and for the layers exactly as they are."""
    return _validating(experiment, _cuts_of_arrays(experiment, given, folds), folds, exact=True)


def _validating(experiment: Experiment, cuts: Iterator[Slices[Cut]], folds: int, *, exact: bool) -> Slices[CrossValidation]:
    epochs = experiment.training.epochs
    found = []
    for number, cut in enumerate(cuts, 1):
        progress = Progress(f"fold {number} of {folds}", (number - 1) * epochs, folds * epochs)
        try:
            found.append((yield from _fold(number, cut, experiment, progress, exact=exact)))
        except NntuiError as error:
            raise error.within(f"fold {number}") from None
    return CrossValidation(tuple(found))


def _fold(number: int, cut: Slices[Cut], experiment: Experiment, progress: Progress, *, exact: bool) -> Slices[Fold]:
    prepared, weights = yield from beside(cut, progress)
    trainer = Trainer(experiment, prepared, exact=exact, weights=weights)
    yield from training(trainer, progress)
    trained = Progress(progress.text, progress.done + trainer.epoch, progress.total)
    values = yield from beside(trainer.measuring(), trained)
    aside = 0 if prepared.validation is None else len(prepared.validation.features)
    return Fold(number, len(prepared.train.features), aside, trainer.epoch, values)


def _cuts_of_table(experiment: Experiment, prepared: Prepared, folds: int) -> Iterator[Slices[Cut]]:
    rows = _own_rows(experiment, prepared)
    table = prepared.table
    groups = table.targets[rows] if table.task == "classification" else np.zeros(len(rows))
    dealt = deal(groups, folds, experiment.seed)
    for number, fold in enumerate(dealt):
        yield _cut(experiment, prepared, Rows(rows[others(dealt, number)], rows[fold], rows[:0]))


def _own_rows(experiment: Experiment, prepared: Prepared) -> Array:
    parts = [prepared.train] if experiment.data.fresh else [prepared.train, prepared.validation]
    return np.sort(np.concatenate([part.rows for part in parts if part is not None]))


def _cut(experiment: Experiment, prepared: Prepared, rows: Rows) -> Slices[Cut]:
    cut = yield from cutting(experiment.data, prepared.table, rows, experiment.model.dtype)
    return cut, (None, None)


def _cuts_of_arrays(experiment: Experiment, given: Given, folds: int) -> Iterator[Slices[Cut]]:
    dealt = deal(given.groups(), folds, experiment.seed)
    for number, fold in enumerate(dealt):
        yield _arrays(given, others(dealt, number), fold)


def _arrays(given: Given, train: Array, validation: Array) -> Slices[Cut]:
    yield Progress("splitting")
    return given.cut(train, validation)
