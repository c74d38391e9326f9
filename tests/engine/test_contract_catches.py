"""Bad components must fail the contract: the checks are tried on throw-away ones."""

from __future__ import annotations

from typing import Annotated

import contract
import contract_layers
import contract_losses
import contract_optimizers
import numpy as np
import pytest

from nntui.catalog import Field, catalog, register
from nntui.engine.activations.tanh import Tanh
from nntui.engine.layer import Activation
from nntui.engine.losses.mean_squared_error import MeanSquaredError
from nntui.engine.optimizers.sgd import SGD


class ChangesItsInput(Activation, frozen=True):
    """Doubles its input in place: `y = 2 * x`."""

    def forward(self, x, parameters, context):
        return np.multiply(x, 2, x)

    def backward(self, dy, parameters, gradients, context):
        return np.multiply(dy, 2, dy)


SEEN: dict[str, np.ndarray] = {}


class KeepsState(Tanh, frozen=True):
    """Tanh that keeps its last output for backward in a place of its own: `y = tanh(x)`."""

    def forward(self, x, parameters, context):
        y = super().forward(x, parameters, context)
        SEEN["y"] = y
        return y

    def backward(self, dy, parameters, gradients, context):
        return dy * (1 - SEEN["y"][: len(dy)] ** 2)


class HasAWrongGradient(Tanh, frozen=True):
    """Tanh whose backward is half of what it should be: `y = tanh(x)`."""

    def backward(self, dy, parameters, gradients, context):
        return super().backward(dy, parameters, gradients, context) / 2


class DrawsFromTheGlobalGenerator(Activation, frozen=True):
    """Adds noise nobody can repeat: `y = x + N(0, 1)`."""

    def forward(self, x, parameters, context):
        return x + np.random.randn(*x.shape)

    def backward(self, dy, parameters, gradients, context):
        return dy


class Widens(Activation, frozen=True):
    """Works in float64 whatever comes: `y = x`."""

    def forward(self, x, parameters, context):
        return x.astype(np.float64)

    def backward(self, dy, parameters, gradients, context):
        return dy


class SaysNothing(Activation, frozen=True):
    rate: Annotated[float, Field("", low=0)] = 0.0


class ForgetsTheMean(MeanSquaredError, frozen=True):
    """A sum where the mean belongs: `sum((y - t)**2)`."""

    def value(self, outputs, targets, context):
        return super().value(outputs, targets, context) * outputs.size


class MovesTheFrozen(SGD, frozen=True):
    """SGD that moves every parameter it can reach: `p -= rate * 1e-3`."""

    def step(self, problem, state):
        result = super().step(problem, state)
        problem.parameters -= 1e-3
        return result


BAD = [
    ("layer", ChangesItsInput, "leaves_its_input"),
    ("layer", KeepsState, "remembers_nothing"),
    ("layer", HasAWrongGradient, "has_the_gradient_of_its_forward"),
    ("layer", DrawsFromTheGlobalGenerator, "repeats_itself"),
    ("layer", DrawsFromTheGlobalGenerator, "is_still_outside_training"),
    ("layer", Widens, "keeps_the_type"),
    ("layer", Widens, "allocates_nothing_in_a_steady_step"),
    ("layer", SaysNothing, "says_what_it_is"),
    ("layer", SaysNothing, "every_field_has_help"),
    ("loss", ForgetsTheMean, "is_the_mean_over_samples"),
    ("loss", ForgetsTheMean, "counts_a_weight_of_two_as_two_rows"),
    ("optimizer", MovesTheFrozen, "leaves_frozen_layers"),
    ("optimizer", MovesTheFrozen, "moves_only_what_the_mask_lets"),
]


@pytest.mark.parametrize(("kind", "cls", "name"), BAD, ids=[f"{cls.__name__}-{name}" for _, cls, name in BAD])
def test_a_bad_component_fails(kind, cls, name):
    """The check that is meant for it fails."""
    assert contract_layers
    assert contract_losses
    assert contract_optimizers
    register(kind, "throwaway")(cls)
    try:
        with pytest.raises((AssertionError, ValueError)):
            contract.CHECKS[kind][name](cls())
    finally:
        catalog.remove(kind, "throwaway")
