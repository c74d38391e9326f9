"""What the classifier and the regressor share: parameters, training and the arrays that scikit-learn hands over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted, validate_data

from nntui import parts
from nntui.catalog import Component
from nntui.data.split import split
from nntui.engine.arrays import Array
from nntui.model import Model
from nntui.sklearn.described import Wanted, seed_of
from nntui.training.given import sample_weights

LAYERS = "dense 64, relu"
OPTIMIZER = "adam learning_rate=0.01"


class NetworkEstimator(BaseEstimator):  # type: ignore[misc]
    """A network that scikit-learn can fit, clone, search over and pickle; see `NNClassifier` and `NNRegressor`."""

    model_: Model

    def __init__(
        self,
        layers: str | Sequence[Component] = LAYERS,
        *,
        loss: str | Component | None = None,
        optimizer: str | Component = OPTIMIZER,
        epochs: int = 200,
        batch_size: int | None = None,
        shuffle: bool = True,
        validation: float = 0.0,
        patience: int | None = None,
        dtype: str = "float64",
        random_state: Any = 0,
    ) -> None:
        self.layers = layers
        self.loss = loss
        self.optimizer = optimizer
        self.epochs = epochs
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.validation = validation
        self.patience = patience
        self.dtype = dtype
        self.random_state = random_state

    def _wanted(self) -> Wanted:
        parts.load()
        return Wanted(self.layers, self.loss, self.optimizer, self.dtype, seed_of(self.random_state))

    def _train(self, model: Model, X: Array, y: Array, weights: Array | None, **given: Any) -> None:
        """Fit a new model to rows `(rows, features)` and encoded targets; `weights` `(rows,)` float64 or None."""
        seed, classes = model.experiment.seed, y.dtype.kind == "i" and y.ndim == 1
        rows = split(y, classification=classes, validation=self.validation, test=0.0, seed=seed)
        train, *_ = pieces = [_taken(X, y, weights, part) for part in (rows.train, rows.validation)]
        model.fit(
            *train[:2],
            sample_weight=train[2],
            validation_data=pieces[1] if self.validation else None,
            epochs=self.epochs,
            batch_size=self.batch_size,
            shuffle=self.shuffle,
            patience=self.patience,
            best_weights=True,
            **given,
        )
        self.model_ = model

    def _outputs(self, X: Any) -> Array:
        """Return the network's outputs `(rows, outputs)` for rows as the user gives them."""
        check_is_fitted(self)
        return self.model_.predict(validate_data(self, X, reset=False, dtype=np.float64))


def _taken(X: Array, y: Array, weights: Array | None, rows: Array) -> tuple[Array, Array, Array | None]:
    return X[rows], y[rows], None if weights is None else weights[rows]


def counted(X: Array, y: Array, sample_weight: Any) -> tuple[Array, Array, Array | None]:
    """Return the rows that count, with their weights `(rows,)` float64 or None: a weight of zero is no row."""
    if sample_weight is None:
        return X, y, None
    weights = sample_weights(len(y), sample_weight, "sample_weight")
    return _taken(X, y, weights, np.flatnonzero(weights))
