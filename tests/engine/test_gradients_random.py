"""Two thousand random stacks: gradients against differences of the loss in a finer type."""

from __future__ import annotations

import functools

import msgspec
import numpy as np
import pytest
from hypothesis import assume, given, seed, settings
from hypothesis import strategies as st
from stacks import every, start, takes, targets, uniform

from nntui.catalog import fields
from nntui.engine.gradcheck import GradientCheck
from nntui.engine.layer import Activation
from nntui.engine.layers.dense import Dense
from nntui.engine.network import Network
from nntui.errors import StackError


def takes_rows(layer):
    """Whether a row of numbers of any width stays one: images have gradient checks of their own, with small kernels."""
    return all(takes(layer, (width,)) and layer.output_shape((width,)) == (width,) for width in (1, 3, 5))


MARGIN = 2e-3
CLIP = 1e-6
TOLERANCE = 1e-6
LAYERS = [layer for layer in every("layer") if not layer.no_gradient and layer.catalog_name != "dense" and takes_rows(layer)]
ACTIVATIONS = [layer for layer in LAYERS if isinstance(layer, Activation)]
LOSSES = every("loss")
# Each part has losses of its own, so that no combination is in two of them.
PARTS, EACH = 4, 500


def moderate(info):
    """Values of a field at which differences are exact enough: switches, and numbers neither tiny nor huge."""
    low, high = max(info.field.low or 0.0, 0.1), 0.9 * min(info.field.high or 3.0, 3.0)
    if info.many or info.optional or not low < high:
        return None
    if bool in info.types:
        return st.booleans() if info.name != "trainable" else None
    return st.floats(low, high).map(lambda value: round(value, 3)) if float in info.types else None


@functools.cache
def strategies(cls):
    """What may stand in the fields of a component, by name; made once, since to make it takes as long as to draw from it."""
    found = {info.name: moderate(info) for info in fields(cls)}
    return {name: values for name, values in found.items() if values is not None}


@st.composite
def varied(draw, component):
    """The component as it is, or with other values in some of its fields."""
    values = {name: draw(values) for name, values in strategies(type(component)).items() if draw(st.booleans())}
    return msgspec.structs.replace(component, **values)


ANY_LAYER = st.sampled_from(LAYERS).flatmap(varied)
ANY_ACTIVATION = st.sampled_from(ACTIVATIONS).flatmap(varied)
WIDTH = st.integers(1, 5)
STRENGTH = st.sampled_from([0.0, 0.0, 0.01, 0.3])


@st.composite
def cases(draw, losses):
    """A stack with a random layer, activation and loss, of random fields, widths and penalties; batch, targets and seed."""
    loss = draw(st.sampled_from(losses).flatmap(varied))
    outputs = draw(st.integers(2, 4) if loss.task == "classification" else WIDTH)
    first = Dense(
        draw(WIDTH),
        bias_initializer=uniform(),
        use_bias=draw(st.booleans()),
        weight_l1=draw(STRENGTH),
        weight_l2=draw(STRENGTH),
        bias_l2=draw(STRENGTH),
    )
    middle = [draw(ANY_LAYER), draw(ANY_ACTIVATION)]
    if draw(st.booleans()):
        middle.reverse()
    last = Dense(outputs, bias_initializer=uniform(), trainable=draw(st.sampled_from([True, True, True, False])))
    ending = draw(st.sampled_from([loss.output_activation, loss.output_activation, *ACTIVATIONS]))
    stack = [first, *middle, last, ending], loss, draw(WIDTH), outputs, draw(st.integers(1, 8))
    return stack, draw(st.booleans()), draw(st.integers(0, 10**6))


def clear_of_the_clip(outputs, loss):
    """Reported cross-entropies clip probabilities at 1e-7 and gradients do not: there the two differ on purpose."""
    clips = loss.task in {"classification", "binary"}
    return not clips or bool(np.all(outputs > CLIP) and np.all(outputs < 1 - CLIP))


def worst_error(stack, number, *, shares):
    """Return the largest relative error in a stack; samples near a kink are not forgiven but thrown away."""
    layers, loss, inputs, outputs, samples = stack
    try:
        network = Network(layers, (inputs,), loss, "float64")
    except StackError:
        assume(False)
    generator = np.random.default_rng(number)
    parameters, statistics = start(network, number)
    X = network.encode_inputs(generator.normal(size=(samples, inputs)))
    y = network.encode_targets(targets(loss, samples, outputs, generator, shares=shares))
    weights = generator.uniform(0.5, 2, samples) if number % 3 == 0 else None
    exact = Network(layers, (inputs,), loss, "longdouble")
    check = GradientCheck(network, parameters, statistics, X, y, weights=weights, exact=exact, seed=number)
    with np.errstate(all="ignore"):
        assume(check.kink_distance() > MARGIN)
        check.gradients()
        assume(clear_of_the_clip(check.analytic.workspace.current.outputs, loss))

        return max([report.error for report in check.reports(at_most=2)], default=0.0)


def test_there_are_two_thousand():
    """All parts together."""
    assert PARTS * EACH >= 2000


@pytest.mark.parametrize("part", range(PARTS))
def test_random_stacks(part, record_property):
    """Relative error below 1e-6 in at least 500 different stacks."""
    errors = {}

    @seed(part)
    @settings(max_examples=EACH + EACH // 4, deadline=None)
    @given(cases(LOSSES[part::PARTS]))
    def run(case):
        stack, shares, number = case
        error = worst_error(stack, number, shares=shares)
        errors[repr((*stack, shares))] = error

        assert error < TOLERANCE

    run()
    record_property("counted", ("random gradient checks", len(errors), "largest relative error", max(errors.values())))
    assert len(errors) >= EACH
