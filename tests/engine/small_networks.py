"""A network with vectors at hand, for tests that look at numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from nntui.engine.network import BatchResult, Network
from nntui.engine.problem import OPTIMIZER, Problem


class Bench:
    """A network with given parameters `{"0.weights": ...}`, its gradients and predictions."""

    def __init__(
        self,
        layers: list[Any],
        inputs: int,
        loss: Any,
        parameters: dict[str, Any] | None = None,
        dtype: str = "float64",
        seed: int = 0,
        generator: Any = None,
    ) -> None:
        self.network = Network(layers, (inputs,), loss, dtype)
        vector, statistics = self.network.initial(np.random.default_rng(seed))
        self.network.layout.write(vector, parameters or {})
        generators = {OPTIMIZER: generator} if generator is not None else None
        self.problem = Problem(self.network, vector, statistics, self.network.workspace(generators))
        self.state: Any = None

    def batch(self, X: Any, y: Any) -> Bench:
        """Make these the current batch."""
        X, y = self.network.encode_inputs(np.asarray(X)), self.network.encode_targets(np.asarray(y))
        self.problem.references = self.network.references(y)
        self.problem.set_batch(X, y)
        return self

    def predict(self, X: Any) -> np.ndarray:
        """Return the outputs."""
        return self.network.predict(self.problem.bound, self.network.encode_inputs(np.asarray(X)), self.problem.workspace)

    def gradients(self) -> tuple[BatchResult, dict[str, np.ndarray]]:
        """Return what the current batch gives, and the gradients by key (copies)."""
        problem = self.problem
        result = self.network.gradients(problem.bound, problem.X, problem.y, problem.workspace)
        return result, {key: array.copy() for key, array in self.network.layout.arrays(problem.gradients).items()}

    def parameters(self) -> dict[str, np.ndarray]:
        """Return the parameters by key (copies)."""
        return {key: array.copy() for key, array in self.network.layout.arrays(self.problem.parameters).items()}

    def update(self, optimizer: Any) -> BatchResult:
        """Do one update on the current batch."""
        if self.state is None:
            self.state = optimizer.start(self.problem)
        return optimizer.update(self.problem, self.state)

    def accuracy(self, result: BatchResult) -> float:
        """Return the first metric of a result."""
        return self.network.metrics[0].value(result.sums[0], result.samples)
