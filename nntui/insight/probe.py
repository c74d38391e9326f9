"""A layer that makes the gradient between two layers visible, so that a wrong one can be told from those around it."""

from __future__ import annotations

import numpy as np

from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.initializers.zeros import Zeros
from nntui.engine.layer import Buffer, Context, Layer, Parameter
from nntui.engine.layout import Layout
from nntui.engine.network import Network
from nntui.insight.predictions import Weights


class Probe(Layer, frozen=True):
    """Adds a shift of zero: `y = x + shift`. The gradient of the shift is the sum over the batch of what passes back."""

    def parameters(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """Return the shift, in the shape of one sample."""
        return (Parameter("shift", input_shape, Zeros()),)

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the output."""
        return {"y": input_shape}

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return `x + shift`."""
        y: Array = np.add(x, parameters.shift, out=context.y)
        return y

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array:
        """Return `dy` as it is."""
        np.add.reduce(dy, axis=0, out=gradients.shift)
        return dy


def probed(network: Network, weights: Weights) -> tuple[Network, Weights]:
    """Return the network with a probe before every layer, and its weights: layer i is at `2 * i + 1`, its probe before it."""
    layers = [layer for one in network.layers for layer in (Probe(), one)]
    made = Network(layers, network.input_shape, network.loss, network.dtype.name, network.metrics)
    parameters = _placed(network.layout, made.layout, weights.parameters)
    return made, Weights(parameters, _placed(network.statistics_layout, made.statistics_layout, weights.statistics))


def _placed(old: Layout, new: Layout, vector: Array) -> Array:
    placed = np.zeros(new.size, vector.dtype)
    for key, array in old.arrays(vector).items():
        layer, name = key.split(".", 1)
        placed[new.keys[f"{2 * int(layer) + 1}.{name}"].place] = array.ravel()
    return placed
