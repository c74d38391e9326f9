"""Numbers at the edge: a run ends in finite weights and a finite loss, or as diverged at a named step and layer."""

from __future__ import annotations

import re

import msgspec
import numpy as np
import pytest

from nntui import Model, layers, losses, optimizers
from nntui.catalog import catalog, fields
from nntui.errors import Diverged, RunError, StackError

GENERATOR = np.random.default_rng(0)
X = GENERATOR.normal(size=(24, 3))
OPTIMIZERS = [entry.cls() for entry in catalog.entries("optimizer")]
LOSSES = [entry.cls() for entry in catalog.entries("loss")]
DTYPES = ["float32", "float64"]
EPOCHS = 30


def named(component) -> str:
    return component.catalog_name


def targets(loss) -> np.ndarray:
    classes = np.arange(24) % 3
    return {"classification": classes, "binary": classes == 0, "sign": np.where(classes == 0, 1, -1)}.get(loss.task, X[:, 0])


def model(loss, optimizer, dtype: str, hidden=(), **first) -> Model:
    outputs = 3 if loss.task == "classification" else 1
    stack = [layers.Dense(6, **first), *hidden, layers.ReLU(), layers.Dense(outputs), loss.output_activation]
    return Model(stack, (3,), loss=loss, optimizer=optimizer, dtype=dtype, seed=1)


def ends_well(one: Model, inputs: np.ndarray, y: np.ndarray, **settings) -> str:
    """Train, and return how it ended; either way every parameter and every loss reported is finite."""
    failure = None
    try:
        one.fit(inputs, y, epochs=EPOCHS, **settings)
    except Diverged as error:
        failure = error
    assert all(np.isfinite(array).all() for array in one.get_parameters().values())
    assert np.isfinite(one.history["loss"]).all()
    if failure is None:
        return "done"
    step, layer = one._state.step + 1, failure.layer
    assert failure.step == step
    assert re.search(rf"step {step}: \S.* of layer {layer} \({named(one.network.layers[layer])}\) is not finite", str(failure))
    return "diverged"


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=named)
def test_a_rate_of_1e30(optimizer, dtype: str) -> None:
    """Under every loss; also the jitter of the random search, as large as it may be; batches, so that steps follow."""
    highest = {"scale": 1e6} if optimizer.catalog_name == "random_search" else {"learning_rate": 1e30}
    for loss in LOSSES:
        one = model(loss, msgspec.structs.replace(optimizer, **highest), dtype)
        ends_well(one, X, targets(loss), batch_size=8)


def test_a_rate_of_1e30_diverges_where_nothing_stops_it() -> None:
    """A linear regression."""
    one = Model([layers.Dense(1)], (3,), loss=losses.MeanSquaredError(), optimizer=optimizers.SGD(1e30))

    assert ends_well(one, X, X[:, 0]) == "diverged"


@pytest.mark.parametrize("batch_size", [None, 8])
def test_a_last_update_after_which_the_validation_loss_is_no_number_diverges(batch_size: int | None) -> None:
    """Nothing follows the only epoch that could meet it; the update was made, and its step is named."""
    hidden = [layers.Dense(6), layers.ReLU(), layers.Dense(1)]
    one = Model(hidden, (3,), loss=losses.MeanSquaredError(), optimizer=optimizers.SGD(1e30 if batch_size is None else 1e25))

    with pytest.raises(Diverged, match=r"after it the validation loss of layer 2 \(dense\) is not finite") as caught:
        one.fit(X[:8], X[:8, 0], epochs=1, batch_size=batch_size, validation_data=(X, X[:, 0]))

    assert (caught.value.step, caught.value.layer) == (1, 2)
    assert one._state.step == 1
    assert all(np.isfinite(array).all() for array in one.get_parameters().values())


def test_a_last_update_after_which_the_loss_is_no_number_diverges() -> None:
    """Without validation data too."""
    one = Model([layers.Dense(1)], (3,), loss=losses.MeanSquaredError(), optimizer=optimizers.SGD(1e30))

    with pytest.raises(Diverged, match=r"after it the loss of layer 0 \(dense\) is not finite") as caught:
        one.fit(X, X[:, 0], epochs=1)

    assert caught.value.step == one._state.step == 1
    assert np.isfinite(one.history["loss"]).all()


def test_no_answer_is_given_that_is_no_number() -> None:
    """The last update before a run diverged, or ended, may leave weights too large to predict with."""
    one = Model([layers.Dense(4), layers.ReLU(), layers.Dense(1)], (3,), loss=losses.MeanSquaredError())
    one.set_parameters({"0.weights": np.full((3, 4), 1e30), "2.weights": np.full((4, 1), 1e30)})
    inputs = np.array([[0.0, 0, 0], [1, 1, 1]])

    assert np.isfinite(one.predict(inputs[:1])).all()
    for answer in (one.predict, lambda rows: one.evaluate(rows, rows[:, 0]), lambda rows: one.gradients(rows, rows[:, 0])):
        with pytest.raises(RunError, match=r"what layer 2 \(dense\) makes of sample 1 is not finite"):
            answer(inputs)
    with pytest.raises(RunError, match="too far from the targets"):
        one.evaluate(inputs[:1], [1e30])
    one.reset()
    assert np.isfinite(one.predict(inputs)).all()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=named)
def test_dead_relus(optimizer, dtype: str) -> None:
    """Biases of -1e6: no unit passes anything, the weights below stay as they are, the output layer learns the mean."""
    loss = losses.MeanSquaredError()
    one = model(loss, msgspec.structs.replace(optimizer), dtype)
    one.set_parameters({"0.biases": np.full(6, -1e6)})
    before = one.get_parameters()["0.weights"]

    assert ends_well(one, X, targets(loss)) == "done"
    if optimizer.catalog_name not in {"adamw", "random_search"}:
        np.testing.assert_array_equal(one.get_parameters()["0.weights"], before)
    assert one.dead_units(X).layers[0].dead == tuple(range(6))


CONSTANT = {"zeros": np.zeros((24, 3)), "sevens": np.full((24, 3), 7.0), "one column": X * [1, 0, 1] + [0, 1e6, 0]}


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "hidden", [(), (layers.BatchNormalization(),), (layers.LayerNormalization(),)], ids=["plain", "b", "l"]
)
@pytest.mark.parametrize("inputs", CONSTANT.values(), ids=CONSTANT)
def test_constant_columns(inputs, hidden, dtype: str) -> None:
    """Columns without variance, behind normalising layers too, under every loss."""
    for loss in LOSSES:
        ends_well(model(loss, optimizers.SGD(0.01), dtype, hidden), inputs, targets(loss))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("loss", LOSSES, ids=named)
def test_logits_of_ten_thousand(loss, dtype: str) -> None:
    """Saturated outputs, right for one sample and wrong for the next: the loss is finite from the first epoch on."""
    outputs = 3 if loss.task == "classification" else 1
    one = Model([layers.Dense(outputs), loss.output_activation], (3,), loss=loss, optimizer=optimizers.SGD(0.1), dtype=dtype)
    one.set_parameters({"0.weights": np.where(np.arange(outputs) % 2 == 0, 1e4, -1e4) * np.ones((3, 1))})
    inputs = np.sign(X)

    assert np.isfinite(one.evaluate(inputs, targets(loss))["loss"])
    assert np.isfinite(one.predict(inputs)).all()
    if loss.task != "regression":
        assert ends_well(one, inputs, targets(loss)) == "done"
    else:
        ends_well(one, inputs, targets(loss))
    assert one.history.epochs > 0


@pytest.mark.parametrize("entry", list(catalog.entries("layer")), ids=lambda entry: entry.name)
def test_inputs_of_1e4_through_every_layer(entry) -> None:
    """Hidden units far outside of where they are curved."""
    layer = entry.cls(**{info.name: 6 for info in fields(entry.cls) if info.required})
    try:
        one = Model(
            [layers.Dense(6), layer, layers.Dense(1)], (3,), loss=losses.MeanSquaredError(), optimizer=optimizers.SGD(0.01)
        )
    except StackError as reason:
        pytest.skip(str(reason))
    one.set_parameters({"0.weights": GENERATOR.choice([-1e4, 1e4], size=(3, 6))})

    ends_well(one, X, X[:, 0])
