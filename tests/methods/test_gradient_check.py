"""The gradient check finds a layer that lies, tells it from its neighbours, and lets the honest ones pass."""

import numpy as np
import pytest
from stacks import between_rows, every

from nntui import Model, initializers, layers, losses, optimizers
from nntui.data.prepare import prepare
from nntui.data.progress import finish
from nntui.engine.activations.tanh import Tanh
from nntui.engine.layers.dense import Dense
from nntui.errors import DataError, OutOfRange
from nntui.insight import gradients
from nntui.insight.clear_rows import clear_rows
from nntui.insight.predictions import Weights
from nntui.insight.probe import probed
from nntui.insight.spread import spread_samples
from nntui.spec import recipes
from nntui.training.trainer import Trainer

GENERATOR = np.random.default_rng(8)
X = GENERATOR.normal(size=(40, 3))
Y = GENERATOR.integers(0, 3, 40)


class HalvesTheGradient(Tanh, frozen=True):
    """Tanh whose backward is half of what it should be."""

    def backward(self, dy, parameters, grads, context):
        return super().backward(dy, parameters, grads, context) / 2


class ForgetsTheBiases(Dense, frozen=True):
    """Dense that says the biases have no gradient; what it hands on is right."""

    def backward(self, dy, parameters, grads, context):
        handed_on = super().backward(dy, parameters, grads, context)
        grads.biases[...] = 0
        return handed_on


def made(*stack, loss=None, seed=1, dtype="float32") -> Model:
    return Model(
        list(stack),
        (3,),
        loss=loss or losses.CategoricalCrossentropy(),
        optimizer=optimizers.Adam(0.01),
        seed=seed,
        dtype=dtype,
    )


def verdicts(found) -> list[str]:
    return [layer.verdict for layer in found.layers]


def test_an_honest_network() -> None:
    model = made(
        layers.Dense(6), layers.ReLU(), layers.Dropout(0.3), layers.Dense(5), layers.Tanh(), layers.Dense(3), layers.Softmax()
    )
    found = model.check_gradients(X, Y)

    assert found.right
    assert verdicts(found) == ["right"] * 7
    assert max(layer.error for layer in found.layers) < 1e-6
    assert [layer.checked for layer in found.layers] == [10 + 6 + 3, 6, 6, 10 + 5 + 6, 5, 10 + 3 + 5, 3]
    assert found.note == ""
    assert "right (19 derivatives, relative error at most" in found.layers[0].sentence


def test_a_wrong_activation_is_named_and_those_before_it_are_not() -> None:
    model = made(layers.Dense(6), layers.ReLU(), layers.Dense(5), HalvesTheGradient(), layers.Dense(3), layers.Softmax())
    found = model.check_gradients(X, Y)
    wrong = found.layers[3]

    assert not found.right
    assert verdicts(found)[3:] == ["wrong", "right", "right"]
    assert verdicts(found)[2] == "spoiled"
    assert wrong.error == pytest.approx(1 / 3, rel=1e-3)  # |a - 2a| / (|a| + |2a|)
    assert wrong.sentence.startswith("WRONG: backward says")
    assert "from layer 3 is wrong already" in found.layers[2].sentence


def test_a_wrong_array_is_named() -> None:
    model = made(layers.Dense(4), layers.Tanh(), ForgetsTheBiases(5), layers.Tanh(), layers.Dense(3), layers.Softmax())
    found = model.check_gradients(X, Y)

    assert verdicts(found) == ["right", "right", "wrong", "right", "right", "right"]
    errors = {report.key: report.error for report in found.layers[2].reports}
    assert errors["2.biases"] == pytest.approx(1)
    assert errors["2.weights"] < 1e-6
    assert errors["2.input"] < 1e-6
    assert "2.biases[" in found.layers[2].sentence


def test_one_layer_alone() -> None:
    model = made(layers.Dense(4), HalvesTheGradient(), layers.Dense(3), layers.Softmax())

    assert verdicts(model.check_gradients(X, Y, layer=1)) == ["wrong"]
    assert verdicts(model.check_gradients(X, Y, layer=2)) == ["right"]
    assert verdicts(model.check_gradients(X, Y, layer=0)) == ["spoiled"]
    for layer in (-1, 4):
        with pytest.raises(OutOfRange, match="0 to 3"):
            model.check_gradients(X, Y, layer=layer)


def test_the_model_stays_as_it_is() -> None:
    model, other = (
        made(layers.Dense(6), layers.Dropout(0.5), layers.ReLU(), layers.Dense(3), layers.Softmax()) for _ in range(2)
    )
    model.fit(X, Y, epochs=2, batch_size=16)
    other.fit(X, Y, epochs=2, batch_size=16)
    model.check_gradients(X, Y)
    model.dead_units(X)

    assert model.fit(X, Y, epochs=2, batch_size=16)["loss"] == other.fit(X, Y, epochs=2, batch_size=16)["loss"]


@pytest.mark.parametrize("name", [name for name in recipes.names() if not name.startswith("fashion")])
def test_every_recipe(name) -> None:
    experiment = recipes.read(name)
    trainer = Trainer(experiment, prepare(experiment.data, experiment.seed))
    trainer.run(5)
    weights = Weights(trainer.state.parameters, trainer.state.statistics)
    found = finish(gradients.checking(trainer.network, weights, *spread_samples(trainer.network, trainer.prepared), entries=4))

    assert found.right, [layer.sentence for layer in found.layers]


def test_every_layer_of_the_catalogue() -> None:
    """Each passes, or says why it cannot be checked."""
    for layer in every("layer"):
        found = made(*between_rows(layer, 5), layers.Dense(3), layers.Softmax()).check_gradients(X, Y)
        assert found.right, (layer.catalog_name, [one.sentence for one in found.layers])


def test_penalties_count_and_their_kinks_are_kept_away_from() -> None:
    model = made(layers.Dense(6, weight_l2=0.1, bias_l1=0.3, weight_l1=0.01), layers.Tanh(), layers.Dense(3), layers.Softmax())
    found = model.check_gradients(X, Y)

    assert found.right
    assert [report.key for report in found.layers[0].reports] == ["0.weights", "0.input"]  # biases start at 0, a kink of L1
    model.set_parameters({"0.biases": np.array([0.1, 0.2, -0.1, 0.0, 0.3, 0.4])})
    reports = model.check_gradients(X, Y).layers[0].reports
    assert [(report.key, report.checked) for report in reports] == [("0.weights", 10), ("0.biases", 5), ("0.input", 3)]
    assert max(report.error for report in reports) < 1e-6


def test_nothing_is_called_wrong_where_every_sample_lies_on_a_kink() -> None:
    """A perceptron that starts at 0 answers 0 to everything: backward says one side of the kink, differences the mean."""
    experiment = recipes.read("perceptron-and")
    trainer = Trainer(experiment, prepare(experiment.data, dtype="float64"))
    weights = Weights(trainer.state.parameters, trainer.state.statistics)
    found = finish(gradients.checking(trainer.network, weights, *spread_samples(trainer.network, trainer.prepared)))

    assert found.right
    assert "kink" in found.note
    assert {layer.verdict for layer in found.layers} <= {"right", "unknown"}
    assert found.layers[-1].verdict == "unknown"
    assert "a kink" in found.layers[1].sentence


def test_samples_on_a_kink_are_not_taken() -> None:
    """The origin gives 0 before every relu of a network without biases."""
    samples = np.vstack([np.zeros((30, 3)), X[:6]])
    model = made(layers.Dense(6), layers.ReLU(), layers.Dense(3), layers.Softmax())
    weights = Weights(model._state.parameters, model._state.statistics)
    rows, distance = clear_rows(model.network, weights, samples.astype("float32"), Y[:36], 6)

    assert rows.tolist() == [30, 31, 32, 33, 34, 35]
    assert distance > 0
    assert model.check_gradients(samples, Y[:36]).note == ""
    assert "every sample lies on a kink" in model.check_gradients(np.zeros((9, 3)), Y[:9]).note


class PoolsTheLast(layers.MaxPool2D, frozen=True):
    """Max pooling that hands the gradient to the last pixel of each window."""

    def backward(self, dy, parameters, grads, context):
        handed_on = np.zeros_like(context.x)
        handed_on[:, 1::2, 1::2] = dy
        return handed_on


@pytest.mark.parametrize("pool", [layers.MaxPool2D, PoolsTheLast])
def test_equal_pixels_are_a_kink_that_proves_nothing(pool) -> None:
    """A relu before it makes many windows of zeros alone; where one pixel is larger, a wrong gradient still shows."""
    model = made(
        layers.Dense(32), layers.Reshape((4, 4, 2)), layers.ReLU(), pool(2), layers.Flatten(), layers.Dense(3), layers.Softmax()
    )
    found = model.check_gradients(X, Y)

    assert (verdicts(found)[3] == "right") is (pool is layers.MaxPool2D)
    assert found.layers[3].checked > 0
    assert verdicts(found)[4:] == ["right"] * 3


def test_outputs_that_the_loss_clips_are_not_taken() -> None:
    model = made(layers.Dense(3), layers.Softmax())
    model.set_parameters({"0.weights": np.eye(3) * 40, "0.biases": np.zeros(3)})
    samples = np.vstack([np.eye(3), np.ones((3, 3)) / 3 + GENERATOR.normal(size=(3, 3)) * 0.02])
    found = model.check_gradients(samples, [0, 1, 2, 0, 1, 2])

    assert found.samples == 3
    assert found.note == ""
    assert found.right
    assert "clips" in model.check_gradients(samples[:3], [0, 1, 2]).note


def test_probes_change_nothing() -> None:
    model = made(layers.Dense(6), layers.ReLU(), layers.Dense(3), layers.Softmax(), dtype="float64")
    weights = Weights(model._state.parameters, model._state.statistics)
    network, placed = probed(model.network, weights)
    bound = network.bind(placed.parameters, None, placed.statistics)

    assert len(network.layers) == 8
    np.testing.assert_allclose(network.predict(bound, X, network.workspace()), model.predict(X), rtol=1e-14)


def test_a_deep_network_is_checked_without_probes() -> None:
    stack = [layers.Dense(3, weight_initializer=initializers.GlorotUniform()), *[layers.Linear()] * 130]
    model = Model(stack, (3,), loss=losses.MeanSquaredError())
    found = model.check_gradients(X, X, entries=2)

    assert verdicts(found) == ["right", *["unknown"] * 130]
    assert "no numbers that are trained" in found.layers[5].sentence


def test_no_samples() -> None:
    with pytest.raises(DataError, match="no samples"):
        made(layers.Dense(3), layers.Softmax()).check_gradients(X[:0], Y[:0])


def test_it_is_a_job() -> None:
    model = made(layers.Dense(6), layers.ReLU(), layers.Dense(3), layers.Softmax())
    weights = Weights(model._state.parameters, model._state.statistics)
    told = list(gradients.checking(model.network, weights, X.astype("float32"), Y))

    assert len(told) > 30
    assert [one.share for one in told] == sorted(one.share for one in told)
