"""Components that no reference file has, against their formulas in plain Python numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from open_loop import OpenLoop
from stacks import Alone, sample

from nntui.engine.activations.celu import CELU
from nntui.engine.activations.elu import ELU
from nntui.engine.activations.hard_sigmoid import HardSigmoid
from nntui.engine.activations.hard_swish import HardSwish
from nntui.engine.losses.binary_crossentropy import BinaryCrossentropy
from nntui.engine.losses.binary_focal_crossentropy import BinaryFocalCrossentropy
from nntui.engine.losses.categorical_crossentropy import CategoricalCrossentropy
from nntui.engine.losses.categorical_focal_crossentropy import CategoricalFocalCrossentropy
from nntui.engine.losses.kl_divergence import KLDivergence
from nntui.engine.losses.log_cosh import LogCosh
from nntui.engine.network import Network
from nntui.engine.optimizers.lion import Lion
from nntui.engine.optimizers.radam import RAdam

GRADIENTS = np.random.default_rng(8).normal(size=(60, 4))
START = np.array([1.0, -2, 0.5, 0])


def moved(optimizer):
    """Return the parameters after each of 60 updates along given gradients."""
    loop = OpenLoop(optimizer, START)
    return np.array([loop.step(gradient) for gradient in GRADIENTS])


@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_lion(decay):
    """Lion's three lines, parameter by parameter, with the decay apart from the gradient."""
    beta_1, beta_2, rate = 0.8, 0.95, 0.02
    expected = np.zeros_like(GRADIENTS)
    for place, start in enumerate(START):
        p, m = float(start), 0.0
        for step, g in enumerate(GRADIENTS[:, place]):
            p -= rate * decay * p
            p -= rate * math.copysign(1.0, beta_1 * m + (1 - beta_1) * g)
            m = beta_2 * m + (1 - beta_2) * g
            expected[step, place] = p

    found = moved(Lion(rate, beta_1=beta_1, beta_2=beta_2, weight_decay=decay))
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


def test_lion_rests_where_there_is_no_gradient():
    """The sign of nothing is 0: without any gradient so far nothing moves."""
    loop = OpenLoop(Lion(0.1), START)

    np.testing.assert_array_equal(loop.step(np.zeros(4)), START)


@pytest.mark.parametrize("beta_2", [0.5, 0.9, 0.999])
def test_rectified_adam(beta_2):
    """The paper's algorithm 2, with PyTorch's place of epsilon: without a root as long as it is not sure."""
    beta_1, rate, epsilon = 0.9, 0.02, 1e-3
    most = 2 / (1 - beta_2) - 1
    expected, roots = np.zeros_like(GRADIENTS), 0
    for place, start in enumerate(START):
        p, m, v = float(start), 0.0, 0.0
        for step, g in enumerate(GRADIENTS[:, place]):
            t = step + 1
            m = beta_1 * m + (1 - beta_1) * g
            v = beta_2 * v + (1 - beta_2) * g * g
            now = most - 2 * t * beta_2**t / (1 - beta_2**t)
            mean = m / (1 - beta_1**t)
            if now > 5:
                r = math.sqrt((now - 4) * (now - 2) * most / ((most - 4) * (most - 2) * now))
                mean *= r * math.sqrt(1 - beta_2**t) / (math.sqrt(v) + epsilon)
                roots += 1
            p -= rate * mean
            expected[step, place] = p

    found = moved(RAdam(rate, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon))
    np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-13)
    assert 0 < roots < expected.size if beta_2 > 0.6 else roots == 0


def test_celu_has_no_bend():
    """Its slope at 0 is 1 for any alpha; with alpha 1 it is elu."""
    near = np.array([[-1e-9, 0.0, 1e-9]])
    alone = Alone(CELU(alpha=0.3), near)
    alone.forward()

    np.testing.assert_allclose(alone.backward(np.ones((1, 3))), 1, rtol=1e-8)
    np.testing.assert_array_equal(Alone(CELU(), sample(9)).forward(), Alone(ELU(), sample(9)).forward())


def test_hard_swish_is_x_times_the_hard_sigmoid():
    """At any size, the largest included; beyond the edges its slope is that of PyTorch, 0 and 1."""
    x = np.array([[-1e30, -3.0, -1.5, 0.0, 2.0, 3.0, 1e30]])
    alone = Alone(HardSwish(), x)

    np.testing.assert_allclose(alone.forward(), x * Alone(HardSigmoid(), x).forward(), rtol=1e-15)
    np.testing.assert_allclose(alone.backward(np.ones_like(x)), [[0, 0, 0, 0.5, 2 / 3 + 0.5, 1, 1]], atol=1e-15)


class Measured:
    """A loss behind its activation: value of each sample and gradient for the logits, targets given as they are."""

    def __init__(self, loss, X, y, dtype="float64"):
        X, y = np.asarray(X, dtype), np.asarray(y)
        network = Network([loss.output_activation], (X.shape[1],), loss, dtype)
        workspace = network.workspace()
        plan = workspace.plan(network.bind(*[np.zeros(0, dtype)] * 3), len(X), training=True)
        forward, parameters, context = plan.forwards[0]
        self.outputs = workspace.quiet(forward, X, parameters, context).copy()
        targets = y if y.dtype.kind == "i" else y.astype(dtype)
        self.losses = workspace.quiet(loss.per_sample, self.outputs, targets, plan.loss).copy()
        run = loss.fused_gradient if network.fused else loss.gradient
        self.gradient = workspace.quiet(run, self.outputs, targets, plan.loss).copy()
        loss.per_sample(self.outputs, targets, plan.loss)
        self.for_outputs = workspace.quiet(loss.gradient, self.outputs, targets, plan.loss).copy()


def test_log_cosh():
    """The formula where it can be computed, half the square of small residuals, the distance of large ones."""
    r = np.array([[0.0, 1e-8, -1e-4, 0.3, -2.0, 30.0, -1e4, 1e30]]).T
    found = Measured(LogCosh(), r, np.zeros_like(r))
    small = [0.0, 5e-17, 5e-9]
    middle = [math.log(math.cosh(one)) for one in (0.3, 2.0, 30.0)]

    np.testing.assert_allclose(found.losses[:3], small, rtol=1e-7)
    np.testing.assert_allclose(found.losses[3:6], middle, rtol=1e-14)
    np.testing.assert_allclose(found.losses[6:], [1e4 - math.log(2), 1e30], rtol=1e-15)
    np.testing.assert_allclose(found.gradient[:, 0], np.tanh(r[:, 0]) / 8, rtol=1e-15)


LOGITS = np.random.default_rng(3).normal(scale=1.5, size=(6, 4))
SHARES = np.random.default_rng(4).dirichlet(np.ones(4), 6)
CLASSES = np.array([0, 3, 1, 1, 2, 0])
GAMMAS = [0.0, 0.5, 1.0, 2.0, 5.0]


def focal(probabilities, targets, gamma, alpha):
    """Return Keras's formula for one row: each class by itself, then the sum."""
    pairs = zip(probabilities, targets, strict=True)
    return sum(alpha * (1 - p) ** gamma * -y * math.log(p) for p, y in pairs)


@pytest.mark.parametrize("gamma", GAMMAS)
def test_categorical_focal_value(gamma):
    """Each row by the formula, for classes and for shares."""
    loss = CategoricalFocalCrossentropy(gamma, alpha=0.7)
    for y, rows in ((SHARES, SHARES), (CLASSES, np.eye(4)[CLASSES])):
        found = Measured(loss, LOGITS, y)
        expected = [focal(p, row, gamma, 0.7) for p, row in zip(found.outputs, rows, strict=True)]

        np.testing.assert_allclose(found.losses, expected, rtol=1e-12)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("gamma", GAMMAS)
def test_classes_and_one_hot_rows_are_the_same_focal_loss(gamma, dtype):
    """The short way for classes gives what the way for shares gives, both gradients included."""
    loss = CategoricalFocalCrossentropy(gamma)
    one, other = Measured(loss, LOGITS, CLASSES, dtype), Measured(loss, LOGITS, np.eye(4)[CLASSES], dtype)
    near = {"rtol": 1e-12, "atol": 1e-15} if dtype == "float64" else {"rtol": 1e-4, "atol": 1e-6}

    np.testing.assert_allclose(one.losses, other.losses, **near)
    np.testing.assert_allclose(one.gradient, other.gradient, **near)
    np.testing.assert_allclose(one.for_outputs, other.for_outputs, **near)


@pytest.mark.parametrize("y", [CLASSES, SHARES], ids=["classes", "shares"])
def test_without_focus_it_is_the_cross_entropy(y):
    """Gamma 0 and alpha 1."""
    found, expected = (
        Measured(loss, LOGITS, y) for loss in (CategoricalFocalCrossentropy(0.0, alpha=1.0), CategoricalCrossentropy())
    )

    np.testing.assert_allclose(found.losses, expected.losses, rtol=1e-14)
    np.testing.assert_allclose(found.gradient, expected.gradient, rtol=1e-12, atol=1e-16)
    np.testing.assert_allclose(found.for_outputs, expected.for_outputs, rtol=1e-12, atol=1e-16)


def test_smoothing_spreads_the_focal_targets():
    """The shares that the formula is given."""
    loss = CategoricalFocalCrossentropy(label_smoothing=0.2)
    network = Network([loss.output_activation], (4,), loss, "float64")

    np.testing.assert_allclose(network.encode_targets(CLASSES), np.eye(4)[CLASSES] * 0.8 + 0.05, rtol=1e-15)


@pytest.mark.parametrize("balanced", [False, True])
@pytest.mark.parametrize("gamma", GAMMAS)
def test_binary_focal_value(gamma, balanced):
    """Each number by Keras's formula, labels between 0 and 1 included; with gamma 0 it is binary cross-entropy."""
    y = np.array([[0.0], [1.0], [1.0], [0.0], [0.3], [0.5]])
    loss = BinaryFocalCrossentropy(gamma, alpha=0.1, apply_class_balancing=balanced)
    found = Measured(loss, LOGITS[:, :1], y)
    for (p,), (t,), value in zip(found.outputs, y, found.losses, strict=True):
        true = t * p + (1 - t) * (1 - p)
        entropy = -(t * math.log(p) + (1 - t) * math.log(1 - p))
        weight = t * 0.1 + (1 - t) * 0.9 if balanced else 1.0

        assert value == pytest.approx(weight * (1 - true) ** gamma * entropy, rel=1e-12)
    if not gamma and not balanced:
        plain = Measured(BinaryCrossentropy(), LOGITS[:, :1], y)
        np.testing.assert_allclose(found.losses, plain.losses, rtol=1e-14)
        np.testing.assert_allclose(found.gradient, plain.gradient, rtol=1e-12)
        np.testing.assert_allclose(found.for_outputs, plain.for_outputs, rtol=1e-12)


def test_binary_and_categorical_focal_are_one():
    """Sigmoid of z is the softmax of (0, z): the same loss and the same gradient for z."""
    z, t = LOGITS[:, :1], np.array([0, 1, 1, 0, 0, 1])
    binary = Measured(BinaryFocalCrossentropy(1.5), z, t[:, np.newaxis].astype(float))
    both = Measured(CategoricalFocalCrossentropy(1.5, alpha=1.0), np.hstack([0 * z, z]), t)

    np.testing.assert_allclose(binary.losses, both.losses, rtol=1e-12)
    np.testing.assert_allclose(binary.gradient[:, 0], both.gradient[:, 1], rtol=1e-11)


EXTREME = np.array([[1000.0, -1000, 0, 0], [-1000, 1000, 1000, 1000], [0, 0, 0, 1e4]])
LOSSES = [
    *[CategoricalFocalCrossentropy(gamma, alpha=1.0) for gamma in (0.0, 0.3, 1.0, 2.0, 100.0)],
    *[BinaryFocalCrossentropy(gamma, apply_class_balancing=True) for gamma in (0.0, 0.3, 1.0, 2.0, 100.0)],
    *[KLDivergence(), LogCosh()],
]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_logits_of_a_thousand(loss, dtype):
    """Hit or missed for certain, by class, row or share: the loss is finite and not negative, the gradient finite."""
    forms = {
        "classification": [np.array([0, 0, 3]), np.array([1, 0, 0]), np.eye(4)[[0, 0, 3]], np.full((3, 4), 0.25)],
        "binary": [np.eye(4)[[0, 0, 3]], np.ones((3, 4)), np.full((3, 4), 0.5)],
        "regression": [np.zeros((3, 4)), -EXTREME],
    }[loss.task]
    for y in forms:
        found = Measured(loss, EXTREME, y, dtype)

        assert np.isfinite(found.losses).all()
        assert (found.losses >= -1e-6).all()
        assert np.isfinite(found.gradient).all()


def test_the_gradient_of_a_sure_miss_is_not_lost():
    """Where the target's probability underflows, the pull on its logit is still that of gamma 0: all of it."""
    found = Measured(CategoricalFocalCrossentropy(2.0, alpha=1.0), [[0.0, 1000.0]], np.array([0]))

    np.testing.assert_allclose(found.gradient, [[-1.0, 1.0]], rtol=1e-12)
    found = Measured(BinaryFocalCrossentropy(2.0), [[-1000.0], [1000.0]], [[1.0], [0.0]])
    np.testing.assert_allclose(found.gradient, [[-0.5], [0.5]], rtol=1e-12)


def test_divergence_of_shares():
    """`y * log(y / p)` row by row; nothing where outputs and targets agree; for a class the cross-entropy."""
    found = Measured(KLDivergence(), LOGITS, SHARES)
    expected = [
        sum(y * math.log(y / p) for y, p in zip(ys, ps, strict=True)) for ys, ps in zip(SHARES, found.outputs, strict=True)
    ]
    np.testing.assert_allclose(found.losses, expected, rtol=1e-12)

    agreed = Measured(KLDivergence(), np.log(SHARES), SHARES)
    np.testing.assert_allclose(agreed.losses, 0, atol=1e-15)
    np.testing.assert_allclose(agreed.gradient, 0, atol=1e-16)

    one, other = (Measured(loss, LOGITS, CLASSES) for loss in (KLDivergence(), CategoricalCrossentropy()))
    np.testing.assert_array_equal(one.losses, other.losses)
    np.testing.assert_array_equal(one.gradient, other.gradient)


def test_a_class_without_a_share_adds_nothing():
    """`0 * log(0)` is 0."""
    found = Measured(KLDivergence(), [[0.0, 0.0, 0.0]], [[0.5, 0.5, 0.0]])

    np.testing.assert_allclose(found.losses, math.log(1.5), rtol=1e-14)
