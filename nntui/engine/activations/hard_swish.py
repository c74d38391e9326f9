"""The hard swish."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nntui.catalog import register
from nntui.engine.arrays import Array, Shape, Views
from nntui.engine.layer import Activation, Buffer, Context


@register("layer", "hard_swish")
class HardSwish(Activation, frozen=True):
    """Swish with straight lines: `y = x * min(max(x / 6 + 1 / 2, 0), 1)` (Howard and others 2019).

    It is silu with the hard sigmoid in place of the logistic; the derivative is `x / 3 + 1 / 2` between -3 and 3, and
    0 or 1 at and beyond those edges.
    """

    kinks: ClassVar[tuple[float, ...]] = (-3.0, 3.0)

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the output, the hard sigmoid, and whether that lies between its edges."""
        sides = {"above": Buffer(input_shape, "bool"), "below": Buffer(input_shape, "bool")}
        return {"y": input_shape, "gate": input_shape, **sides}

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return x times its hard sigmoid, in the shape of `x`."""
        context.x = x
        gate: Array = context.gate
        np.multiply(x, 1 / 6, gate)
        np.add(gate, 0.5, gate)
        np.maximum(gate, 0, out=gate)
        np.minimum(gate, 1, out=gate)
        y: Array = context.y
        return np.multiply(x, gate, y)

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Return `dy * (gate + x / 6)` where the gate lies between 0 and 1, `dy * gate` elsewhere."""
        gate: Array = context.gate
        slopes: Array = context.y
        np.greater(gate, 0, out=context.above)
        np.less(gate, 1, out=context.below)
        np.logical_and(context.above, context.below, context.above)
        np.multiply(context.x, context.above, slopes)
        np.multiply(slopes, 1 / 6, slopes)
        np.add(slopes, gate, slopes)
        return np.multiply(dy, slopes, dy)
