"""Bad components must fail the contract: the checks are tried on throw-away ones."""

from __future__ import annotations

from typing import Annotated, Any

import contract
import numpy as np
import pytest
import test_contract  # noqa: F401 - all checks are registered by its modules

from nntui.catalog import Field, catalog, register
from nntui.engine.activations.tanh import Tanh
from nntui.engine.initializers.zeros import Zeros
from nntui.engine.layer import Activation
from nntui.engine.losses.mean_squared_error import MeanSquaredError
from nntui.engine.metrics.binary_accuracy import BinaryAccuracy
from nntui.engine.optimizers.sgd import SGD
from nntui.engine.schedules.constant import Constant
from nntui.errors import Diverged


class ChangesItsInput(Activation, frozen=True):
    """Doubles its input in place: `y = 2 * x`."""

    def forward(self, x, parameters, context):
        return np.multiply(x, 2, x)

    def backward(self, dy, parameters, gradients, context):
        return np.multiply(dy, 2, dy)


SEEN: dict[str, Any] = {}


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


class Allocates(Tanh, frozen=True):
    """Tanh that makes its output anew in every step: `y = tanh(x)`."""

    def forward(self, x, parameters, context):
        context.y[...] = np.tanh(x)
        return context.y.copy()


class ForgetsTheMean(MeanSquaredError, frozen=True):
    """A sum where the mean belongs: `sum((y - t)**2)`."""

    def value(self, outputs, targets, context):
        return super().value(outputs, targets, context) * outputs.size


class ForgetsTheWeights(MeanSquaredError, frozen=True):
    """Squared error that counts every sample alike in its gradient: `(y - t)**2`."""

    def gradient(self, outputs, targets, context):
        return np.multiply(context.dy, 2 / context.dy.size, context.dy)


class ChangesItsOutputs(MeanSquaredError, frozen=True):
    """Squared error that works in the outputs themselves: `(y - t)**2`."""

    def value(self, outputs, targets, context):
        np.subtract(outputs, targets, outputs)
        context.dy[...] = outputs
        return float((outputs**2).mean())


class HasAWrongSlope(MeanSquaredError, frozen=True):
    """Squared error with the gradient of its half: `(y - t)**2`."""

    def gradient(self, outputs, targets, context):
        return super().gradient(outputs, targets, context) / 2


class CountsItsCalls(MeanSquaredError, frozen=True):
    """Squared error that grows with every call: `(y - t)**2 * calls`."""

    def value(self, outputs, targets, context):
        SEEN["calls"] = SEEN.get("calls", 0) + 1
        return super().value(outputs, targets, context) * SEEN["calls"]


class MovesTheFrozen(SGD, frozen=True):
    """SGD that moves every parameter it can reach: `p -= rate * 1e-3`."""

    def step(self, problem, state):
        result = super().step(problem, state)
        problem.parameters -= 1e-3
        return result


class RemembersInAPlaceOfItsOwn(SGD, frozen=True):
    """Momentum kept outside the state: `v = 0.9 * v - rate * g; p += v`."""

    def move(self, piece, *numbers):
        place = f"velocity {piece.parameters.shape}"
        SEEN[place] = 0.9 * SEEN.get(place, 0) - numbers[0] * piece.gradients
        piece.parameters += SEEN[place]


class ClimbsUp(SGD, frozen=True):
    """Gradient ascent: `p += rate * g`."""

    def move(self, piece, *numbers):
        piece.parameters += numbers[0] * piece.gradients


class LoopsBack(Constant, frozen=True):
    """A rate that falls whenever it is asked: `learning_rate / questions`."""

    def rate(self, updates_done, epoch=0.0, values=None):
        SEEN["questions"] = SEEN.get("questions", 0) + 1
        return self.learning_rate / SEEN["questions"]


class DrawsFromNowhere(Zeros, frozen=True):
    """Start values nobody can repeat: `N(0, 1)`."""

    def sample(self, shape, fan_in, fan_out, generator):
        return np.random.randn(*shape)


class DoesNotAddUp(BinaryAccuracy, frozen=True):
    """A share of each batch, summed as if all batches were one: `right / n`."""

    def sums(self, outputs, targets, reference, context):
        return (super().sums(outputs, targets, reference, context)[0] / len(outputs),)


BAD = [
    ("layer", ChangesItsInput, "leaves_its_input"),
    ("layer", KeepsState, "remembers_nothing"),
    ("layer", HasAWrongGradient, "has_the_gradient_of_its_forward"),
    ("layer", DrawsFromTheGlobalGenerator, "repeats_itself"),
    ("layer", DrawsFromTheGlobalGenerator, "is_still_outside_training"),
    ("layer", Widens, "keeps_the_type"),
    ("layer", Widens, "allocates_nothing_in_a_steady_step"),
    ("layer", Allocates, "allocates_nothing_in_a_steady_step"),
    ("layer", SaysNothing, "says_what_it_is"),
    ("layer", SaysNothing, "every_field_has_help"),
    ("loss", ForgetsTheMean, "is_the_mean_over_samples"),
    ("loss", ForgetsTheMean, "counts_a_weight_of_two_as_two_rows"),
    ("loss", ForgetsTheWeights, "counts_a_weight_of_two_as_two_rows"),
    ("loss", ChangesItsOutputs, "leaves_outputs_and_targets"),
    ("loss", ChangesItsOutputs, "allocates_nothing_in_a_steady_step"),
    ("loss", HasAWrongSlope, "gives_a_gradient_that_matches"),
    ("loss", CountsItsCalls, "repeats_itself"),
    ("optimizer", MovesTheFrozen, "leaves_frozen_layers"),
    ("optimizer", MovesTheFrozen, "moves_only_what_the_mask_lets"),
    ("optimizer", RemembersInAPlaceOfItsOwn, "repeats_itself"),
    ("optimizer", RemembersInAPlaceOfItsOwn, "resumes_to_the_bit"),
    ("optimizer", RemembersInAPlaceOfItsOwn, "allocates_nothing_in_a_steady_step"),
    ("optimizer", ClimbsUp, "lowers_the_loss"),
    ("schedule", LoopsBack, "depends_on_nothing_else"),
    ("initializer", DrawsFromNowhere, "repeats_itself"),
    ("metric", DoesNotAddUp, "adds_up_over_batches"),
]


@pytest.mark.parametrize(("kind", "cls", "name"), BAD, ids=[f"{cls.__name__}-{name}" for _, cls, name in BAD])
def test_a_bad_component_fails(kind, cls, name):
    """The check that is meant for it fails."""
    SEEN.clear()
    register(kind, "throwaway")(cls)
    try:
        with pytest.raises((AssertionError, ValueError, Diverged)):
            contract.CHECKS[kind][name](cls())
    finally:
        catalog.remove(kind, "throwaway")
