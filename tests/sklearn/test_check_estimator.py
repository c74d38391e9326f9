"""scikit-learn's own checks of an estimator, with nothing excused."""

from sklearn.utils.estimator_checks import parametrize_with_checks

from nntui.sklearn import NNClassifier, NNRegressor


@parametrize_with_checks([NNClassifier(), NNRegressor()])
def test_scikit_learn_finds_nothing(estimator, check) -> None:
    check(estimator)
