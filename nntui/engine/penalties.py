"""L1 and L2 penalties on the parameters, as the book and Keras define them."""

from __future__ import annotations

import numpy as np

from nntui.engine.arrays import Array
from nntui.engine.layout import Layout


class _Penalty:
    """One penalised array, laid flat, with its gradient and room for one product."""

    def __init__(self, l1: float, l2: float, parameters: Array, gradients: Array | None) -> None:
        self.l1 = l1
        self.l2 = l2
        self.parameters = parameters
        self.gradients = gradients
        self.scratch = np.empty_like(parameters)

    def value(self) -> float:
        total = 0.0
        if self.l2:
            total += self.l2 * float(np.dot(self.parameters, self.parameters))
        if self.l1:
            total += self.l1 * float(np.add.reduce(np.absolute(self.parameters, self.scratch)))
        return total

    def add_gradient(self) -> None:
        gradients = self.gradients
        if gradients is None:
            return
        if self.l2:
            np.add(gradients, np.multiply(self.parameters, 2 * self.l2, self.scratch), gradients)
        if self.l1:
            # The zero added turns -0.0 into 0.0: at zero the book's gradient is +l1, where PyTorch's is 0.
            np.add(self.parameters, 0.0, self.scratch)
            np.copysign(self.l1, self.scratch, out=self.scratch)
            np.add(gradients, self.scratch, gradients)


class Penalties:
    """`l1 * sum(|w|) + l2 * sum(w**2)` over all penalised arrays (book, chapter 14); gradient `l1 * sign(w) + 2 * l2 * w`.

    Frozen arrays count in the loss, and their gradient is zero.
    """

    def __init__(self, layout: Layout, parameters: Array, gradients: Array | None) -> None:
        self._all = [
            _Penalty(
                entry.parameter.l1,
                entry.parameter.l2,
                parameters[entry.place],
                gradients[entry.place] if gradients is not None and entry.trainable else None,
            )
            for entry in layout.entries
            if entry.parameter.l1 or entry.parameter.l2
        ]
        self.active = bool(self._all)

    def value(self) -> float:
        """Return what the penalties add to the loss."""
        return sum(penalty.value() for penalty in self._all)

    def add_gradients(self) -> None:
        """Add the gradients of the penalties to the gradient vector."""
        for penalty in self._all:
            penalty.add_gradient()
