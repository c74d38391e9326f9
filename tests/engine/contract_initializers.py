"""The contract of initializers."""

from __future__ import annotations

import numpy as np
from contract import check, from_two_threads

from nntui.engine.initializer import Initializer
from nntui.engine.layers.dense import Dense
from nntui.engine.network import Network


def drawn(initializer: Initializer, shape: tuple[int, ...] = (40, 30), seed: int = 0) -> np.ndarray:
    """Return start values of a layer with 40 inputs and 30 units."""
    return initializer.sample(shape, 40, 30, np.random.default_rng(seed))


@check("initializer")
def has_the_shape(initializer: Initializer) -> None:
    """Weights, biases and single numbers come in the shape asked for."""
    for shape in ((40, 30), (30,), (1, 1), (1, 30), (40, 1)):
        assert drawn(initializer, shape).shape == shape


@check("initializer")
def is_float64_and_finite(initializer: Initializer) -> None:
    """Values are drawn in float64, and finite."""
    values = drawn(initializer)
    assert values.dtype == np.float64
    assert np.isfinite(values).all()


@check("initializer")
def repeats_itself(initializer: Initializer) -> None:
    """The same seed gives the same bits."""
    np.testing.assert_array_equal(drawn(initializer, seed=3), drawn(initializer, seed=3))


@check("initializer")
def draws_anew(initializer: Initializer) -> None:
    """A second array from one generator differs, unless all values are one number."""
    generator = np.random.default_rng(0)
    first, second = (initializer.sample((40, 30), 40, 30, generator) for _ in range(2))
    assert np.ptp(first) == 0 or not np.array_equal(first, second)


@check("initializer")
def is_the_same_start_in_both_types(initializer: Initializer) -> None:
    """A float32 network starts where the float64 one does, rounded."""
    from nntui.engine.losses.mean_squared_error import MeanSquaredError

    starts = [
        Network([Dense(4, weight_initializer=initializer)], (3,), MeanSquaredError(), dtype).initial(np.random.default_rng(1))[
            0
        ]
        for dtype in ("float32", "float64")
    ]
    np.testing.assert_array_equal(starts[0], starts[1].astype("float32"))


@check("initializer")
def takes_wide_and_narrow_layers(initializer: Initializer) -> None:
    """Fans of 1 and of thousands give finite values."""
    for inputs, units in ((1, 1), (1, 3000), (3000, 1)):
        values = initializer.sample((inputs, units), inputs, units, np.random.default_rng(0))
        assert np.isfinite(values).all()


@check("initializer")
def works_from_two_threads(initializer: Initializer) -> None:
    """Two threads, each with its generator, get what one gets."""
    expected = drawn(initializer)
    for values in from_two_threads(lambda: drawn(initializer)):
        np.testing.assert_array_equal(values, expected)
