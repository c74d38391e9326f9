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


@pytest.mark.parametrize("loss", every("loss"), ids=named)
@pytest.mark.parametrize("layer", every("layer"), ids=named)
def test_inside_a_stack(layer, loss):
    """A layer before the last dense one: differences agree, unless the layer says why they cannot."""
    if layer.no_gradient:
        pytest.skip(layer.no_gradient)

    assert check(inner_stack(layer, loss, 3), loss, seed=1) < TOLERANCE


@pytest.mark.parametrize("loss", every("loss"), ids=named)
@pytest.mark.parametrize("layer", every("layer"), ids=named)
def test_as_the_last_layer(layer, loss):
    """A layer right before the loss: differences agree, unless the loss or the layer gives a reason in the code."""
    if layer.no_gradient:
        pytest.skip(layer.no_gradient)
    try:
        loss.check(layer, layer.output_shape((3,)))
    except StackError as reason:
        pytest.skip(reason.advice)

    assert check(last_stack(layer, 3), loss, seed=2) < TOLERANCE
