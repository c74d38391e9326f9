"""The network as a whole: layout, penalties, frozen layers, slices, memory, divergence."""

from __future__ import annotations

import numpy as np
import pytest
from contract import peak_of
from small_networks import Bench

from nntui.engine.activations.relu import ReLU
from nntui.engine.activations.softmax import Softmax
from nntui.engine.activations.tanh import Tanh
from nntui.engine.initializers.uniform import Uniform
from nntui.engine.layers.dense import Dense
from nntui.engine.layers.dropout import Dropout
from nntui.engine.losses.categorical_crossentropy import CategoricalCrossentropy
from nntui.engine.losses.mean_squared_error import MeanSquaredError
from nntui.engine.network import Network
from nntui.engine.optimizers.adam import Adam
from nntui.engine.optimizers.sgd import SGD
from nntui.engine.results import Totals
from nntui.errors import DataError, Diverged, InputError, UnknownName


def classifier(**first):
    return [Dense(8, **first), ReLU(), Dense(3), Softmax()]


def batch(samples=30, seed=0):
    generator = np.random.default_rng(seed)
    return generator.normal(size=(samples, 2)), generator.integers(0, 3, samples)


def test_layout_names_every_array():
    """Keys are position and name; neighbours in the vector follow each other; weights are (inputs, units)."""
    network = Network([Dense(4), ReLU(), Dropout(0.1), Dense(3, use_bias=False)], (2,), MeanSquaredError())

    assert {entry.key: entry.shape for entry in network.layout.entries} == {
        "0.weights": (2, 4),
        "0.biases": (4,),
        "3.weights": (4, 3),
    }
    assert [entry.offset for entry in network.layout.entries] == [0, 8, 12]
    assert network.layout.size == 24
    assert network.layout.spans() == (slice(0, 24),)
    assert network.layout.spans("decayed") == (slice(0, 8), slice(12, 24))
    assert network.shapes == ((4,), (4,), (4,), (3,))


def test_writing_parameters_checks_all_before_any():
    """A wrong name, shape or value leaves every parameter as it was."""
    layout = Network([Dense(2)], (2,), MeanSquaredError()).layout
    vector = np.zeros(layout.size)
    for wrong, error in (
        ({"0.biases": [1, 2], "0.weight": np.ones((2, 2))}, UnknownName),
        ({"0.biases": [1, 2], "0.weights": np.ones((3, 2))}, InputError),
        ({"0.biases": [1, 2], "0.weights": np.full((2, 2), np.nan)}, InputError),
    ):
        with pytest.raises(error):
            layout.write(vector, wrong)

    assert not vector.any()


def test_penalties_are_the_books():
    """L1 and L2 on weights and biases: lambda * sum, gradient lambda * sign(w) with +1 at 0, and 2 * lambda * w."""
    plain = Bench([Dense(2)], 2, MeanSquaredError(), {"0.weights": [[1.0, -2], [0, 3]], "0.biases": [0.5, -0.5]})
    layer = Dense(2, weight_l1=0.1, weight_l2=0.2, bias_l1=0.3, bias_l2=0.4)
    penalised = Bench([layer], 2, MeanSquaredError(), plain.parameters())
    X, y = np.ones((3, 2)), np.zeros((3, 2))
    without, gradients = plain.batch(X, y).gradients()
    result, more = penalised.batch(X, y).gradients()

    assert result.loss == without.loss
    np.testing.assert_allclose(result.penalty, 0.1 * 6 + 0.2 * 14 + 0.3 * 1 + 0.4 * 0.5, rtol=1e-15)
    weights, biases = plain.parameters()["0.weights"], plain.parameters()["0.biases"]
    sign = np.where(weights < 0, -1.0, 1.0)
    np.testing.assert_allclose(more["0.weights"] - gradients["0.weights"], 0.1 * sign + 0.4 * weights, atol=1e-14)
    np.testing.assert_allclose(more["0.biases"] - gradients["0.biases"], 0.3 * np.sign(biases) + 0.8 * biases, atol=1e-14)


def test_penalties_count_in_an_evaluation():
    """The evaluated loss has them, weighted by nothing."""
    bench = Bench(classifier(weight_l2=0.01), 2, CategoricalCrossentropy()).batch(*batch())
    problem, network = bench.problem, bench.network
    data = network.losses(problem.bound, problem.X, problem.y, problem.workspace)
    evaluated = network.evaluate(problem.bound, problem.X, problem.y, problem.workspace)

    assert data.penalty > 0
    np.testing.assert_allclose(evaluated["loss"], data.loss + data.penalty, rtol=1e-12)


def test_gradients_of_a_frozen_layer_are_zero_and_those_below_go_through():
    """A frozen layer passes the gradient on and gets none."""
    frozen = Bench([Dense(4), Tanh(), Dense(3, trainable=False), Dense(2)], 2, MeanSquaredError(), seed=1)
    free = Bench([Dense(4), Tanh(), Dense(3), Dense(2)], 2, MeanSquaredError(), seed=1)
    X, y = np.random.default_rng(0).normal(size=(2, 5, 2))
    _, some = frozen.batch(X, y).gradients()
    _, every = free.batch(X, y).gradients()

    for key, array in some.items():
        np.testing.assert_array_equal(array, np.zeros_like(array) if key.startswith("2.") else every[key])


def test_no_backward_below_the_first_trainable_layer():
    """Work stops at the lowest layer that learns."""
    network = Network([Dense(4, trainable=False), ReLU(), Dense(2)], (2,), MeanSquaredError())
    bound = network.bind(*[np.zeros(network.layout.size, "float32")] * 2, np.zeros(0, "float32"))
    plan = network.workspace().plan(bound, 3, training=True)

    assert len(plan.backwards) == 1
    assert not plan.contexts[2].needs_dx


def test_a_network_without_parameters_can_be_trained_and_asked():
    """Nothing to learn is not an error: a step gives the loss."""
    bench = Bench([Softmax()], 3, CategoricalCrossentropy()).batch(np.eye(3), [0, 1, 2])

    assert bench.update(SGD()).loss == bench.gradients()[0].loss


def test_predictions_in_slices_are_those_at_once():
    """Slices of any size give the same bits for dense layers of the same slice shape, and the same numbers otherwise."""
    bench = Bench(classifier(), 2, CategoricalCrossentropy())
    X, _ = batch(1000)
    whole = bench.predict(X)
    bench.network.slice_rows = lambda: 64

    np.testing.assert_allclose(bench.predict(X), whole, rtol=1e-12)
    assert bench.predict(X[:0]).shape == (0, 3)


def test_predictions_are_copies():
    """What was predicted stays when something else is predicted."""
    bench = Bench(classifier(), 2, CategoricalCrossentropy())
    X, _ = batch(8)
    first = bench.predict(X)
    kept = first.copy()
    bench.predict(X + 1)

    np.testing.assert_array_equal(first, kept)


def test_a_prediction_between_two_steps_changes_nothing():
    """A screen that asks with a workspace of its own leaves the training's noise and numbers alone."""
    quiet, asked = (Bench([Dense(8), Dropout(0.3), Dense(3), Softmax()], 2, CategoricalCrossentropy()) for _ in range(2))
    other = asked.network.workspace()
    for step in range(6):
        for bench in (quiet, asked):
            bench.batch(*batch(seed=step)).update(Adam(0.05))
        asked.network.predict(asked.problem.bound, asked.problem.X, other)

    np.testing.assert_array_equal(quiet.problem.parameters, asked.problem.parameters)


def test_evaluating_is_a_job_in_slices():
    """It yields between slices, so that a screen stays quick."""
    bench = Bench(classifier(), 2, CategoricalCrossentropy()).batch(*batch(100))
    bench.network.slice_rows = lambda: 10
    problem = bench.problem

    assert len(list(bench.network.evaluating(problem.bound, problem.X, problem.y, problem.workspace))) == 10


def test_evaluating_unequal_lengths():
    """Inputs and targets of different length are an error."""
    bench = Bench(classifier(), 2, CategoricalCrossentropy()).batch(*batch(10))
    problem = bench.problem
    with pytest.raises(DataError, match="differ in length"):
        bench.network.evaluate(problem.bound, problem.X, problem.y[:9], problem.workspace)


def test_totals_weigh_batches_by_samples():
    """A short last batch counts for less."""
    bench = Bench(classifier(weight_l2=1e-3), 2, CategoricalCrossentropy()).batch(*batch(25))
    problem, network = bench.problem, bench.network
    totals = Totals(network.metric_names, network.metrics)
    for part in (slice(0, 10), slice(10, 20), slice(20, 25)):
        totals.add(network.losses(problem.bound, problem.X[part], problem.y[part], problem.workspace))
    whole = network.evaluate(problem.bound, problem.X, problem.y, problem.workspace)

    assert totals.values() == pytest.approx(whole, rel=1e-12)


@pytest.mark.parametrize("weighted", [False, True], ids=["plain", "weighted"])
@pytest.mark.parametrize("class_weights", [(), (1.0, 2.0, 0.5)], ids=["", "classes"])
def test_a_steady_step_allocates_nothing_large(class_weights, weighted):
    """After two steps an update allocates far less than one array of the batch, weights of classes and samples included."""
    samples = 150_000
    loss = CategoricalCrossentropy(class_weights=class_weights)
    bench = Bench(classifier(weight_l2=1e-4), 2, loss, dtype="float32").batch(*batch(samples))
    bench.problem.weights = np.random.default_rng(0).uniform(0.5, 2, samples) if weighted else None
    optimizer = Adam()
    peak = peak_of(lambda: bench.update(optimizer))

    assert peak < samples, f"{peak} bytes"


def test_smaller_batches_share_the_buffers_of_the_largest():
    """Memory is that of one batch, however many sizes are asked for."""
    bench = Bench([Dense(8)], 2, MeanSquaredError())
    workspace, bound = bench.problem.workspace, bench.problem.bound
    large = workspace.plan(bound, 100, training=True).contexts[0].y
    small = workspace.plan(bound, 10, training=True).contexts[0].y

    assert np.shares_memory(large, small)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_divergence_names_step_layer_and_tensor(dtype):
    """A rate of 1e30 ends in Diverged with the last good weights kept and finite."""
    bench = Bench([Dense(8), Tanh(), Dense(1)], 2, MeanSquaredError(), dtype=dtype).batch(np.ones((4, 2)), np.ones((4, 1)))
    optimizer = SGD(learning_rate=1e30)
    kept: list[np.ndarray] = []

    def run():
        for _ in range(20):
            kept.append(bench.problem.parameters.copy())
            bench.update(optimizer)

    with pytest.raises(Diverged) as caught:
        run()

    assert 1 < caught.value.step <= 20
    assert bench.network.layers[caught.value.layer].catalog_name in str(caught.value)
    np.testing.assert_array_equal(bench.problem.parameters, kept[-1])
    assert np.isfinite(kept[-1]).all()
    assert bench.state.updates == caught.value.step - 1


def test_divergence_names_the_first_bad_tensor():
    """The first array of the vector with a value that is not finite is the one named."""
    bench = Bench([Dense(2), Dense(2)], 2, MeanSquaredError()).batch(np.ones((3, 2)), np.ones((3, 2)))
    bench.problem.parameters[bench.network.layout.keys["1.biases"].place] = np.inf
    with pytest.raises(Diverged, match="weights of layer 0"):
        bench.update(SGD())


def test_dead_layers_train_on():
    """Units far below zero give zero gradients and no error."""
    bench = Bench([Dense(4, bias_initializer=Uniform(-1e6, -1e6)), ReLU(), Dense(3), Softmax()], 2, CategoricalCrossentropy())
    bench.batch(*batch())
    for _ in range(5):
        bench.update(Adam(0.1))

    assert np.isfinite(bench.problem.parameters).all()
    assert not bench.gradients()[1]["0.weights"].any()


def test_logits_of_ten_thousand():
    """Saturated softmax: a finite clipped loss, and a gradient that is not clipped."""
    bench = Bench([Dense(3), Softmax()], 2, CategoricalCrossentropy(), {"0.weights": np.full((2, 3), 0.0)}, "float32")
    bench.network.layout.write(bench.problem.parameters, {"0.biases": [1e4, -1e4, 0]})
    result, gradients = bench.batch(np.ones((2, 2)), [1, 1]).gradients()

    np.testing.assert_allclose(result.loss, -np.log(1e-7), rtol=1e-6)
    np.testing.assert_allclose(gradients["0.biases"], [1, -1, 0], atol=1e-6)


def test_slots_of_dead_units_do_not_become_denormal():
    """Moments that shrink for ever are set to 0 before they become denormal numbers."""
    bench = Bench(
        [Dense(4, bias_initializer=Uniform(0.1, 0.2)), ReLU(), Dense(3), Softmax()],
        2,
        CategoricalCrossentropy(),
        dtype="float32",
    )
    bench.batch(*batch())
    optimizer = Adam(1e-3)
    bench.update(optimizer)
    bench.network.layout.write(bench.problem.parameters, {"0.biases": np.full(4, -1e6)})
    for _ in range(1200):
        bench.update(optimizer)
    mean = bench.network.layout.arrays(bench.state.slots["mean"])

    assert not mean["0.weights"].any()
    assert mean["2.biases"].any()


def test_constants_are_as_long_as_they_are_used():
    """One number a sample for the loss, one a unit and sample for ReLU, whatever else there is."""
    bench = Bench([Dense(50), ReLU(), Dense(3), Softmax()], 2, CategoricalCrossentropy(), dtype="float32")
    contexts = bench.problem.workspace.plan(bench.problem.bound, 10, training=True)

    assert contexts.loss.low.base.nbytes == 10 * 4
    assert contexts.contexts[1].zeros_flat.base.nbytes == 10 * 50 * 4


def test_a_step_beyond_all_numbers_is_not_made():
    """A finite gradient times a finite rate that overflows the type is refused before it is made."""
    bench = Bench([Dense(1)], 1, MeanSquaredError(), dtype="float32").batch([[1e5]], [[1e5]])
    before = bench.problem.parameters.copy()
    with pytest.raises(Diverged, match="step 1: weights of layer 0"):
        bench.update(SGD(learning_rate=1e30))

    np.testing.assert_array_equal(bench.problem.parameters, before)
