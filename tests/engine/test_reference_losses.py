"""Losses and their gradients against PyTorch, float64."""

from __future__ import annotations

import json

import numpy as np
import pytest
from book import by_id
from reference_cases import assert_accounted_for, groups
from small_networks import Bench

from nntui.catalog import catalog
from nntui.engine.activations.linear import Linear
from nntui.engine.activations.log_softmax import LogSoftmax
from nntui.engine.activations.sigmoid import Sigmoid
from nntui.engine.activations.softmax import Softmax
from nntui.engine.layers.dense import Dense
from nntui.engine.losses.categorical_crossentropy import CategoricalCrossentropy
from nntui.engine.losses.perceptron import Perceptron
from nntui.engine.network import Network
from nntui.engine.optimizers.sgd import SGD

# Case -> loss, fields, last activation, input, target, and the factor by which PyTorch's sum differs from our mean.
CASES = {
    "cross_entropy_mean": ("categorical_crossentropy", {}, Softmax, "logits", "class", 1),
    "cross_entropy_sum": ("categorical_crossentropy", {}, Softmax, "logits", "class", 6),
    "cross_entropy_smooth0.1": ("categorical_crossentropy", {"label_smoothing": 0.1}, Softmax, "logits", "class", 1),
    "cross_entropy_class_weight": (
        "categorical_crossentropy",
        {"class_weights": (0.5, 1.0, 2.0, 1.5)},
        Softmax,
        "logits",
        "class",
        1,
    ),
    "cross_entropy_soft": ("categorical_crossentropy", {}, Softmax, "logits", "soft_targets", 1),
    "kl_div_batchmean": ("kl_divergence", {}, Softmax, "logits", "soft_targets", 1),
    "focal_gamma2": ("categorical_focal_crossentropy", {"gamma": 2.0, "alpha": 1.0}, Softmax, "logits", "class", 1),
    "nll_from_probs": ("categorical_crossentropy", {}, None, "probs", "class", 1),
    "bce_with_logits": ("binary_crossentropy", {}, Sigmoid, "blogits", "btarget", 1),
    "bce_with_logits_sum": ("binary_crossentropy", {}, Sigmoid, "blogits", "btarget", 16),
    "bce_from_probs": ("binary_crossentropy", {}, None, "bprobs", "btarget", 1),
    "mse": ("mean_squared_error", {}, Linear, "pred", "target", 1),
    "mse_sum": ("mean_squared_error", {}, Linear, "pred", "target", 21),
    "half_mse": ("half_squared_error", {}, Linear, "pred", "target", 1),
    "mae": ("mean_absolute_error", {}, Linear, "pred", "target", 1),
    "huber_1": ("huber", {}, Linear, "pred", "target", 1),
    "huber_0.5": ("huber", {"delta": 0.5}, Linear, "pred", "target", 1),
    "huber_2": ("huber", {"delta": 2.0}, Linear, "pred", "target", 1),
    "smooth_l1_0.5": ("huber", {"delta": 0.5}, Linear, "pred", "target", 2),
    "logcosh": ("log_cosh", {}, Linear, "pred", "target", 1),
    "hinge": ("hinge", {}, Linear, "hinge_score", "hinge_y", 1),
}
# Some logits are so large that the book's clip of the reported probabilities at 1e-7 shows; gradients are not clipped.
CLIPPED = {"bce_with_logits": 2e-8, "bce_with_logits_sum": 3e-7}
BY_COLUMN = {"bce_with_logits_pos_weight"}
BY_SAMPLE = {"cross_entropy_none"}
ABSENT = {
    "rmse": ("root_mean_squared_error", "rmse"),
    "quantile_0.9": ("quantile", "pinball"),
    "poisson_log": ("poisson", "poisson_log"),
    "squared_hinge": ("squared_hinge",),
    "soft_margin": ("soft_margin", "logistic"),
    "multi_margin": ("multi_margin", "categorical_hinge", "multiclass_hinge"),
    "multiclass_hinge_sum": ("multi_margin", "categorical_hinge", "multiclass_hinge"),
}
EXACT = {"float64": {"rtol": 1e-11, "atol": 1e-13}, "float32": {"rtol": 1e-5, "atol": 1e-6}}


@pytest.fixture(scope="module")
def figures(reference):
    with np.load(reference / "torch_losses.npz") as file:
        return {key: file[key] for key in file.files}


def test_every_reference_is_named(reference, figures):
    """Each case of the manifest and of the file is compared, or is a loss that the catalogue has not."""
    cases = json.loads((reference / "manifest.json").read_text())["losses"]["cases"]

    assert_accounted_for("loss", set(cases) | groups(figures), {*CASES, *BY_COLUMN, *BY_SAMPLE}, ABSENT)


def value_and_gradient(name, fields, activation, X, y, dtype="float64"):
    """Return the loss, and the gradient with respect to the activation's input (the outputs where there is none)."""
    loss = catalog.build("loss", name, fields)
    X = X.reshape(len(X), -1).astype(dtype)
    network = Network([(activation or type(loss.output_activation))()], X.shape[1:], loss, dtype)
    bound = network.bind(*[np.zeros(0, dtype)] * 3)
    targets = network.encode_targets(y)
    plan = network.workspace().plan(bound, len(X), training=True)
    forward, parameters, context = plan.forwards[0]
    outputs = X if activation is None else forward(X, parameters, context)
    if loss.sample_weights(targets, plan.loss) is not None:
        plan._weigh(targets, None)
    value = loss.value(outputs, targets, plan.loss)
    fused = network.fused and activation is not None
    return value, (loss.fused_gradient if fused else loss.gradient)(outputs, targets, plan.loss).copy()


@pytest.mark.parametrize("dtype", EXACT)
@pytest.mark.parametrize("name", CASES)
def test_value_and_gradient(name, dtype, figures):
    """The loss of a batch and its gradient with respect to the logits, predictions or probabilities."""
    loss, fields, activation, given, target, factor = CASES[name]
    value, gradient = value_and_gradient(loss, fields, activation, figures[given], figures[target], dtype)
    exact = EXACT[dtype]
    clipped = exact | {"atol": max(exact["atol"], CLIPPED.get(name, 0))}

    np.testing.assert_allclose(value * factor, figures[f"{name}/loss"], **clipped)
    expected = figures[f"{name}/grad"].reshape(gradient.shape)
    np.testing.assert_allclose(gradient * factor, expected, **exact)


def test_loss_of_each_sample(figures):
    """Categorical cross-entropy without the mean."""
    loss = CategoricalCrossentropy()
    bench = Bench([Softmax()], 4, loss).batch(figures["logits"], figures["class"])
    bench.gradients()
    plan = bench.problem.workspace.current
    found = loss.per_sample(plan.outputs, bench.problem.y, plan.loss)

    np.testing.assert_allclose(found, figures["cross_entropy_none/loss"], **EXACT["float64"])


def test_positive_weight(figures):
    """PyTorch weighs each output by itself; ours is one number, so the outputs are compared one by one."""
    values, gradients = [], []
    for column, weight in enumerate(figures["pos_weight"]):
        X, y = figures["blogits"][:, [column]], figures["btarget"][:, [column]]
        value, gradient = value_and_gradient("binary_crossentropy", {"positive_weight": weight}, Sigmoid, X, y)
        values.append(value)
        gradients.append(gradient / 2)

    np.testing.assert_allclose(np.mean(values), figures["bce_with_logits_pos_weight/loss"], rtol=0, atol=2e-8)
    np.testing.assert_allclose(np.hstack(gradients), figures["bce_with_logits_pos_weight/grad"], rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("targets", ["class", "soft_targets"])
def test_log_softmax_trains_as_softmax(targets, figures):
    """The same loss and the same gradient with respect to the logits."""
    one = value_and_gradient("categorical_crossentropy", {}, Softmax, figures["logits"], figures[targets])
    other = value_and_gradient("categorical_crossentropy", {}, LogSoftmax, figures["logits"], figures[targets])

    np.testing.assert_allclose(other[0], one[0], rtol=1e-12)
    np.testing.assert_allclose(other[1], one[1], rtol=1e-11, atol=1e-15)


def test_rosenblatts_rule(reference):
    """SGD on one sample at a time with the perceptron's criterion: the notebook's class on AND."""
    case = by_id(reference / "seed_cases.json")["perceptron_rule"]
    given = case["inputs"]
    bench = Bench([Dense(1)], 2, Perceptron(), {"0.weights": np.zeros((2, 1)), "0.biases": [0.0]})
    optimizer = SGD(learning_rate=given["lr"])
    errors = []
    for _ in range(given["epochs"]):
        wrong = 0
        for x, y in zip(given["X"], given["y"], strict=True):
            result = bench.batch([x], [2 * y - 1]).update(optimizer)
            wrong += 1 - int(bench.accuracy(result))
        errors.append(wrong)
    found = bench.parameters()

    assert errors == case["expected"]["errors_per_epoch"]
    np.testing.assert_allclose(
        [found["0.biases"][0], *found["0.weights"][:, 0]], case["expected"]["weights"], rtol=0, atol=case["tolerance"]
    )
