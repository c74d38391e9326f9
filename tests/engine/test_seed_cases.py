"""Every number that five learners' notebooks printed, from our parts."""

from __future__ import annotations

import numpy as np
import pytest
from book import BookStream, by_id
from small_networks import Bench
from stacks import Alone

from nntui.engine.activations.linear import Linear
from nntui.engine.activations.relu import ReLU
from nntui.engine.activations.softmax import Softmax
from nntui.engine.gradcheck import GradientCheck
from nntui.engine.layers.dense import Dense
from nntui.engine.layers.dropout import Dropout
from nntui.engine.losses.categorical_crossentropy import CategoricalCrossentropy
from nntui.engine.losses.mean_squared_error import MeanSquaredError
from nntui.engine.metrics.accuracy import Accuracy
from nntui.engine.metrics.regression_accuracy import RegressionAccuracy
from nntui.engine.optimizers.random_search import RandomSearch
from nntui.engine.optimizers.sgd import SGD
from nntui.engine.schedules.inverse_time import InverseTime


@pytest.fixture(scope="module")
def cases(reference):
    return by_id(reference / "seed_cases.json")


def close(found, expected, case):
    np.testing.assert_allclose(found, expected, rtol=0, atol=case["tolerance"])


def dense_output(inputs, weights_per_neuron, biases):
    """Return what dense layers give for weights told neuron by neuron, as the book does at first."""
    weights = np.atleast_2d(weights_per_neuron).T
    X = np.atleast_2d(inputs)
    bench = Bench(
        [Dense(weights.shape[1])], X.shape[1], MeanSquaredError(), {"0.weights": weights, "0.biases": np.atleast_1d(biases)}
    )
    return bench.predict(X)


@pytest.mark.parametrize("name", ["neuron_3_inputs", "neuron_4_inputs"])
def test_neuron(name, cases):
    """One neuron of chapter 2."""
    case = cases[name]
    given = case["inputs"]

    close(dense_output(given["inputs"], given["weights"], given["bias"]), [[case["expected"]["output"]]], case)


@pytest.mark.parametrize("name", ["layer_3_neurons", "layer_batch"])
def test_layer(name, cases):
    """A layer of three neurons, for one sample and for a batch."""
    case = cases[name]
    given = case["inputs"]

    close(
        dense_output(given["inputs"], given["weights_per_neuron"], given["biases"]),
        np.atleast_2d(case["expected"]["output"]),
        case,
    )


def test_two_layers(cases):
    """Two layers, one after the other."""
    case = cases["two_layers"]
    given = case["inputs"]
    parameters = {
        "0.weights": np.transpose(given["weights_per_neuron"]),
        "0.biases": given["biases"],
        "1.weights": np.transpose(given["weights2_per_neuron"]),
        "1.biases": given["biases2"],
    }
    bench = Bench([Dense(3), Dense(3)], 4, MeanSquaredError(), parameters)

    close(bench.predict(given["inputs"]), case["expected"]["output"], case)


def test_three_dense_layers_from_seed_0(cases):
    """4-5-2-10 without activations, weights from the legacy stream."""
    case = cases["seed0_dense_4_5_2_10"]
    stream = BookStream(0, "float64")
    weights = {f"{layer}.weights": 0.10 * stream.randn(*shape) for layer, shape in enumerate(case["inputs"]["layers"])}
    bench = Bench([Dense(5), Dense(2), Dense(10)], 4, MeanSquaredError(), weights)

    close(bench.predict(case["inputs"]["inputs"]), case["expected"]["output3"], case)
    close(bench.parameters()["2.weights"], case["expected"]["w3"], case)


def test_relu_list(cases):
    """ReLU of eight numbers."""
    case = cases["relu_list"]

    close(Alone(ReLU(), np.array(case["inputs"]["x"], float)[:, None]).forward()[:, 0], case["expected"]["y"], case)


@pytest.mark.parametrize(
    "name", ["softmax_batch", "softmax_shift_123", "softmax_shift_m2_m1_0", "softmax_shift_half", "softmax_steps"]
)
def test_softmax(name, cases):
    """Softmax by rows; a shift of the logits changes nothing."""
    case = cases[name]
    expected = case["expected"].get("y", [case["expected"].get("normalised")])

    close(Alone(Softmax(), np.atleast_2d(np.array(case["inputs"]["x"], float))).forward(), expected, case)


def crossentropy(probabilities, targets):
    """Return the loss and the gradient with respect to the probabilities."""
    loss = CategoricalCrossentropy()
    alone = Bench([Softmax()], 3, loss)
    y = alone.network.encode_targets(np.asarray(targets))
    plan = alone.problem.workspace.plan(alone.problem.bound, len(y), training=True)
    outputs = np.asarray(probabilities)
    value = loss.value(outputs, y, plan.loss)
    gradient = loss.gradient(outputs, y, plan.loss).copy()
    loss.value(outputs, y, plan.loss)
    return value, gradient, loss.fused_gradient(outputs, y, plan.loss).copy()


def test_crossentropy_of_one_sample(cases):
    """Cross-entropy of one one-hot target."""
    case = cases["cce_single"]
    value, _, _ = crossentropy([case["inputs"]["probs"]], [case["inputs"]["target_onehot"]])

    close(value, case["expected"]["loss"], case)


@pytest.mark.parametrize("targets", ["target_class", "target_onehot"])
def test_crossentropy_of_a_batch(targets, cases):
    """Mean loss and both gradients, from class indices and from one-hot rows."""
    case = cases["cce_batch"]
    value, gradient, through_softmax = crossentropy(case["inputs"]["probs"], case["inputs"][targets])

    close(value, case["expected"]["loss"], case)
    np.testing.assert_allclose(gradient, case["expected"]["grad_wrt_probs"], rtol=1e-15)
    close(through_softmax, case["expected"]["grad_wrt_logits_through_softmax"], case)


def test_accuracy(cases):
    """Accuracy by the largest output."""
    case = cases["accuracy"]
    given = case["inputs"]
    metric = Accuracy()
    bench = Bench([Softmax()], 3, CategoricalCrossentropy())
    plan = bench.problem.workspace.plan(bench.problem.bound, 3, training=True)
    sums = metric.sums(np.array(given["probs"]), np.array(given["target_class"]), 0.0, plan.loss)

    close(metric.value(sums, 3.0), case["expected"]["accuracy"], case)


def test_single_neuron_backprop(cases):
    """Chapter 9: one neuron with ReLU, backward with 1, one step of SGD, forward again."""
    case = cases["single_neuron_backprop"]
    given, expected = case["inputs"], case["expected"]
    bench = Bench(
        [Dense(1), ReLU()], 3, MeanSquaredError(), {"0.weights": np.transpose([given["w"]]), "0.biases": [given["b"]]}
    )
    X = np.array([given["x"]])
    # With the target half a unit below the output, the gradient of the squared error is 1.
    bench.batch(X, [[expected["relu"] - 0.5 * given["dvalue"]]])
    _, gradients = bench.gradients()
    bench.update(SGD(learning_rate=given["lr"]))

    close(gradients["0.weights"][:, 0], expected["dw"], case)
    close(gradients["0.biases"], [expected["db"]], case)
    close(bench.parameters()["0.weights"][:, 0], expected["w_new"], case)
    close(bench.parameters()["0.biases"], [expected["b_new"]], case)
    close(bench.predict(X), [[expected["relu_new"]]], case)


def test_gradient_for_the_input_of_a_neuron(cases):
    """The same neuron's gradient for its inputs is its weights."""
    case = cases["single_neuron_backprop"]
    given = case["inputs"]
    alone = Alone(Dense(1), np.array([given["x"]]), weights=np.transpose([given["w"]]), biases=np.array([given["b"]]))
    alone.forward()

    close(alone.backward(np.array([[given["dvalue"]]])), [case["expected"]["dx"]], case)


def test_learning_rate_decay(cases):
    """The book's decay over twenty steps."""
    case = cases["learning_rate_decay"]
    given = case["inputs"]
    schedule = InverseTime(given["lr"], decay=given["decay"])
    optimizer = SGD(given["lr"], decay=given["decay"])

    close([schedule.rate(step) for step in given["steps"]], case["expected"]["lr"], case)
    close([optimizer.rate_at(step) for step in given["steps"]], case["expected"]["lr"], case)


class Told:
    """A generator that draws what it is told."""

    def __init__(self, mask):
        self.mask = np.array(mask)

    def random(self, dtype, out):
        out[...] = self.mask.reshape(out.shape) - 1e-9
        return out


def test_dropout_with_a_given_mask(cases):
    """Dropout scales what it keeps."""
    case = cases["dropout_scaled_printed_mask"]
    given = case["inputs"]
    alone = Alone(Dropout(given["rate"]), np.array([given["x"]]))
    alone.workspace.generators[0] = Told(given["mask"])

    close(alone.forward()[0], case["expected"]["y"], case)


def test_dropout_expectation(cases):
    """The mean of the sums over 10,000 draws is that of the input, within five standard errors."""
    case = cases["dropout_expectation"]
    given = case["inputs"]
    alone = Alone(Dropout(given["rate"]), np.tile(np.array(given["x"]), (given["draws"], 1)))
    mean = alone.forward().sum(axis=1).mean()

    assert abs(mean - case["expected"]["expected_mean"]) < 5 * case["expected"]["standard_error"]


def test_numeric_derivative(cases):
    """Differences of 2x^2: our stencil is exact for it, where the notebook's forward difference is off by 2 delta."""
    case = cases["numeric_derivative_2x2"]
    # (w * 1 - 0)^2 has the derivative 2w: twice that is the derivative of 2w^2.
    for x, exact in zip(case["inputs"]["x"], case["expected"]["exact_slope"], strict=True):
        bench = Bench([Dense(1, use_bias=False)], 1, MeanSquaredError(), {"0.weights": [[x]]}).batch([[1.0]], [[0.0]])
        problem = bench.problem
        check = GradientCheck(bench.network, problem.parameters, problem.statistics, problem.X, problem.y)

        assert abs(2 * check.numeric(0) - exact) < case["tolerance"]


def test_linear_one_sample(cases):
    """(w * x - y)^2 for one sample."""
    case = cases["linear_one_sample"]
    given = case["inputs"]
    bench = Bench([Dense(1, use_bias=False), Linear()], 1, MeanSquaredError(), {"0.weights": [[given["w"]]]})
    result, gradients = bench.batch([[given["x"]]], [[given["y"]]]).gradients()

    close(result.loss, case["expected"]["loss"], case)
    close(gradients["0.weights"], [[case["expected"]["dw"]]], case)


@pytest.mark.parametrize(
    ("name", "factor"), [("linear_regression_y_2x_mean_gradient", 1), ("linear_regression_y_2x_sum_gradient", 4)]
)
def test_linear_regression(name, factor, cases):
    """Gradient descent on y = 2x; the notebook's sum is a rate four times as high."""
    case = cases[name]
    given = case["inputs"]
    bench = Bench([Dense(1, use_bias=False)], 1, MeanSquaredError(), {"0.weights": [[given["w0"]]]})
    bench.batch(np.array(given["X"], float)[:, None], np.array(given["Y"], float)[:, None])
    optimizer = SGD(given["lr"] * factor)
    for _, weight, loss in case["expected"]["rows"]:
        result = bench.update(optimizer)

        close([bench.parameters()["0.weights"][0, 0], result.loss], [weight, loss], case)
    close(bench.predict([[5.0]]), [[case["expected"]["f5_after"]]], case)


def test_spiral_through_a_layer(cases):
    """Rows of the book's spiral through Dense(2, 5) and ReLU."""
    case = cases["spiral_dense_2_5_relu_rows_96_100"]
    stream = BookStream()
    X, _ = stream.spiral()
    bench = Bench([Dense(5), ReLU()], 2, MeanSquaredError(), {"0.weights": np.float32(0.10) * stream.randn(2, 5)}, "float32")
    first, last = case["inputs"]["rows"]

    close(bench.predict(X)[first:last], case["expected"]["output"], case)


def small_classifier(stream, scale, case):
    """Return Dense(2, 3), ReLU, Dense(3, 3), softmax with weights from the stream, and the spiral drawn before them."""
    X, y = stream.spiral()
    weights = {"0.weights": scale * stream.randn(2, 3), "2.weights": scale * stream.randn(3, 3)}
    bench = Bench([Dense(3), ReLU(), Dense(3), Softmax()], 2, CategoricalCrossentropy(), weights, "float32")
    close(bench.parameters()["2.weights"], case["expected"]["w2"], case)
    return bench.batch(X, y)


def test_small_classifier_of_seed_001(cases):
    """The second spiral through two layers: probabilities and loss."""
    case = cases["spiral_2_3_3_softmax_and_loss_seed001"]
    stream = BookStream()
    stream.spiral()
    stream.randn(2, 5)
    bench = small_classifier(stream, np.float32(0.10), case)

    close(bench.predict(bench.problem.X)[:6], case["expected"]["output_first6"], case)
    close(bench.gradients()[0].loss, case["expected"]["loss"], case)


def test_the_stream_of_seed_000(cases):
    """Dense, ReLU and softmax on the second, third and fourth spiral of one stream."""
    stream = BookStream()
    stream.spiral()
    scale = np.float32(0.01)
    for name, layers in (("seed000_dense_2_3", [Dense(3)]), ("seed000_relu", [Dense(3), ReLU()])):
        X, _ = stream.spiral()
        bench = Bench(layers, 2, MeanSquaredError(), {"0.weights": scale * stream.randn(2, 3)}, "float32")

        close(bench.predict(X)[:5], cases[name]["expected"]["output_first5"], cases[name])
    case = cases["seed000_softmax"]
    bench = small_classifier(stream, scale, case)

    close(bench.predict(bench.problem.X)[:5], case["expected"]["output_first5"], case)


def after_the_search(case, iterations):
    """Return the stream and the new bests after the notebook's random walk."""
    stream = BookStream()
    X, y = stream.spiral()
    scale = np.float32(0.01)
    weights = {"0.weights": scale * stream.randn(2, 3), "2.weights": scale * stream.randn(3, 3)}
    bench = Bench([Dense(3), ReLU(), Dense(3), Softmax()], 2, CategoricalCrossentropy(), weights, "float32", generator=stream)
    bench.batch(X, y)
    optimizer = RandomSearch(scale=case["inputs"]["step"], revert=False)
    found, best = [], np.inf
    for iteration in range(iterations):
        result = bench.update(optimizer)
        if result.loss < best:
            best = result.loss
            found.append([iteration, result.loss, bench.accuracy(result)])
    return stream, found


def test_random_walk_without_going_back(cases):
    """The notebook that forgets to go back: each new best loss."""
    case = cases["seed000_random_search_without_revert"]
    _, found = after_the_search(case, 1000)

    close(found, case["expected"]["found"], case)


def test_sgd_on_the_spiral(cases):
    """SGD at rate 1: the first 1,000 epochs as printed; later the run is chaotic in float32."""
    case = cases["seed000_sgd_lr1_spiral"]
    stream = BookStream()
    stream.spiral()
    stream.randn(2, 3), stream.randn(3, 3)
    stream.legacy.randn(10_000 * 21)
    X, y = stream.spiral()
    scale = np.float32(0.01)
    weights = {"0.weights": scale * stream.randn(2, 64), "2.weights": scale * stream.randn(64, 3)}
    bench = Bench([Dense(64), ReLU(), Dense(3), Softmax()], 2, CategoricalCrossentropy(), weights, "float32").batch(X, y)
    optimizer = SGD(learning_rate=1.0)
    rows = []
    for epoch in range(801):
        result = bench.update(optimizer)
        if epoch % 100 == 0:
            rows.append((epoch, bench.accuracy(result), result.loss))

    expected = np.array(case["expected"]["rows_every_100"][:9])
    np.testing.assert_allclose(np.array(rows)[:, 2], expected[:, 2], atol=case["tolerance"])
    np.testing.assert_allclose(np.array(rows)[:, 1], expected[:, 1], atol=0.011)


def test_sine_precision(cases):
    """The book's regression accuracy counts what lies within std / 250."""
    case = cases["sine_data"]
    X = np.arange(case["inputs"]["samples"])[:, None] / case["inputs"]["samples"]

    close(RegressionAccuracy().reference(np.sin(2 * np.pi * X)), case["expected"]["accuracy_precision"], case)


NOT_OF_THE_ENGINE = {
    "autograd_mean_of_2x2_plus_x": "no layer squares its input",
    "bce_sample_mean_axis": "a mean of an array, met inside the losses' reference figures",
    "dropout_no_scaling_printed_mask": "ours scales: dropout_scaled_printed_mask",
    "perceptron_rule": "met as test_rosenblatts_rule beside the losses",
    "seed000_binomial_stream": "NumPy's legacy binomial stream, met as dropout_expectation",
    "sums_axis": "sums of an array, met inside softmax",
}


def test_every_case_is_met(cases):
    """Each case of the file is named in this module, or left out with a reason."""
    from pathlib import Path

    source = Path(__file__).read_text()

    assert not [name for name in cases if f'"{name}"' not in source and name not in NOT_OF_THE_ENGINE]
