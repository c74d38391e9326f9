"""The contract of layers and activations."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np
from contract import check, from_two_threads, peak_of
from stacks import Alone, sample, shapes

from nntui.engine.layer import Layer
from nntui.engine.losses.mean_squared_error import MeanSquaredError

DTYPES = ("float32", "float64")
EXTREMES = (0.0, 1e4, -1e4, 1e30, -1e30, 1e-30)


def on_each_shape(function: Any) -> Any:
    """Run a check on each shape of a sample that the layer takes: a row of numbers, an image."""

    @functools.wraps(function)
    def run(layer: Layer) -> None:
        assert shapes(layer)
        for shape in shapes(layer):
            function(layer, shape)

    return run


def alone(layer: Layer, shape: tuple[int, ...], samples: int = 6, dtype: str = "float64", **options: Any) -> Alone:
    """Return the layer on normal numbers."""
    return Alone(layer, sample(samples, *shape, dtype=dtype), **options)


def both_ways(one: Alone, x: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return output, gradient for the input, and the layer's own gradients."""
    y = one.forward(x)
    dx = one.backward(sample(*y.shape, dtype=str(y.dtype), seed=5))
    return y, dx, one.gradients.copy()


def same(found: Any, expected: Any) -> None:
    """Compare arrays bit by bit."""
    for left, right in zip(found, expected, strict=True):
        np.testing.assert_array_equal(left, right)


@check("layer")
@on_each_shape
def keeps_the_type(layer: Layer, shape: tuple[int, ...]) -> None:
    """Outputs and gradients have the type of the input."""
    for dtype in DTYPES:
        y, dx, gradients = both_ways(alone(layer, shape, dtype=dtype))
        assert y.dtype == dx.dtype == gradients.dtype == dtype


@check("layer")
@on_each_shape
def has_the_shape_it_says(layer: Layer, shape: tuple[int, ...]) -> None:
    """Outputs have the shape of `output_shape`, gradients that of the input."""
    one = alone(layer, shape)
    y, dx, _ = both_ways(one)
    assert y.shape == (6, *layer.output_shape(shape))
    assert dx.shape == one.x.shape


@check("layer")
@on_each_shape
def takes_one_sample(layer: Layer, shape: tuple[int, ...]) -> None:
    """A batch of one works in both modes, and outside training gives what it gives among others."""
    both_ways(alone(layer, shape, 1))
    many = alone(layer, shape, training=False)
    np.testing.assert_allclose(many.forward(many.x[:1]), many.forward()[:1], rtol=1e-12, atol=1e-14)


@check("layer")
@on_each_shape
def takes_no_samples(layer: Layer, shape: tuple[int, ...]) -> None:
    """An empty batch gives an empty output."""
    one = alone(layer, shape, training=False)
    assert one.network.predict(one.bound, one.x[:0], one.workspace).shape == (0, math.prod(layer.output_shape(shape)))


@check("layer")
@on_each_shape
def leaves_its_input(layer: Layer, shape: tuple[int, ...]) -> None:
    """Neither the input nor the parameters are changed, and a read-only input is taken."""
    for training in (True, False):
        one = alone(layer, shape, training=training)
        before, parameters = one.x.copy(), one.bound.parameters.copy()
        one.x.flags.writeable = False
        both_ways(one)
        same((one.x, one.bound.parameters), (before, parameters))


@check("layer")
@on_each_shape
def takes_any_memory_order(layer: Layer, shape: tuple[int, ...]) -> None:
    """Fortran order gives the same numbers."""
    x = sample(6, *shape)
    expected = both_ways(Alone(layer, x))
    for found, wanted in zip(both_ways(Alone(layer, np.asfortranarray(x))), expected, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-14)


@check("layer")
@on_each_shape
def repeats_itself(layer: Layer, shape: tuple[int, ...]) -> None:
    """The same seed gives the same bits."""
    same(both_ways(alone(layer, shape, seed=3)), both_ways(alone(layer, shape, seed=3)))


@check("layer")
@on_each_shape
def remembers_nothing(layer: Layer, shape: tuple[int, ...]) -> None:
    """A forward in another workspace between forward and backward changes nothing."""
    expected = both_ways(alone(layer, shape))
    one, other = alone(layer, shape), Alone(layer, sample(9, *shape, seed=8))
    y = one.forward()
    other.forward()
    dx = one.backward(sample(*y.shape, seed=5))
    same((y, dx, one.gradients), expected)


@check("layer")
@on_each_shape
def works_from_two_threads(layer: Layer, shape: tuple[int, ...]) -> None:
    """Predictions from two threads, each with its workspace, are those of one."""
    one = alone(layer, shape, training=False)
    expected = one.forward()

    def work() -> np.ndarray:
        return one.network.predict(one.bound, one.x, one.network.workspace()).reshape(expected.shape)

    same(from_two_threads(work), [expected] * 40)


@check("layer")
@on_each_shape
def is_finite_for_finite(layer: Layer, shape: tuple[int, ...]) -> None:
    """Extreme inputs give finite outputs, except where the numbers themselves overflow."""
    x = np.resize([EXTREMES[:3], EXTREMES[1:4], EXTREMES[3:]], (3, *shape))
    one = Alone(layer, x, training=False)
    assert np.isfinite(one.forward()).all()
    one = Alone(layer, np.clip(x, -1e4, 1e4).astype("float32"))
    y, dx, _ = both_ways(one)
    assert np.isfinite(y).all()
    assert np.isfinite(dx).all()


@check("layer")
@on_each_shape
def agrees_in_both_types(layer: Layer, shape: tuple[int, ...]) -> None:
    """float32 gives what float64 gives, to float32's accuracy."""
    one = alone(layer, shape, dtype="float64", training=False)
    two = alone(layer, shape, dtype="float32", training=False)
    np.testing.assert_allclose(two.forward(one.x.astype("float32")), one.forward(), rtol=2e-4, atol=2e-5)


@check("layer")
@on_each_shape
def is_still_outside_training(layer: Layer, shape: tuple[int, ...]) -> None:
    """Outside training nothing is random, and the statistics stay."""
    one = alone(layer, shape, training=False)
    before = one.statistics.copy()
    same((one.forward(), one.statistics), (one.forward(), before))


@check("layer")
@on_each_shape
def keeps_units_apart_if_it_says_so(layer: Layer, shape: tuple[int, ...]) -> None:
    """A unit of the input reaches its own places along the last axis of the output, and no other, noise apart."""
    one, units = alone(layer, shape, training=not layer.noisy()), shape[-1]
    before = one.forward().copy()
    for unit in range(units if layer.apart else 0):
        x = one.x.copy()
        x[..., unit] = x[..., unit] * -2 + 1
        others = np.arange(before.shape[-1]) % units != unit
        np.testing.assert_array_equal(one.forward(x)[..., others], before[..., others])


@check("layer")
@on_each_shape
def draws_only_if_it_says_so(layer: Layer, shape: tuple[int, ...]) -> None:
    """A layer that is not noisy has no generator to draw from; a noisy one's noise differs from step to step."""
    one = alone(layer, shape, 200)
    if layer.noisy():
        assert not np.array_equal(one.forward(), one.forward())
    else:
        one.workspace.generators.clear()
        one.forward()


@check("layer")
def has_the_gradient_of_its_forward(layer: Layer) -> None:
    """Differences of the loss agree with backward, or the layer says why they cannot."""
    from test_gradients import TOLERANCE
    from test_gradients import check as worst

    if not layer.no_gradient:
        from stacks import inner_stack

        assert worst(inner_stack(layer, MeanSquaredError(), 2), MeanSquaredError(), seed=7, outputs=2) < TOLERANCE


@check("layer")
@on_each_shape
def allocates_nothing_in_a_steady_step(layer: Layer, shape: tuple[int, ...]) -> None:
    """Once the buffers are made, a step allocates no array of a batch's size."""
    samples = 50_000
    one = Alone(layer, sample(samples, *(shape if layer.takes_images else (8,))))
    dy = sample(samples, *one.network.shapes[0])
    views = one.bound.parameter_views[0], one.bound.gradient_views[0]

    def step() -> None:
        one.workspace.quiet(one._forward, one.x)
        one.workspace.quiet(layer.backward, dy, *views, one.context)

    peak = peak_of(step)
    assert peak < samples * 8, f"{peak} bytes"
