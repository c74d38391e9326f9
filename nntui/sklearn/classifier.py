"""The classifier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.utils.metaestimators import available_if
from sklearn.utils.multiclass import check_classification_targets, is_multilabel
from sklearn.utils.validation import column_or_1d, validate_data

from nntui.catalog import Component
from nntui.data.sets.given import Given
from nntui.engine.arrays import Array
from nntui.errors import DataError, UnknownName
from nntui.insight import readings
from nntui.sklearn.base import LAYERS, OPTIMIZER, NetworkEstimator, counted
from nntui.sklearn.described import model_for, model_for_labels


def _says_probabilities(estimator: NNClassifier) -> bool:
    """Say whether the fitted network gives probabilities; before fit nothing is known against it."""
    reading = getattr(estimator, "_reading", None)
    return reading is None or reading.probable


class NNClassifier(ClassifierMixin, NetworkEstimator):  # type: ignore[misc]
    """A neural network that tells classes apart, as a scikit-learn estimator.

    `layers` is a one-line stack such as `"dense 64, relu, dropout 0.1"`, or a list of `nntui.layers`; output layer, last
    activation and loss are inferred from the data where they are left out (two classes: one sigmoid output). `loss` and
    `optimizer` are components or texts such as `"adam lr=0.01"`. Without a `batch_size` all rows are one batch.
    `validation` is the share of the rows kept aside (stratified); after `patience` epochs without a better loss training
    stops and the best weights are back. The loss is `sum(w * l) / sum(w)`: a weight of two is a row given twice, a weight
    of zero is no row; with batches that holds within each. `class_weight` is a weight per label, or "balanced".
    `random_state` is the seed: 0 unless given, so that two fits agree; None draws one.

    After `fit`: `classes_`, `n_features_in_`, and the trained `nntui.Model` in `model_` (with its history).
    """

    classes_: Array
    _reading: readings.Reading | None

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
        class_weight: Mapping[Any, float] | str | None = None,
        dtype: str = "float64",
        random_state: Any = 0,
    ) -> None:
        super().__init__(
            layers,
            loss=loss,
            optimizer=optimizer,
            epochs=epochs,
            batch_size=batch_size,
            shuffle=shuffle,
            validation=validation,
            patience=patience,
            dtype=dtype,
            random_state=random_state,
        )
        self.class_weight = class_weight

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Train a new network on rows `(rows, features)`; weights `(rows,)`.

        `y` holds labels `(rows,)` of any kind, or `(rows, labels)` of 0 and 1 where a row may have several.
        """
        X, y = validate_data(self, X, y, dtype=np.float64, multi_output=True)
        check_classification_targets(y)
        several = is_multilabel(y)
        X, y, weights = counted(X, y if several else column_or_1d(y, warn=True), sample_weight)
        if several:
            self._fit_labels(X, y, weights)
        else:
            self._fit_classes(X, y, weights)
        return self

    def _fit_classes(self, X: Array, y: Array, weights: Array | None) -> None:
        self.classes_, targets = np.unique(y, return_inverse=True)
        count = len(self.classes_)
        if count < 2:
            raise DataError("all rows that count are of one class", where="y", received=y[0], allowed="at least two classes")
        data = Given(shape=X.shape[1:], outputs=count, task="classification")
        self._train(model_for(self._wanted(), data), X, targets, weights, class_weight=self._class_weight())
        self._reading = readings.reading_of(self.model_.network, data.describe())

    def _fit_labels(self, X: Array, y: Array, weights: Array | None) -> None:
        self.classes_ = np.arange(y.shape[1])
        data = Given(shape=X.shape[1:], outputs=y.shape[1], task="regression")
        targets = y.astype(np.float64)
        self._train(model_for_labels(self._wanted(), data), X, targets, weights, class_weight=self._class_weight())
        self._reading = None

    def _class_weight(self) -> Mapping[int, float] | str | None:
        """Return the weights by position of the class."""
        given = self.class_weight
        if not isinstance(given, Mapping):
            return given
        positions = {label: position for position, label in enumerate(self.classes_.tolist())}
        for label in given:
            if label not in positions:
                known = ", ".join(map(str, positions))
                raise UnknownName("there is no such class", where="class_weight", received=label, allowed=known)
        return {positions[label]: float(weight) for label, weight in given.items()}

    def predict(self, X: Any) -> Array:
        """Return the label that the network says for each row `(rows,)`; 0 or 1 `(rows, labels)` where rows have several."""
        outputs = self._outputs(X)
        if self._reading is None:
            return (outputs > 0.5).astype(np.int64)
        labels: Array = self.classes_[readings.classes(self._reading, outputs)]
        return labels

    def decision_function(self, X: Any) -> Array:
        """Return what decides: for two classes one number a row, above 0 for the second; else one for each class.

        These are probabilities, less 1/2 where one number decides, or what the network says in their place.
        """
        outputs = self._outputs(X).astype(np.float64)
        if self._reading is None:
            return outputs - 0.5
        if self._reading.form == "binary":
            return outputs[:, 0] - self._reading.threshold
        found = readings.scores(self._reading, outputs)
        return (found[:, 1] - found[:, 0]) / 2 if len(self.classes_) == 2 else found

    @available_if(_says_probabilities)  # type: ignore[untyped-decorator]
    def predict_proba(self, X: Any) -> Array:
        """Return a probability for each class in the order of `classes_`, `(rows, classes)` float64."""
        outputs = self._outputs(X)
        return outputs.astype(np.float64) if self._reading is None else readings.scores(self._reading, outputs)

    @available_if(_says_probabilities)  # type: ignore[untyped-decorator]
    def predict_log_proba(self, X: Any) -> Array:
        """Return the logarithm of the probabilities; that of 0 is minus infinity."""
        with np.errstate(divide="ignore"):
            logarithms: Array = np.log(self.predict_proba(X))
        return logarithms

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags
