"""Two thousand random stacks: gradients against differences of the loss in a finer type."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stacks import every, start, targets, uniform

from nntui.engine.gradcheck import GradientCheck
from nntui.engine.layer import Activation
from nntui.engine.layers.dense import Dense
from nntui.engine.network import Network
from nntui.errors import StackError

MARGIN = 2e-3
CLIP = 1e-6
TOLERANCE = 1e-6
LAYERS = [layer for layer in every("layer") if not layer.no_gradient and layer.catalog_name != "dense"]
ACTIVATIONS = [layer for layer in LAYERS if isinstance(layer, Activation)]
LOSSES = every("loss")


@st.composite
def cases(draw):
    """A stack with a random layer, activation and loss, of random widths and penalties; batch and seed."""
    width = st.integers(1, 5)
    loss = draw(st.sampled_from(LOSSES))
    outputs = draw(st.integers(2, 4) if loss.task == "classification" else width)
    strength = st.sampled_from([0.0, 0.0, 0.01, 0.3])
    first = Dense(
        draw(width),
        bias_initializer=uniform(),
        use_bias=draw(st.booleans()),
        weight_l1=draw(strength),
        weight_l2=draw(strength),
        bias_l2=draw(strength),
    )
    middle = [draw(st.sampled_from(LAYERS)), draw(st.sampled_from(ACTIVATIONS))]
    if draw(st.booleans()):
        middle.reverse()
    last = Dense(outputs, bias_initializer=uniform(), trainable=draw(st.sampled_from([True, True, True, False])))
    ending = draw(st.sampled_from([loss.output_activation, loss.output_activation, *ACTIVATIONS]))
    return [first, *middle, last, ending], loss, draw(width), outputs, draw(st.integers(1, 8)), draw(st.integers(0, 10**6))


def clear_of_the_clip(outputs, loss):
    """Reported cross-entropies clip probabilities at 1e-7 and gradients do not: there the two differ on purpose."""
    return "crossentropy" not in loss.catalog_name or bool(np.all(outputs > CLIP) and np.all(outputs < 1 - CLIP))


@settings(max_examples=2000, deadline=None, derandomize=True)
@given(cases())
def test_random_stacks(case):
    """Relative error below 1e-6; samples near a kink are drawn again, never forgiven."""
    layers, loss, inputs, outputs, samples, seed = case
    try:
        network = Network(layers, (inputs,), loss, "float64")
    except StackError:
        assume(False)
    generator = np.random.default_rng(seed)
    parameters, statistics = start(network, seed)
    X = network.encode_inputs(generator.normal(size=(samples, inputs)))
    y = network.encode_targets(targets(loss, samples, outputs, generator))
    weights = generator.uniform(0.5, 2, samples) if seed % 3 == 0 else None
    exact = Network(layers, (inputs,), loss, "longdouble")
    check = GradientCheck(network, parameters, statistics, X, y, weights=weights, exact=exact, seed=seed)
    assume(check.kink_distance() > MARGIN)
    assume(clear_of_the_clip(network.predict(network.bind(parameters, None, statistics), X, network.workspace()), loss))

    for report in check.reports(at_most=2):
        assert report.error < TOLERANCE, (report, layers, loss)
