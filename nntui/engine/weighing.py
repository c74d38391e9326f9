"""Sums over a batch whose samples have weights, in float64 and without allocating."""

from __future__ import annotations

import numpy as np

from nntui.engine.arrays import Array, Shape
from nntui.engine.layer import Buffer, Context

# What every loss's workspace has beside the loss's own arrays.
BUFFERS: dict[str, Shape | Buffer] = {
    "weighted": Buffer((), "float64"),
    "weight_factors": (),
}


def weighted_sum(values: Array, context: Context) -> float:
    """Return `sum(w * v)` of values `(batch,)` of any type, the plain sum where there are no weights."""
    scratch: Array = context.weighted
    np.copyto(scratch, values)
    return _summed(scratch, context)


def sum_of_rows(values: Array, context: Context) -> float:
    """Return the same of the sums of values `(batch, outputs)` over the outputs."""
    sums: Array = context.weighted
    np.add.reduce(values, axis=1, dtype=np.float64, out=sums)
    return _summed(sums, context)


def sum_by_output(values: Array, context: Context) -> Array:
    """Return the sum over samples, weighted where they have weights, of each output's values: `(outputs,)` float64."""
    weights = context.weights
    found: Array
    found = np.add.reduce(values, axis=0, dtype=np.float64) if weights is None else np.einsum("i,ij->j", weights, values)
    return found


def _summed(values: Array, context: Context) -> float:
    return float(np.add.reduce(values) if context.weights is None else values.dot(context.weights))


def weigh(gradient: Array, context: Context) -> Array:
    """Turn the gradient of the plain mean into that of the weighted mean, in place."""
    if context.weights is None:
        return gradient
    factors: Array = context.weight_factors
    np.multiply(context.weights, len(gradient) / context.weight_total, out=factors, casting="same_kind")
    np.multiply(gradient, factors[:, np.newaxis], out=gradient)
    return gradient
