"""Every number that five learners' notebooks printed, from our parts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from book import BookStream, by_id
from reference_cases import written_in
from small_networks import Bench
from stacks import Alone

from nntui.engine.activations.linear import Linear
from nntui.engine.activations.relu import ReLU
from nntui.engine.activations.softmax import Softmax
from nntui.engine.gradcheck import GradientCheck
from nntui.engine.layers.dense import Dense
from nntui.engine.layers.dropout import Dropout
from nntui.engine.losses.categorical_crossentropy import CategoricalCrossentropy
from nntui.engine.losses.mean_absolute_error import MeanAbsoluteError
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
    for depth, output in ((1, "output1"), (2, "output")):
        first = {key: array for key, array in parameters.items() if int(key[0]) < depth}
        bench = Bench([Dense(3)] * depth, 4, MeanSquaredError(), first)

        close(bench.predict(given["inputs"]), case["expected"][output], case)


def test_three_dense_layers_from_seed_0(cases):
    """4-5-2-10 without activations, weights from the legacy stream."""
    case = cases["seed0_dense_4_5_2_10"]
    stream = BookStream(0, "float64")
    weights = {f"{layer}.weights": 0.10 * stream.randn(*shape) for layer, shape in enumerate(case["inputs"]["layers"])}
    for depth in (1, 2, 3):
        first = {key: array for key, array in weights.items() if int(key[0]) < depth}
        bench = Bench([Dense(5), Dense(2), Dense(10)][:depth], 4, MeanSquaredError(), first)

        close(bench.predict(case["inputs"]["inputs"]), case["expected"][f"output{depth}"], case)
        close(bench.parameters()[f"{depth - 1}.weights"], case["expected"][f"w{depth}"], case)


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


def test_sums_by_axis(cases):
    """A dense layer's bias gradient is the sum over the samples; ones as weights sum over the outputs."""
    case = cases["sums_axis"]
    dy = np.array(case["inputs"]["x"])
    alone = Alone(Dense(3), np.zeros((3, 1)), weights=np.ones((1, 3)))
    alone.forward()
    over_outputs = alone.backward(dy)

    close(alone.named()["biases"], case["expected"]["axis0"], case)
    close(over_outputs, case["expected"]["axis1_keepdims"], case)
    close(over_outputs[:, 0], case["expected"]["axis1"], case)
    close(over_outputs.sum(), case["expected"]["all"], case)


def test_mean_over_the_outputs(cases):
    """The loss of a sample is the mean over its outputs: distances to 0 here."""
    case = cases["bce_sample_mean_axis"]
    outputs = np.array(case["inputs"]["x"], float)
    bench = Bench([Linear()], 3, MeanAbsoluteError()).batch(outputs, 0 * outputs)
    bench.gradients()
    problem = bench.problem

    close(bench.network.loss.per_sample(outputs, problem.y, problem.workspace.current.loss), case["expected"]["y"], case)


def test_mean_of_a_parabola(cases):
    """`2x^2 + x` is a squared distance less a constant: `(sqrt(2) x + 1 / sqrt(8))^2 - 1 / 8`."""
    case = cases["autograd_mean_of_2x2_plus_x"]
    x = np.array(case["inputs"]["x"], float)[:, np.newaxis]
    bench = Bench([Linear()], 1, MeanSquaredError()).batch(np.sqrt(2) * x, np.full_like(x, -1 / np.sqrt(8)))
    result, _ = bench.gradients()
    plan = bench.problem.workspace.current
    losses = bench.network.loss.per_sample(plan.outputs, bench.problem.y, plan.loss) - 1 / 8
    gradient = bench.network.loss.gradient(plan.outputs, bench.problem.y, plan.loss)

    close(losses, case["expected"]["z"], case)
    close(result.loss - 1 / 8, case["expected"]["mean"], case)
    close(np.sqrt(2) * gradient[:, 0], case["expected"]["grad"], case)


def crossentropy(probabilities, targets):
    """Return the loss of each sample, their mean, and the gradients for the probabilities and the logits."""
    loss = CategoricalCrossentropy()
    alone = Bench([Softmax()], 3, loss)
    y = alone.network.encode_targets(np.asarray(targets))
    plan = alone.problem.workspace.plan(alone.problem.bound, len(y), training=True)
    outputs = np.asarray(probabilities)
    losses = loss.per_sample(outputs, y, plan.loss).copy()
    gradient = loss.gradient(outputs, y, plan.loss).copy()
    value = loss.value(outputs, y, plan.loss)
    return losses, value, gradient, loss.fused_gradient(outputs, y, plan.loss).copy()


def test_crossentropy_of_one_sample(cases):
    """Cross-entropy of one one-hot target."""
    case = cases["cce_single"]
    _, value, _, _ = crossentropy([case["inputs"]["probs"]], [case["inputs"]["target_onehot"]])

    close(value, case["expected"]["loss"], case)


@pytest.mark.parametrize("targets", ["target_class", "target_onehot"])
def test_crossentropy_of_a_batch(targets, cases):
    """Mean loss and both gradients, from class indices and from one-hot rows."""
    case = cases["cce_batch"]
    losses, value, gradient, through_softmax = crossentropy(case["inputs"]["probs"], case["inputs"][targets])

    close(losses, case["expected"]["per_sample"], case)
    close(value, case["expected"]["loss"], case)
    close(gradient, case["expected"]["grad_wrt_probs"], case)
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


def test_dropout_that_only_masks(cases):
    """The notebook's first form does not scale what is kept: ours times the share kept."""
    case = cases["dropout_no_scaling_printed_mask"]
    given = case["inputs"]
    alone = Alone(Dropout(0.4), np.array([given["x"]]))
    alone.workspace.generators[0] = Told(given["mask"])

    close(alone.forward()[0] * 0.6, case["expected"]["y"], case)


def test_dropout_from_the_notebooks_stream(cases):
    """Masks from NumPy's legacy binomials, where the notebook's stream has come to: masked, scaled, and on the average."""
    case = cases["seed000_binomial_stream"]
    stream = stream_before_the_training()
    stream.spiral(), stream.randn(2, 64), stream.randn(64, 3), stream.spiral()
    legacy, expected = stream.legacy, case["expected"]
    x = np.array([case["inputs"]["x"]])

    close(legacy.binomial(2, 0.5, 10), expected["binomial"], case)
    for name, factor in (("masked", 0.7), ("masked_scaled", 1.0)):
        close(dropped(0.3, x, legacy.binomial(1, 0.7, x.shape))[0] * factor, expected[name], case)
    many = np.tile(x, (10_000, 1))
    close(dropped(0.2, many, legacy.binomial(1, 0.8, many.shape)).sum(axis=1).mean(), expected["mean_of_sums"], case)


def dropped(rate, x, mask):
    """Return what dropout gives with that mask."""
    alone = Alone(Dropout(rate), x)
    alone.workspace.generators[0] = Told(mask)
    return alone.forward()


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


def test_forward_difference(cases):
    """The notebook's difference of 2x^2 from two losses, as it is printed in the book."""
    case = cases["numeric_derivative_2x2"]
    delta = case["inputs"]["delta"]
    for x, slope, theory in zip(
        case["inputs"]["x"], case["expected"]["slope"], case["expected"]["forward_difference_theory"], strict=True
    ):
        losses = []
        for weight in (x, x + delta):
            bench = Bench([Dense(1, use_bias=False)], 1, MeanSquaredError(), {"0.weights": [[weight]]}).batch([[1.0]], [[0.0]])
            losses.append(2 * bench.gradients()[0].loss)
        found = (losses[1] - losses[0]) / delta

        close([found, found], [slope, theory], case)


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
    close(bench.predict([[5.0]]), [[case["expected"]["f5_before"]]], case)
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

    close(bench.parameters()["0.weights"], case["expected"]["weights"], case)
    close(bench.predict(X)[first:last], case["expected"]["output"], case)


def small_classifier(stream, scale, case):
    """Return Dense(2, 3), ReLU, Dense(3, 3), softmax with weights from the stream, and the spiral drawn before them."""
    X, y = stream.spiral()
    weights = {"0.weights": scale * stream.randn(2, 3), "2.weights": scale * stream.randn(3, 3)}
    bench = Bench([Dense(3), ReLU(), Dense(3), Softmax()], 2, CategoricalCrossentropy(), weights, "float32")
    for key, name in (("0.weights", "w1"), ("2.weights", "w2")):
        close(bench.parameters()[key], case["expected"][name], case)
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

        close(bench.parameters()["0.weights"], cases[name]["expected"]["weights"], cases[name])
        close(bench.predict(X)[:5], cases[name]["expected"]["output_first5"], cases[name])
    case = cases["seed000_softmax"]
    bench = small_classifier(stream, scale, case)

    close(bench.predict(bench.problem.X)[:5], case["expected"]["output_first5"], case)


def found_by_searching(case, iterations):
    """Return the new bests of the notebook's random walk."""
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
    return found


def stream_before_the_training():
    """Return the notebook's stream after its random walk: a spiral, two layers, and four draws an iteration."""
    stream = BookStream()
    stream.spiral()
    stream.randn(2, 3), stream.randn(3, 3)
    stream.legacy.randn(10_000 * 21)
    return stream


def test_random_walk_without_going_back(cases):
    """The notebook that forgets to go back: each new best loss of 10,000 iterations, the last of them the fourteenth."""
    case = cases["seed000_random_search_without_revert"]
    found = found_by_searching(case, 10_000)

    close(found, case["expected"]["found"], case)


def test_sgd_on_the_spiral(cases):
    """SGD at rate 1: losses up to epoch 1,200, accuracies up to 800; then the run is chaotic in float32.

    One sample may lie on the other side of its border: processors round float32 products in different orders.
    """
    case = cases["seed000_sgd_lr1_spiral"]
    stream = stream_before_the_training()
    X, y = stream.spiral()
    scale = np.float32(0.01)
    weights = {"0.weights": scale * stream.randn(2, 64), "2.weights": scale * stream.randn(64, 3)}
    bench = Bench([Dense(64), ReLU(), Dense(3), Softmax()], 2, CategoricalCrossentropy(), weights, "float32").batch(X, y)
    optimizer = SGD(learning_rate=1.0)
    rows = []
    for epoch in range(1201):
        result = bench.update(optimizer)
        if epoch % 100 == 0:
            rows.append((epoch, bench.accuracy(result), result.loss))

    expected = np.array(case["expected"]["rows_every_100"][: len(rows)])
    close(np.array(rows)[:, 2], expected[:, 2], case)
    np.testing.assert_allclose(np.array(rows)[:9, 1], expected[:9, 1], rtol=0, atol=1 / len(X) + case["tolerance"])


def test_sine_precision(cases):
    """The book's regression accuracy counts what lies within std / 250 (the data itself is met beside the data sets)."""
    case = cases["sine_data"]
    X = np.arange(case["inputs"]["samples"])[:, None] / case["inputs"]["samples"]

    close(RegressionAccuracy().reference(np.sin(2 * np.pi * X)), case["expected"]["accuracy_precision"], case)


ELSEWHERE = {"perceptron_rule": "test_reference_losses.py"}


def test_every_case_is_met(cases):
    """Each case of the file is named in this module, or in the one that is said to have it."""
    here = Path(__file__)
    written = written_in(here) - set(ELSEWHERE)
    written |= {name for name, module in ELSEWHERE.items() if name in written_in(here.with_name(module))}

    assert set(cases) - written == set()
