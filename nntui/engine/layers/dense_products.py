"""The matrix products of a dense layer, arranged once for the arrays it meets.

Weights and the biases after them are one matrix in the vector, `(inputs + 1, units)`. Where the input can be had with a
column of ones, one product gives `x @ weights + biases`, and one gives both gradients. A product is kept as the bound
method `left.dot` with its arguments: half the time of `numpy.dot` for small arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from nntui.engine.arrays import Array, Views
from nntui.engine.layer import Context

if TYPE_CHECKING:
    from nntui.engine.layers.dense import Dense

# A narrow input is copied next to a column of ones: cheaper than adding the biases and summing their gradients.
NARROW = 16

Product: TypeAlias = tuple[Callable[..., Any], Array, Array]


class Ahead:
    """What forward does for one input array and one set of parameters.

    `product` is done first, after `x` was copied into `copy` where that is not None; `biases` are added where they are
    not None. `extended` is the input with its column of ones, `(batch, inputs + 1)`, or None.
    """

    __slots__ = ("biases", "copy", "extended", "parameters", "product", "x")

    def __init__(self, layer: Dense, x: Array, parameters: Views, context: Context) -> None:
        self.x = x
        self.parameters = parameters
        self.copy: Array | None = None
        self.biases: Array | None = None
        self.extended = self._extend(x, context) if layer.use_bias else None
        if self.extended is not None:
            self.product = _arranged(self.extended, _matrix(parameters, layer), context.y)
        else:
            self.product = _arranged(x, parameters.weights, context.y)
            self.biases = parameters.biases if layer.use_bias else None

    def _extend(self, x: Array, context: Context) -> Array | None:
        extended = context.with_ones(x)
        if extended is None and 0 < x.shape[1] <= NARROW and x.shape[1] < len(x):
            extended = context.with_ones(context.beside_ones)
            self.copy = context.beside_ones
        return extended


class Back:
    """What backward does for one gradient array: the products whose parts are not None.

    `weights` gives the gradient of the weights (and of the biases beside them), `biases` that of the biases alone,
    `down` writes `dx`, the gradient for the input.
    """

    __slots__ = ("ahead", "biases", "down", "dx", "dy", "gradients", "weights")

    def __init__(self, layer: Dense, dy: Array, gradients: Views, context: Context) -> None:
        ahead: Ahead = context.met
        self.dy = dy
        self.gradients = gradients
        self.ahead = ahead
        self.weights: Product | None = None
        self.biases: Product | None = None
        self.down: Product | None = None
        self.dx: Array | None = None
        if layer.trainable:
            self._learn(layer, context)
        if context.needs_dx:
            self.dx = context.dx
            self.down = _arranged(dy, ahead.parameters.weights.T, context.dx)

    def _learn(self, layer: Dense, context: Context) -> None:
        extended = self.ahead.extended
        if extended is not None:
            self.weights = _arranged(extended.T, self.dy, _matrix(self.gradients, layer))
            return
        self.weights = _arranged(self.ahead.x.T, self.dy, self.gradients.weights)
        if layer.use_bias:
            self.biases = _arranged(context.ones, self.dy, self.gradients.biases)


def _matrix(views: Views, layer: Dense) -> Array:
    return views.together.reshape(-1, layer.units)


def _arranged(left: Array, right: Array, out: Array) -> Product:
    """Return `left @ right` into `out` as a call; products are written in C order only, so others are transposed."""
    return (left.dot, right, out) if out.flags.c_contiguous else (right.T.dot, left.T, out.T)
