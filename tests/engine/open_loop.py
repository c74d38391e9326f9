"""An optimizer fed with given gradients: what the reference figures were made with."""

from __future__ import annotations

from typing import Any

import numpy as np

from nntui.engine.layers.dense import Dense
from nntui.engine.losses.mean_squared_error import MeanSquaredError
from nntui.engine.network import BatchResult, Network
from nntui.engine.problem import Problem


class Fed(Problem):
    """A problem whose gradient is what it was told."""

    told: np.ndarray

    def gradient(self, step: int) -> BatchResult:
        """Return the told gradient as if a batch had given it."""
        self.gradients[:] = self.told
        return BatchResult(0.0, 0.0, ((0.0,),), 1.0)


class OpenLoop:
    """Parameters `(size,)` float64 moved by an optimizer along given gradients."""

    def __init__(self, optimizer: Any, start: np.ndarray, dtype: str = "float64") -> None:
        network = Network([Dense(1, use_bias=False)], (len(start),), MeanSquaredError(), dtype)
        self.optimizer = optimizer
        self.problem = Fed(network, start.astype(dtype), np.zeros(0, dtype), network.workspace())
        self.state = optimizer.start(self.problem)

    def step(self, gradient: np.ndarray) -> np.ndarray:
        """Return a copy of the parameters after one update."""
        self.problem.told = gradient
        self.optimizer.update(self.problem, self.state)
        return self.problem.parameters.copy()
