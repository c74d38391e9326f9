"""What is done to a gradient before any optimizer follows it: clipping and weight decay."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar

import numpy as np

from nntui.catalog import Field
from nntui.engine.optimizers.base import Optimizer
from nntui.engine.problem import Problem

# PyTorch adds it to the norm before it divides.
TINY = 1e-6


class GradientOptions(Optimizer, frozen=True, kw_only=True):
    """Fields that every optimizer with gradients has, under Keras's names.

    Clipping comes first, then `gradient += weight_decay * parameter` as in PyTorch; an optimizer that is `decoupled`
    shrinks the parameters by `rate * weight_decay` instead. Biases and scales are not decayed: PyTorch and Keras decay
    them too unless told otherwise. For the book's L2, which is part of the loss, see the layers' fields.
    """

    decoupled: ClassVar[bool] = False

    weight_decay: Annotated[float, Field("Pull of the weights towards 0.", low=0, high=1e6, live=True)] = 0.0
    clipvalue: Annotated[
        float | None, Field("Largest size of a gradient's entry.", low=0, low_open=True, high=1e30, live=True, none="not cut")
    ] = None
    clipnorm: Annotated[
        float | None, Field("Largest norm of one array's gradient.", low=0, low_open=True, high=1e30, live=True, none="not cut")
    ] = None
    global_clipnorm: Annotated[
        float | None, Field("Largest norm of the whole gradient.", low=0, low_open=True, high=1e30, live=True, none="not cut")
    ] = None

    def treats(self) -> bool:
        """Say whether there is anything to do to the gradient."""
        limits = (self.clipvalue, self.clipnorm, self.global_clipnorm)
        return bool(self.weight_decay) or any(limit is not None for limit in limits)

    def treat(self, problem: Problem) -> None:
        """Clip the problem's gradient in place, and add the decay unless it is decoupled."""
        gradients = problem.gradients
        if self.clipvalue is not None:
            np.clip(gradients, -self.clipvalue, self.clipvalue, out=gradients)
        if self.clipnorm is not None:
            for entry in problem.network.layout.entries:
                _shorten(problem, entry.place, self.clipnorm)
        if self.global_clipnorm is not None:
            _shorten(problem, slice(None), self.global_clipnorm)
        if self.weight_decay and not self.decoupled:
            for span in problem.decayed_spans:
                gradients[span] += self.weight_decay * problem.parameters[span]

    def shrink(self, problem: Problem, rate: float, step: int) -> None:
        """Multiply the decayed parameters by `1 - rate * weight_decay`, where decay is decoupled.

        Raises `Diverged`, with nothing moved, when a rate is so high that they grow out of the numbers of their type.
        """
        if self.weight_decay and self.decoupled:
            factor = 1 - rate * self.weight_decay
            if abs(factor) > 1:
                problem.check_growth(factor, step)
            for span in problem.decayed_spans:
                problem.parameters[span] *= factor


def _shorten(problem: Problem, place: slice, longest: float) -> None:
    part = problem.gradients[place]
    norm = math.sqrt(float(part.dot(part)))
    if norm > longest:
        part *= longest / (norm + TINY)
