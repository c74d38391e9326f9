"""The public Python face: what the design says of it."""

import math
import subprocess
import sys

import numpy as np
import pytest

from nntui import Model, initializers, layers, losses, metrics, optimizers, schedules
from nntui.errors import DataError, Diverged, InputError, NntuiError, OutOfRange, SpecError, StackError


def blobs(samples: int = 90, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    y = np.arange(samples) % 3
    return generator.normal(size=(samples, 2)) * 0.3 + np.array([[0, 1], [1, -1], [-1, -1]])[y], y


def noisy(**fields: object) -> Model:
    stack = [
        layers.Dense(16, weight_l2=5e-4, bias_l2=5e-4),
        layers.ReLU(),
        layers.Dropout(0.1),
        layers.Dense(3),
        layers.Softmax(),
    ]
    given = {"optimizer": optimizers.Adam(learning_rate=0.05, decay=5e-7), "dtype": "float32", "seed": 0} | fields
    return Model(layers=stack, input_shape=(2,), loss=losses.CategoricalCrossentropy(), **given)


def line(dtype: str = "float64") -> Model:
    return Model([layers.Dense(1)], (1,), loss=losses.MeanSquaredError(), optimizer=optimizers.SGD(0.1), dtype=dtype)


def same(one: Model, other: Model) -> bool:
    return all(np.array_equal(one.get_parameters()[key], array) for key, array in other.get_parameters().items())


X, Y = blobs()


def test_parameters_are_named_by_position_and_are_copies() -> None:
    model = noisy()
    shapes = {key: array.shape for key, array in model.get_parameters().items()}
    model.get_parameters()["0.weights"][:] = 7

    assert shapes == {"0.weights": (2, 16), "0.biases": (16,), "3.weights": (16, 3), "3.biases": (3,)}
    assert model.get_parameters()["0.weights"].dtype == np.float32
    assert not (model.get_parameters()["0.weights"] == 7).any()


def test_set_parameters_checks_all_before_it_changes_one() -> None:
    model = noisy()
    before = noisy()
    with pytest.raises(InputError, match=r"3\.weights"):
        model.set_parameters({"0.biases": np.ones(16), "3.weights": np.ones((3, 16))})
    with pytest.raises(InputError, match=r"0\.weights"):
        model.set_parameters({"0.wights": np.ones((2, 16))})

    assert same(model, before)
    model.set_parameters({"0.biases": np.ones(16)})
    assert model.get_parameters()["0.biases"].tolist() == [1.0] * 16


def test_fit_learns_and_gives_a_value_an_epoch() -> None:
    model = noisy()
    history = model.fit(X, Y, epochs=60, batch_size=32, validation_data=blobs(seed=1))

    assert len(history["loss"]) == len(history["val_accuracy"]) == 60
    assert history["loss"][-1] < 0.3 < history["loss"][0]
    assert history["val_accuracy"][-1] > 0.95
    assert model.evaluate(X, Y)["accuracy"] > 0.95


def test_what_was_not_computed_is_nan() -> None:
    history = noisy().fit(X, Y, epochs=4)
    validated = noisy().fit(X, Y, epochs=4, validation_data=(X, Y), validate_every=2)

    assert all(math.isnan(value) for value in history["val_loss"])
    assert [math.isnan(value) for value in validated["val_loss"]] == [True, False, True, False]


def test_the_first_loss_is_that_of_the_start_weights() -> None:
    model = line()
    model.set_parameters({"0.weights": [[2.0]], "0.biases": [1.0]})
    x, y = np.array([[1.0], [2.0]]), np.array([1.0, 1.0])
    history = model.fit(x, y, epochs=1)

    assert history["loss"] == [pytest.approx((2.0**2 + 4.0**2) / 2)]
    assert model.get_parameters()["0.weights"][0, 0] == pytest.approx(2.0 - 0.1 * (2 * 1 + 4 * 2))
    assert model.get_parameters()["0.biases"][0] == pytest.approx(1.0 - 0.1 * (2 + 4))


def test_the_last_validation_is_what_evaluate_says() -> None:
    model = noisy()
    fresh = blobs(seed=5)
    history = model.fit(X, Y, epochs=5, batch_size=16, validation_data=fresh)

    assert model.evaluate(*fresh)["loss"] == history["val_loss"][-1]
    assert model.evaluate(*fresh)["accuracy"] == history["val_accuracy"][-1]


@pytest.mark.parametrize("batch_size", [None, 16, 1000])
def test_fit_goes_on_where_it_ended(batch_size: int | None) -> None:
    twice, once = noisy(), noisy()
    first = twice.fit(X, Y, epochs=7, batch_size=batch_size)
    second = twice.fit(X, Y, epochs=5, batch_size=batch_size)
    whole = once.fit(X, Y, epochs=12, batch_size=batch_size)

    assert same(twice, once)
    assert first["loss"] + second["loss"] == whole["loss"]
    assert twice.history["loss"] == whole["loss"]


def test_reset_goes_back_to_the_start() -> None:
    model = noisy()
    first = model.fit(X, Y, epochs=5, batch_size=16)
    model.reset()

    assert same(model, noisy())
    assert model.fit(X, Y, epochs=5, batch_size=16)["loss"] == first["loss"]


def test_seeds_and_shuffling_matter() -> None:
    models = [noisy(), noisy(), noisy(seed=1), noisy()]
    for model, shuffle in zip(models, (True, True, True, False), strict=True):
        model.fit(X, Y, epochs=3, batch_size=16, shuffle=shuffle)

    assert same(models[0], models[1])
    assert not same(models[0], models[2])
    assert not same(models[0], models[3])


PROGRAM = """
import sys
import numpy as np
from nntui import Model
model = Model.load(sys.argv[1])
data = np.load(sys.argv[2])
model.fit(data["X"], data["Y"], epochs=100, batch_size=32)
np.savez(sys.argv[3], **model.get_parameters())
"""


def test_a_hundred_epochs_saved_and_a_hundred_in_a_new_process_are_two_hundred(tmp_path) -> None:
    model, whole = noisy(), noisy()
    model.fit(X, Y, epochs=100, batch_size=32)
    model.save(tmp_path / "model")
    whole.fit(X, Y, epochs=200, batch_size=32)
    np.savez(tmp_path / "data.npz", X=X, Y=Y)
    files = [str(tmp_path / name) for name in ("model", "data.npz", "after.npz")]
    done = subprocess.run([sys.executable, "-c", PROGRAM, *files], capture_output=True, text=True, check=False)

    assert done.stderr == ""
    after = np.load(tmp_path / "after.npz")
    assert all(np.array_equal(after[key], array) for key, array in whole.get_parameters().items())


def test_a_loaded_model_is_the_model(tmp_path) -> None:
    model = noisy(metrics=[metrics.Accuracy()])
    model.fit(X, Y, epochs=3, batch_size=16)
    model.save(str(tmp_path / "model"))
    loaded = Model.load(str(tmp_path / "model"))

    assert same(model, loaded)
    assert np.array_equal(model.predict(X), loaded.predict(X))
    assert loaded.evaluate(X, Y) == model.evaluate(X, Y)
    assert loaded.history["loss"] == model.history["loss"]
    assert loaded.preparation is None
    loaded.reset()
    assert same(loaded, noisy())


def test_gradients_move_nothing_and_repeat_themselves() -> None:
    model, other = noisy(), noisy()
    model.fit(X, Y, epochs=2, batch_size=16)
    other.fit(X, Y, epochs=2, batch_size=16)
    first = model.gradients(X, Y)
    again = model.gradients(X, Y)

    assert first[0] == again[0]
    assert all(np.array_equal(first[1][key], again[1][key]) for key in first[1])
    model.fit(X, Y, epochs=2, batch_size=16)
    other.fit(X, Y, epochs=2, batch_size=16)
    assert same(model, other)


def test_gradients_are_those_of_the_loss_with_penalties() -> None:
    model = noisy(dtype="float64")
    loss, gradients = model.gradients(X, Y)
    parameters = model.get_parameters()
    for key, position in (("0.weights", (1, 3)), ("0.biases", (4,)), ("3.weights", (2, 1)), ("3.biases", (0,))):
        sides = []
        for sign in (1, -1):
            moved = {name: array.copy() for name, array in parameters.items()}
            moved[key][position] += sign * 1e-6
            model.set_parameters(moved)
            sides.append(model.gradients(X, Y)[0])
        model.set_parameters(parameters)
        numeric = (sides[0] - sides[1]) / 2e-6

        assert gradients[key][position] == pytest.approx(numeric, rel=1e-5, abs=1e-8)
    assert loss > 0


@pytest.mark.parametrize(
    "targets", [Y, Y.astype(np.int32), Y.astype(np.float64), np.eye(3)[Y], np.eye(3, dtype=bool)[Y], Y.tolist()]
)
def test_class_targets_may_be_indices_or_one_hot(targets: object) -> None:
    model, plain = noisy(), noisy()
    model.fit(X, targets, epochs=3, batch_size=16)
    plain.fit(X, Y, epochs=3, batch_size=16)

    assert same(model, plain)
    assert model.evaluate(X, targets) == plain.evaluate(X, Y)


def test_binary_targets_may_be_flat_or_a_column() -> None:
    def model() -> Model:
        return Model([layers.Dense(1), layers.Sigmoid()], (2,), loss=losses.BinaryCrossentropy())

    wanted = (Y == 0).astype(int)
    flat, column = model(), model()
    flat.fit(X, wanted, epochs=3)
    column.fit(X, wanted[:, np.newaxis], epochs=3)

    assert same(flat, column)
    assert flat.predict(X).shape == (90, 1)


@pytest.mark.parametrize("form", ["list", "float64", "fortran", "readonly", "strided", "big-endian", "int"])
def test_inputs_of_any_form_are_taken_and_not_changed(form: str) -> None:
    wide = np.repeat(X, 2, axis=0)
    whole = np.round(X * 3)
    forms = {
        "list": X.tolist(),
        "float64": X,
        "fortran": np.asfortranarray(X),
        "readonly": X.copy(),
        "strided": wide[::2],
        "big-endian": X.astype(">f8"),
        "int": whole.astype(int),
    }
    given = forms[form]
    if form == "readonly":
        given.flags.writeable = False
    before = np.array(given)
    model, plain = noisy(), noisy()
    model.fit(given, Y, epochs=2, batch_size=16)
    plain.fit((whole if form == "int" else X).astype(np.float32), Y, epochs=2, batch_size=16)

    assert same(model, plain)
    assert np.array_equal(before, given)


def test_predict_gives_a_row_a_sample_also_for_none() -> None:
    model = noisy()

    assert model.predict(X).shape == (90, 3)
    assert model.predict(X[:1]).shape == (1, 3)
    assert model.predict(X[:0]).shape == (0, 3)
    np.testing.assert_allclose(model.predict(X).sum(axis=1), 1, rtol=1e-6)


@pytest.mark.parametrize(
    ("X", "y", "words"),
    [
        (X[:0], Y[:0], "no samples"),
        (X, Y[:5], "differ in length"),
        (X[:, :1], Y, "shape"),
        (np.full((90, 2), np.nan), Y, "not finite"),
        (np.full((90, 2), np.inf), Y, "not finite"),
        (X, Y + 1, "out of range"),
        (X, Y - 1, "out of range"),
        (X, Y + 0.5, "whole numbers"),
        (X, np.full(90, np.nan), "not finite"),
        (X, np.array(["a"] * 90), "numbers"),
        (None, Y, "numbers"),
    ],
)
@pytest.mark.parametrize("method", ["fit", "evaluate", "gradients"])
def test_wrong_data_is_one_sentence_and_changes_nothing(method: str, X: object, y: object, words: str) -> None:
    model = noisy()
    with pytest.raises(DataError, match=words):
        getattr(model, method)(X, y)

    assert same(model, noisy())
    assert model.history.epochs == 0


def test_wrong_validation_data_is_named() -> None:
    with pytest.raises(DataError, match="validation"):
        noisy().fit(X, Y, validation_data=(X, Y[:3]))


@pytest.mark.parametrize(
    "fields", [{"epochs": -1}, {"epochs": 10**12}, {"batch_size": 0}, {"validate_every": 0}, {"epochs": 1.5}]
)
def test_wrong_settings_of_fit_are_named(fields: dict[str, object]) -> None:
    with pytest.raises(SpecError, match=next(iter(fields))):
        noisy().fit(X, Y, **fields)


def test_no_epochs_change_nothing() -> None:
    model = noisy()

    assert model.fit(X, Y, epochs=0)["loss"] == []
    assert same(model, noisy())


def test_a_stack_that_does_not_fit_is_refused() -> None:
    with pytest.raises(StackError):
        Model([layers.Dense(3)], (2,), loss=losses.CategoricalCrossentropy())
    with pytest.raises(NntuiError):
        Model([layers.Dense(3)], (2,), loss=layers.ReLU())
    with pytest.raises(NntuiError):
        Model([losses.MeanSquaredError()], (2,), loss=losses.MeanSquaredError())
    with pytest.raises(OutOfRange):
        Model([layers.Dense(1)], (2,), loss=losses.MeanSquaredError(), seed=-1)
    with pytest.raises(NntuiError):
        Model([layers.Dense(1)], (0,), loss=losses.MeanSquaredError())


def test_a_rate_that_is_far_too_high_diverges_with_finite_weights() -> None:
    model = Model([layers.Dense(1)], (2,), loss=losses.MeanSquaredError(), optimizer=optimizers.SGD(learning_rate=1e30))
    with pytest.raises(Diverged) as failure:
        model.fit(X, Y, epochs=50)

    assert failure.value.step == model._state.step + 1
    assert all(np.isfinite(array).all() for array in model.get_parameters().values())
    model.reset()
    assert model.history.epochs == 0


def test_a_rate_may_be_a_schedule() -> None:
    stack, fields = [layers.Dense(1, weight_initializer=initializers.Uniform())], {"loss": losses.MeanSquaredError(), "seed": 3}
    plain = Model(stack, (2,), optimizer=optimizers.SGD(learning_rate=0.1, decay=0.5), **fields)
    schedule = Model(stack, (2,), optimizer=optimizers.SGD(learning_rate=schedules.InverseTime(0.1, decay=0.5)), **fields)
    plain.fit(X, Y, epochs=5)
    schedule.fit(X, Y, epochs=5)

    assert same(plain, schedule)
    assert plain.history["learning_rate"] == pytest.approx([0.1 / (1 + 0.5 * k) for k in range(5)])
    with pytest.raises(SpecError, match="decay"):
        optimizers.SGD(learning_rate=schedules.InverseTime(0.1), decay=0.5)


def test_only_what_is_used_is_loaded() -> None:
    program = "import nntui, sys; nntui.Model; assert 'textual' not in sys.modules and 'plotext' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert done.stderr == ""


def test_finding_a_rate_moves_nothing() -> None:
    model, other = noisy(), noisy()
    for each in (model, other):
        each.fit(X, Y, epochs=2, batch_size=16)
    found = model.find_learning_rate(X, Y, batch_size=16, low=1e-4, steps=150)

    assert 1e-3 < found.suggestion < 5
    for each in (model, other):
        each.fit(X, Y, epochs=2, batch_size=16)
    assert same(model, other)
