"""k folds: each row stands in one fold, classes evenly, and every fold is a training of its own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui import Model, layers, losses, optimizers
from nntui.data.fold import deal, others
from nntui.data.prepare import prepare
from nntui.data.progress import Progress, finish
from nntui.errors import DataError, Diverged, OutOfRange, UnknownName
from nntui.spec import line, overrides
from nntui.training.folds import CrossValidation, Fold, cross_validating
from nntui.training.trainer import Trainer

GENERATOR = np.random.default_rng(2)
X = GENERATOR.normal(size=(31, 2))
Y = GENERATOR.integers(0, 3, 31)


@given(st.lists(st.integers(0, 4), min_size=2, max_size=60), st.data())
def test_the_folds_cover_each_row_once_and_every_class_evenly(groups, data) -> None:
    groups = np.array(groups)
    count = data.draw(st.integers(2, len(groups)))
    folds = deal(groups, count, seed=data.draw(st.integers(0, 5)))

    assert sorted(np.concatenate(folds).tolist()) == list(range(len(groups)))
    sizes = [len(fold) for fold in folds]
    assert max(sizes) - min(sizes) <= 1
    for one in set(groups.tolist()):
        shares = [int((groups[fold] == one).sum()) for fold in folds]
        assert max(shares) - min(shares) <= 1
    for number, fold in enumerate(folds):
        assert sorted([*fold.tolist(), *others(folds, number).tolist()]) == list(range(len(groups)))


def test_the_seed_deals() -> None:
    one, again, other = (deal(Y, 5, seed) for seed in (0, 0, 1))

    assert all((a == b).all() for a, b in zip(one, again, strict=True))
    assert not all((a == b).all() for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("count", [1, 0, -3, 32])
def test_as_many_folds_as_there_can_be(count) -> None:
    with pytest.raises(OutOfRange, match="2 to 31"):
        deal(Y, count, 0)


def classifier(seed: int = 3) -> Model:
    stack = [layers.Dense(5), layers.Tanh(), layers.Dense(3), layers.Softmax()]
    return Model(stack, (2,), loss=losses.CategoricalCrossentropy(), optimizer=optimizers.Adam(0.02), seed=seed)


def test_a_fold_is_a_model_trained_on_the_others() -> None:
    model = classifier()
    before = model.get_parameters()
    result = model.cross_validate(X, Y, folds=4, epochs=7, batch_size=8)
    dealt = deal(Y, 4, 3)

    assert [fold.validated_on for fold in result.folds] == [8, 8, 8, 7]
    for number, fold in enumerate(dealt):
        alone = classifier()
        rest = others(dealt, number)
        alone.fit(X[rest], Y[rest], epochs=7, batch_size=8)
        values = alone.evaluate(X[rest], Y[rest]) | {
            f"val_{name}": value for name, value in alone.evaluate(X[fold], Y[fold]).items()
        }
        assert result.folds[number].values == values
    assert all((before[key] == array).all() for key, array in model.get_parameters().items())
    assert model.history.epochs == 0


def test_mean_and_deviation() -> None:
    values = [{"loss": one, "val_loss": 2 * one} for one in (1.0, 2.0, 6.0)]
    result = CrossValidation(tuple(Fold(number, 10, 5, 1, each) for number, each in enumerate(values, 1)))

    assert result["val_loss"] == [2.0, 4.0, 12.0]
    assert result.mean == {"loss": 3.0, "val_loss": 6.0}
    assert result.deviation["loss"] == pytest.approx((14 / 3) ** 0.5)  # mean of 4, 1, 9 is 14/3


def test_weights_go_with_their_samples() -> None:
    weights = GENERATOR.integers(1, 4, 31)
    result = classifier().cross_validate(X, Y, folds=3, epochs=4, sample_weight=weights, class_weight="balanced")
    dealt = deal(Y, 3, 3)
    alone = classifier()
    rest = others(dealt, 1)
    alone.fit(X[rest], Y[rest], epochs=4, sample_weight=weights[rest], class_weight="balanced")

    found = alone.evaluate(X[dealt[1]], Y[dealt[1]], sample_weight=weights[dealt[1]])
    assert result.folds[1].values["val_loss"] == found["loss"]


@pytest.mark.parametrize("y", [X[:, :1], Y == 1, np.eye(3)[Y]], ids=["numbers", "two classes", "one-hot"])
def test_all_kinds_of_targets(y) -> None:
    if y.dtype == bool:
        model = Model([layers.Dense(1), layers.Sigmoid()], (2,), loss=losses.BinaryCrossentropy())
    elif y.shape[1] == 1:
        model = Model([layers.Dense(1)], (2,), loss=losses.MeanSquaredError())
    else:
        model = classifier()
    result = model.cross_validate(X, y, folds=3, epochs=2)

    assert len(result["val_loss"]) == 3
    assert np.isfinite(list(result.mean.values())).all()


def test_patience_ends_each_fold_by_itself() -> None:
    result = classifier().cross_validate(X, Y, folds=3, epochs=4000, patience=2, min_change=0.01)

    assert len({fold.epochs for fold in result.folds}) > 1
    assert max(fold.epochs for fold in result.folds) < 4000


def test_what_goes_wrong_names_the_fold() -> None:
    with pytest.raises(Diverged, match="fold 1: the run diverged"):
        Model([layers.Dense(1)], (2,), loss=losses.MeanSquaredError(), optimizer=optimizers.SGD(1e30)).cross_validate(
            X, X[:, :1]
        )
    with pytest.raises(DataError, match=r"fold 1.*sample_weight"):
        classifier().cross_validate(X, Y, folds=2, sample_weight=np.arange(31) == 0)
    with pytest.raises(UnknownName, match="patience"):
        classifier().cross_validate(X, Y, patienc=3)


IRIS = "iris validation=0.2 test=0.1 scaling=standard | dense 8, relu | adam lr=0.01 | epochs 5 batch 16 seed 7"


def test_an_experiment_in_folds() -> None:
    """All but the test rows, scaled by what each fold is trained on."""
    experiment = line.parse(IRIS)
    prepared = prepare(experiment.data, 7)
    assert prepared.test is not None
    result = finish(cross_validating(experiment, prepared, 5))

    assert sum(fold.validated_on for fold in result.folds) == 150 - len(prepared.test.features)
    assert result.mean["val_accuracy"] > 0.5


def test_a_validation_part_is_dealt_out_too() -> None:
    results = []
    for share in (0.0, 0.2):
        experiment = overrides.apply(line.parse(IRIS.replace("test=0.1", "")), "data.validation", share)
        results.append(finish(cross_validating(experiment, prepare(experiment.data, 7), 4)))

    assert results[0] == results[1]


def test_scaling_is_fitted_without_the_fold() -> None:
    experiment = line.parse("iris scaling=standard | dense 4 | epochs 0")
    prepared = prepare(experiment.data)
    result = finish(cross_validating(experiment, prepared, 2))
    groups = prepared.table.targets
    rest = others(deal(groups, 2, 0), 0)
    raw = prepared.table.features
    scaled = ((raw - raw[rest].mean(axis=0)) / raw[rest].std(axis=0)).astype("float32")
    trainer = Trainer(experiment, prepared)
    network = trainer.network
    bound = network.bind(trainer.state.parameters, None, trainer.state.statistics)

    found = network.evaluate(bound, scaled[rest], groups[rest], network.workspace())
    assert result.folds[0].values["loss"] == pytest.approx(found["loss"], rel=1e-5)


def test_fresh_samples_are_no_rows_of_the_table() -> None:
    experiment = line.parse("spiral samples=10 fresh=50 | dense 4, relu | epochs 1")
    result = finish(cross_validating(experiment, prepare(experiment.data), 3))

    assert sum(fold.validated_on for fold in result.folds) == 30


def test_it_is_a_job_that_tells_how_far_it_is() -> None:
    experiment = line.parse("spiral samples=30 | dense 16, relu | epochs 300 batch 32")
    job = cross_validating(experiment, prepare(experiment.data), 3)
    shown = [told for told in job if told.text.startswith("fold")]

    assert shown[0].text == "fold 1 of 3"
    assert shown[-1] == Progress("fold 3 of 3", 900, 900)
    assert [one.done for one in shown] == sorted(one.done for one in shown)
