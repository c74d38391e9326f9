"""nntui's networks as scikit-learn estimators: `NNClassifier` and `NNRegressor` (extra `sklearn`)."""

from __future__ import annotations

try:
    import sklearn
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "nntui.sklearn needs scikit-learn, which is not installed: pip install 'nntui[sklearn]'", name=error.name
    ) from None

from nntui.sklearn.classifier import NNClassifier
from nntui.sklearn.regressor import NNRegressor

__all__ = ["NNClassifier", "NNRegressor"]
