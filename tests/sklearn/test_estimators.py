"""What the estimators add to scikit-learn's own checks: weights, stacks as text, and company."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.ensemble import BaggingClassifier
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from nntui import layers, losses, optimizers
from nntui.errors import DataError, SpecError, StackError, UnknownName
from nntui.sklearn import NNClassifier, NNRegressor

GENERATOR = np.random.default_rng(3)
X = GENERATOR.normal(size=(40, 3))
LABELS = np.array(["ash", "birch", "cedar"])[GENERATOR.integers(0, 3, 40)]
VALUES = X @ [[1.0, 2.0], [0.5, -1.0], [0.0, 0.3]]
COUNTS = GENERATOR.integers(0, 4, 40)
REPEATED = np.repeat(np.arange(40), COUNTS)


@pytest.mark.parametrize("class_weight", [None, "balanced", {"ash": 3, "cedar": 0.5}])
def test_a_weight_is_a_number_of_copies(class_weight) -> None:
    weighted = NNClassifier(epochs=60, class_weight=class_weight).fit(X, LABELS, sample_weight=COUNTS)
    copied = NNClassifier(epochs=60, class_weight=class_weight).fit(X[REPEATED], LABELS[REPEATED])

    np.testing.assert_allclose(weighted.predict_proba(X), copied.predict_proba(X), rtol=1e-8)


def test_a_class_weight_of_two_is_every_row_of_it_twice() -> None:
    twice = np.repeat(np.arange(40), np.where(LABELS == "birch", 2, 1))
    weighted = NNClassifier(epochs=60, class_weight={"birch": 2}).fit(X, LABELS)
    copied = NNClassifier(epochs=60).fit(X[twice], LABELS[twice])

    np.testing.assert_allclose(weighted.predict_proba(X), copied.predict_proba(X), rtol=1e-8)


@pytest.mark.parametrize("y", [VALUES, VALUES[:, 0], VALUES[:, :1]], ids=["two", "flat", "column"])
def test_regression_keeps_the_shape_of_the_targets(y) -> None:
    weighted = NNRegressor(epochs=60).fit(X, y, sample_weight=COUNTS)
    copied = NNRegressor(epochs=60).fit(X[REPEATED], y[REPEATED])

    assert weighted.predict(X).shape == y.shape
    np.testing.assert_allclose(weighted.predict(X), copied.predict(X), rtol=1e-7, atol=1e-9)


def test_rows_of_no_weight_do_not_bring_their_class() -> None:
    model = NNClassifier(epochs=2).fit(X, LABELS, sample_weight=LABELS != "birch")

    assert model.classes_.tolist() == ["ash", "cedar"]
    assert model.predict_proba(X).shape == (40, 2)


def test_layers_are_a_text_or_components() -> None:
    text = NNClassifier("dense 8, tanh, dropout 0.1", optimizer="sgd lr=0.5 momentum=0.9", epochs=9, random_state=4)
    made = NNClassifier(
        [layers.Dense(8), layers.Tanh(), layers.Dropout(0.1)],
        optimizer=optimizers.SGD(learning_rate=0.5, momentum=0.9),
        epochs=9,
        random_state=4,
    )

    np.testing.assert_array_equal(text.fit(X, LABELS).predict_proba(X), made.fit(X, LABELS).predict_proba(X))
    names = [layer.catalog_name for layer in text.model_.network.layers]
    assert names == ["dense", "tanh", "dropout", "dense", "softmax"]


def test_two_classes_are_one_output() -> None:
    binary = np.where(LABELS == "ash", "yes", "no")
    model = NNClassifier(epochs=5).fit(X, binary)
    outputs = model.model_.predict(X)

    assert outputs.shape == (40, 1)
    np.testing.assert_array_equal(model.predict_proba(X)[:, 1], outputs[:, 0])
    assert model.predict_proba(X).sum(axis=1) == pytest.approx(np.ones(40))
    assert (model.predict(X) == np.where(outputs[:, 0] > 0.5, "yes", "no")).all()


def test_a_loss_without_probabilities_has_no_predict_proba() -> None:
    made = NNClassifier("dense 8, relu, dense 1, tanh", loss="sign_squared_error", epochs=5)
    assert hasattr(made, "predict_proba")

    model = made.fit(X, LABELS == "ash")

    assert not hasattr(model, "predict_proba")
    assert set(model.predict(X).tolist()) <= {True, False}


def test_several_labels_a_row() -> None:
    several = np.column_stack([X[:, 0] > 0, X[:, 1] > 0, X[:, 0] + X[:, 2] > 0]).astype(int)
    model = NNClassifier(epochs=300, random_state=2).fit(X, several, sample_weight=COUNTS)
    copied = NNClassifier(epochs=300, random_state=2).fit(X[REPEATED], several[REPEATED])
    names = [layer.catalog_name for layer in model.model_.network.layers]

    assert names == ["dense", "relu", "dense", "sigmoid"]
    assert (model.predict(X[COUNTS > 0]) == several[COUNTS > 0]).mean() > 0.95
    np.testing.assert_allclose(model.predict_proba(X), copied.predict_proba(X), rtol=1e-6)
    assert ((model.decision_function(X) > 0) == model.predict(X)).all()


@pytest.mark.parametrize(
    "layers_and_loss",
    [("dense 8, relu", None), ("dense 8, relu, dense 2, softmax", None), ("dense 1, tanh", "sign_squared_error")],
)
def test_what_decides_between_two(layers_and_loss) -> None:
    binary = LABELS == "ash"
    model = NNClassifier(layers_and_loss[0], loss=layers_and_loss[1], epochs=20).fit(X, binary)
    decided = model.decision_function(X)

    assert decided.shape == (40,)
    assert ((decided > 0) == model.predict(X)).all()


def test_clones_and_parameters() -> None:
    stack = [layers.Dense(4), layers.ReLU()]
    model = NNClassifier(stack, loss=losses.CategoricalCrossentropy(), class_weight="balanced")
    other = clone(model)

    assert other.get_params() == model.get_params()
    assert other.set_params(layers="dense 3, tanh").layers == "dense 3, tanh"
    with pytest.raises(NotFittedError):
        other.predict(X)


def test_the_seed() -> None:
    def proba(random_state):
        return NNClassifier(epochs=3, batch_size=8, random_state=random_state).fit(X, LABELS).predict_proba(X)

    assert (proba(0) == proba(0)).all()
    assert not (proba(0) == proba(1)).all()
    assert (proba(np.random.RandomState(7)) == proba(np.random.RandomState(7))).all()


def test_validation_and_patience() -> None:
    model = NNClassifier(epochs=500, validation=0.25, patience=5, random_state=1).fit(X, LABELS)
    history = model.model_.history

    assert history.epochs < 500
    found = history["val_loss"]
    assert min(found) == min(found[:-5])


def test_company() -> None:
    """Pipelines, searches, scores and ensembles of scikit-learn work with them."""
    data, classes = load_iris(return_X_y=True)
    pipeline = make_pipeline(StandardScaler(), NNClassifier(epochs=60))
    search = GridSearchCV(pipeline, {"nnclassifier__layers": ["dense 1, relu", "dense 16, relu"]}, cv=3)
    search.fit(data, classes)
    bag = BaggingClassifier(NNClassifier(epochs=5), n_estimators=2, random_state=0).fit(data, classes)

    assert search.best_params_ == {"nnclassifier__layers": "dense 16, relu"}
    assert cross_val_score(pipeline, data, classes, cv=3).mean() > 0.93
    assert bag.predict_proba(data).shape == (150, 3)


@pytest.mark.parametrize(
    ("made", "y", "kind", "words"),
    [
        (NNClassifier("dens 8"), LABELS, UnknownName, "Did you mean 'dense'"),
        (NNClassifier("dense 0"), LABELS, SpecError, "layers"),
        (NNClassifier("dense 8, softmax, dense 3"), LABELS, StackError, "softmax stands in the middle"),
        (NNClassifier("dense 4, softmax"), LABELS, StackError, "3 classes"),
        (NNClassifier(optimizer="adam speed=3"), LABELS, UnknownName, "speed"),
        (NNClassifier(epochs=-1), LABELS, SpecError, "epochs"),
        (NNClassifier(dtype="float16"), LABELS, SpecError, "float16"),
        (NNClassifier(random_state=-1), LABELS, SpecError, "random_state"),
        (NNClassifier(class_weight={"oak": 2}), LABELS, UnknownName, "oak"),
        (NNClassifier(), np.full(40, "ash"), DataError, "one class"),
        (NNRegressor(loss="binary_crossentropy"), VALUES, StackError, "asks for numbers"),
    ],
)
def test_what_is_wrong_is_said_at_fit(made, y, kind, words) -> None:
    with pytest.raises(kind, match=words):
        made.fit(X, y)


@pytest.mark.parametrize("weights", [np.zeros(40), -np.ones(40), np.full(40, np.nan), np.ones(39), np.ones((40, 2))])
def test_bad_weights(weights) -> None:
    with pytest.raises(DataError, match="sample_weight"):
        NNRegressor(epochs=1).fit(X, VALUES, sample_weight=weights)


def test_scikit_learn_is_loaded_only_when_asked_for(project: Path) -> None:
    program = "import sys; import nntui.model, nntui.faces, nntui.cli.main; assert 'sklearn' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], cwd=project, check=True)


def test_without_scikit_learn_one_sentence_says_what_to_install(project: Path) -> None:
    program = "import sys; sys.modules['sklearn'] = None; import nntui.sklearn"
    done = subprocess.run([sys.executable, "-c", program], cwd=project, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "ModuleNotFoundError: nntui.sklearn needs scikit-learn, which is not installed: pip install 'nntui[sklearn]'"
    )
