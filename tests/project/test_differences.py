"""The README's table "Where we differ" against the code: ours, and that of scikit-learn and PyTorch where they are installed.

What the table says of Keras 3 was read in its source, what it says of the Playground and the book is held by
tests/playground and by tests/spec/test_recipes_beside_the_book.py.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nntui import Model, initializers, layers, losses, optimizers
from nntui.catalog import catalog, fields
from nntui.spec.experiment import Network, Training

COLUMNS = ("nntui", "the book", "Keras 3", "scikit-learn", "PyTorch", "TensorFlow Playground")


@pytest.fixture(scope="module")
def table(project: Path) -> dict[str, dict[str, str]]:
    """The cells by row and column."""
    text = (project / "README.md").read_text(encoding="utf-8")
    block = text.partition("<!-- differences -->")[2].partition("<!-- end of differences -->")[0]
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in block.strip().splitlines()]
    assert rows[0][1:] == list(COLUMNS)
    return {name: dict(zip(COLUMNS, cells, strict=True)) for name, *cells in rows[2:]}


def told(number: float) -> str:
    """Return a number as the table writes it: 1e-7, 0.01, 1."""
    return f"{number:g}".replace("e-0", "e-")


def ours(kind: str, name: str, field: str) -> Any:
    """Return the default of a component's field."""
    return next(info.default for info in fields(catalog.find(kind, name).cls) if info.name == field)


def theirs(function: Any, argument: str) -> Any:
    """Return the default of an argument."""
    return inspect.signature(function).parameters[argument].default


def test_every_cell_is_filled(table: dict[str, dict[str, str]]) -> None:
    """A row for each difference, and something in each of its cells."""
    assert len(table) >= 25
    assert all(all(cells.values()) for cells in table.values())


def test_our_defaults(table: dict[str, dict[str, str]]) -> None:
    """Each number of our column is the catalog's."""
    rates = {name: ours("optimizer", name.lower(), "learning_rate") for name in ("SGD", "Adagrad", "RMSprop", "Adam")}
    epsilons = {ours("optimizer", name, "epsilon") for name in ("adagrad", "rmsprop", "adam", "adamw")}

    assert table["rates by default"]["nntui"] == ", ".join(f"{name} {told(rate)}" for name, rate in rates.items())
    assert [told(epsilon) for epsilon in epsilons] == [table["epsilon"]["nntui"].split(",")[0]]
    assert f"`rate * {told(ours('optimizer', 'adamw', 'weight_decay'))} * w`" in table["weight decay"]["nntui"]
    assert f"rho {told(ours('optimizer', 'rmsprop', 'rho'))};" in table["RMSprop"]["nntui"]
    assert (
        table["Adagrad's sum of squares"]["nntui"]
        == f"starts at {told(ours('optimizer', 'adagrad', 'initial_accumulator_value'))}"
    )
    assert f"momentum {told(ours('layer', 'batch_normalization', 'momentum'))}," in table["batch normalization"]["nntui"]
    assert table["batch normalization"]["nntui"].endswith(told(ours("layer", "batch_normalization", "epsilon")))
    assert table["layer normalization"]["nntui"].endswith(told(ours("layer", "layer_normalization", "epsilon")))
    assert table["slope of leaky ReLU"]["nntui"] == told(ours("layer", "leaky_relu", "negative_slope"))
    assert (
        f"std(targets) / {told(ours('metric', 'regression_accuracy', 'divisor'))}" in table["accuracy of a regression"]["nntui"]
    )
    assert table["numbers"]["nntui"].startswith(Network().dtype)


def test_our_starts_and_batches(table: dict[str, dict[str, str]]) -> None:
    """Glorot's start, the whole set, shuffled batches, a short batch used; the Playground's bias is our `constant`."""
    assert isinstance(ours("layer", "dense", "weight_initializer"), initializers.GlorotUniform)
    assert table["start weights"]["nntui"].startswith("Glorot uniform")
    assert isinstance(ours("layer", "dense", "bias_initializer"), initializers.Zeros)
    assert (Training().batch_size, Training().shuffle, Training().last_batch) == (None, True, "use")
    assert table["start weights"]["TensorFlow Playground"].endswith(f"biases {told(ours('initializer', 'constant', 'value'))}")
    assert f"`{told(initializers.BookNormal().scale)} * N(0, 1)`" in table["start weights"]["the book"]


def test_scikit_learns_defaults(table: dict[str, dict[str, str]]) -> None:
    """The numbers of its column are those of the installed MLP."""
    network = pytest.importorskip("sklearn.neural_network", reason="scikit-learn is not installed").MLPClassifier
    rate = told(theirs(network, "learning_rate_init"))

    assert table["rates by default"]["scikit-learn"] == f"SGD {rate}, Adam {rate}"
    assert table["epsilon"]["scikit-learn"].startswith(f"Adam {told(theirs(network, 'epsilon'))},")
    assert table["L2 on weights"]["scikit-learn"].endswith(f"alpha {told(theirs(network, 'alpha'))}")
    assert f"the same, {told(theirs(network, 'momentum'))} and Nesterov's" in table["momentum"]["scikit-learn"]
    assert theirs(network, "nesterovs_momentum") is True


def test_pytorchs_defaults(table: dict[str, dict[str, str]]) -> None:
    """The numbers of its column are those of the installed PyTorch."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    named = {name: getattr(torch.optim, name) for name in ("SGD", "Adagrad", "RMSprop", "Adam")}
    column = {row: cells["PyTorch"] for row, cells in table.items()}

    assert column["rates by default"] == ", ".join(f"{name} {told(theirs(one, 'lr'))}" for name, one in named.items())
    epsilons = [f"{name} {told(theirs(one, 'eps'))}" for name, one in named.items() if name != "SGD"]
    assert column["epsilon"] == f"{', '.join(epsilons)}, outside the root"
    assert f"`rate * {told(theirs(torch.optim.AdamW, 'weight_decay'))} * w`" in column["weight decay"]
    assert column["RMSprop"].startswith(f"alpha {told(theirs(torch.optim.RMSprop, 'alpha'))};")
    assert column["Adagrad's sum of squares"] == f"starts at {theirs(torch.optim.Adagrad, 'initial_accumulator_value')}"
    assert column["batch normalization"].startswith(f"momentum {told(theirs(torch.nn.BatchNorm1d, 'momentum'))},")
    assert column["layer normalization"].endswith(told(theirs(torch.nn.LayerNorm, "eps")))
    assert column["slope of leaky ReLU"] == told(theirs(torch.nn.LeakyReLU, "negative_slope"))


X = np.array([[1.0, 2.0], [3.0, -1.0], [0.5, 0.5]])
Y = np.array([[1.0], [2.0], [0.0]])


def unit(rate: float = 0.0, **penalties: float) -> Model:
    """Return one linear unit that starts at weights of 0.5."""
    dense = layers.Dense(1, weight_initializer=initializers.Constant(0.5), **penalties)
    optimizer = optimizers.SGD(learning_rate=rate)
    return Model([dense], input_shape=(2,), loss=losses.MeanSquaredError(), optimizer=optimizer, dtype="float64")


def test_penalties_are_what_the_table_says() -> None:
    """`l2 * sum(w**2)` with gradient `2 * l2 * w`; +l1 where w is 0; none on biases unless told."""
    plain_loss, plain = unit().gradients(X, Y)
    loss, gradients = unit(weight_l2=0.1).gradients(X, Y)

    assert loss - plain_loss == pytest.approx(0.1 * (0.25 + 0.25))
    np.testing.assert_allclose(gradients["0.weights"] - plain["0.weights"], 2 * 0.1 * 0.5)
    np.testing.assert_array_equal(gradients["0.biases"], plain["0.biases"])
    at_zero = unit(bias_l1=0.3).gradients(X, Y)[1]["0.biases"] - plain["0.biases"]
    np.testing.assert_allclose(at_zero, 0.3)


def test_what_an_epoch_and_a_validation_report() -> None:
    """The figures of an epoch come before its updates, those of the validation behind them; both count the penalties."""
    model = unit(rate=0.01, weight_l2=0.1)
    before = model.evaluate(X, Y)["loss"]
    history = model.fit(X, Y, epochs=1, validation_data=(X, Y))

    assert history["loss"][0] == pytest.approx(before)
    assert history["val_loss"][0] == pytest.approx(model.evaluate(X, Y)["loss"])
    weights = model.get_parameters()["0.weights"]
    data_alone = float(np.mean((model.predict(X) - Y) ** 2))
    assert history["val_loss"][0] == pytest.approx(data_alone + 0.1 * float(np.sum(weights**2)))


def test_classes_are_weighed_by_the_sum_of_their_weights() -> None:
    """Two samples of equal probabilities, whatever their weights: the mean is the loss of one."""
    stack = [layers.Dense(2, weight_initializer=initializers.Zeros()), layers.Softmax()]
    loss = losses.CategoricalCrossentropy(class_weights=(1.0, 7.0))
    model = Model(stack, input_shape=(2,), loss=loss, optimizer=optimizers.SGD(), dtype="float64")

    assert model.gradients(X[:2], np.array([0, 1]))[0] == pytest.approx(np.log(2))
