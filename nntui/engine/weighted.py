"""What the layers with weights share: how weights and biases start, are penalised, and whether they are trained."""

from __future__ import annotations

from typing import Annotated

from nntui.catalog import Component, Field
from nntui.engine.arrays import Shape
from nntui.engine.initializers.glorot_uniform import GlorotUniform
from nntui.engine.initializers.zeros import Zeros
from nntui.engine.layer import Layer, Parameter


class Weighted(Layer, frozen=True, kw_only=True):
    """A layer with weights, the last axis of which is its units, and a bias for each unit.

    The penalties `l1 * sum(|w|) + l2 * sum(w**2)` are part of the loss, as in the book and Keras; PyTorch's
    weight_decay is `2 * l2`.
    """

    weight_initializer: Annotated[Component, Field("Start of the weights.", kind="initializer")] = GlorotUniform()
    bias_initializer: Annotated[Component, Field("Start of the biases.", kind="initializer")] = Zeros()
    use_bias: Annotated[bool, Field("Add a bias to each unit.")] = True
    weight_l1: Annotated[float, Field("L1 penalty on the weights.", low=0, high=1e6, live=True)] = 0.0
    weight_l2: Annotated[float, Field("L2 penalty on the weights.", low=0, high=1e6, live=True)] = 0.0
    bias_l1: Annotated[float, Field("L1 penalty on the biases.", low=0, high=1e6, live=True)] = 0.0
    bias_l2: Annotated[float, Field("L2 penalty on the biases.", low=0, high=1e6, live=True)] = 0.0
    trainable: Annotated[bool, Field("Whether training moves the layer; no is frozen.", live=True)] = True

    def weights_and_biases(self, shape: Shape, fan_in: int, fan_out: int) -> tuple[Parameter, ...]:
        """Return weights of that shape and, unless `use_bias` is false, biases `(units,)`."""
        weights = Parameter(
            "weights", shape, self.weight_initializer, fan_in, fan_out, self.weight_l1, self.weight_l2, self.trainable
        )
        biases = Parameter(
            "biases",
            shape[-1:],
            self.bias_initializer,
            fan_in,
            fan_out,
            self.bias_l1,
            self.bias_l2,
            self.trainable,
            decayed=False,
        )
        return (weights, biases) if self.use_bias else (weights,)
