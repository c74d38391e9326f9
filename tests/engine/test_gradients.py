"""Every layer with every loss: gradients against differences of the loss in a finer type."""

from __future__ import annotations

import numpy as np
import pytest
from stacks import every, inner_stack, last_stack, named, start, targets

from nntui.engine.gradcheck import GradientCheck
from nntui.engine.network import Network
from nntui.errors import StackError

SAMPLES = 5
INPUTS = 3
MARGIN = 1e-3
TOLERANCE = 1e-6


def check(layers, loss, seed, samples=SAMPLES, outputs=3):
    """Return the worst relative error; draws again until no number is near a kink."""
    network = Network(layers, (INPUTS,), loss, "float64")
    exact = Network(layers, (INPUTS,), loss, "longdouble")
    for attempt in range(200):
        generator = np.random.default_rng([seed, attempt])
        parameters, statistics = start(network, seed + 1000 * attempt)
        X = network.encode_inputs(generator.normal(size=(samples, INPUTS)))
        y = network.encode_targets(targets(loss, samples, outputs, generator))
        test = GradientCheck(network, parameters, statistics, X, y, exact=exact, seed=seed)
        if test.kink_distance() > MARGIN:
            return max(report.error for report in test.reports())
    raise AssertionError("no sample away from the kinks was found")


WITH_GRADIENTS = [layer for layer in every("layer") if not layer.no_gradient]


def test_layers_without_gradients_say_why():
    """In a sentence; only those are left out below."""
    assert all(layer.no_gradient.endswith(".") for layer in every("layer") if layer not in WITH_GRADIENTS)


@pytest.mark.parametrize("layer", WITH_GRADIENTS, ids=named)
def test_inside_a_stack(layer):
    """A layer before the last dense one, under every loss: differences agree."""
    errors = {named(loss): check(inner_stack(layer, loss, 3), loss, seed=1) for loss in every("loss")}

    assert {name: error for name, error in errors.items() if not error < TOLERANCE} == {}


@pytest.mark.parametrize("layer", WITH_GRADIENTS, ids=named)
def test_as_the_last_layer(layer):
    """A layer right before each loss: differences agree, unless the loss says in a sentence why it does not stand there."""
    errors, refused = {}, {}
    for loss in every("loss"):
        try:
            loss.check(layer, layer.output_shape((3,)))
        except StackError as reason:
            refused[named(loss)] = reason.advice
            continue
        errors[named(loss)] = check(last_stack(layer, 3), loss, seed=2)

    assert {name: error for name, error in errors.items() if not error < TOLERANCE} == {}
    assert all(advice.endswith(".") for advice in refused.values())
