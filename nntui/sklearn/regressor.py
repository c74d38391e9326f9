"""The regressor."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.base import RegressorMixin
from sklearn.utils.validation import validate_data

from nntui.data.sets.given import Given
from nntui.engine.arrays import Array
from nntui.sklearn.base import NetworkEstimator, counted
from nntui.sklearn.described import model_for


class NNRegressor(RegressorMixin, NetworkEstimator):  # type: ignore[misc]
    """A neural network that predicts one number or several, as a scikit-learn estimator.

    The parameters are those of `NNClassifier`; the loss is the mean squared error unless given. Neither features nor
    targets are scaled here: put a `StandardScaler` in front, and a `TransformedTargetRegressor` around it.

    After `fit`: `n_features_in_`, and the trained `nntui.Model` in `model_` (with its history).
    """

    _flat: bool

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Train a new network on rows `(rows, features)` and numbers `(rows,)` or `(rows, outputs)`; weights `(rows,)`."""
        X, y = validate_data(self, X, y, dtype=np.float64, multi_output=True, y_numeric=True)
        self._flat = y.ndim == 1
        X, y, weights = counted(X, y, sample_weight)
        targets = y.reshape(len(y), -1).astype(np.float64)
        data = Given(shape=X.shape[1:], outputs=targets.shape[1], task="regression")
        self._train(model_for(self._wanted(), data), X, targets, weights)
        return self

    def predict(self, X: Any) -> Array:
        """Return the numbers that the network says, in the shape of the targets it was fitted to, float64."""
        outputs = self._outputs(X).astype(np.float64)
        return outputs[:, 0] if self._flat else outputs

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags
