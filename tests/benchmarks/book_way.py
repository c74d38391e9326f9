"""The book's way of training, as the other side of a comparison: objects that remember, new arrays at every step.

Written after chapters 3 to 10, 14 and 19 of "Neural Networks from Scratch" in NumPy: one object per layer, activation, loss
and optimizer, each keeping what its backward pass needs; loss, accuracy and penalties computed at every step as the
book's loop does. Everything is float32.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass
class Dense:
    """Dense layer that keeps its input and gradients."""

    weights: Array
    biases: Array
    memory: dict[str, Array] = field(default_factory=dict)
    inputs: Array = field(default_factory=lambda: np.empty(0))
    dweights: Array = field(default_factory=lambda: np.empty(0))
    dbiases: Array = field(default_factory=lambda: np.empty(0))

    def forward(self, inputs: Array) -> Array:
        """Return `x.w + b`."""
        self.inputs = inputs
        return np.dot(inputs, self.weights) + self.biases

    def backward(self, dvalues: Array) -> Array:
        """Keep the gradients, return the one for the input (the first layer's too, as in the book)."""
        self.dweights = np.dot(self.inputs.T, dvalues)
        self.dbiases = np.sum(dvalues, axis=0, keepdims=True)
        return np.dot(dvalues, self.weights.T)


@dataclass
class ReLU:
    """Rectifier that keeps its input."""

    inputs: Array = field(default_factory=lambda: np.empty(0))

    def forward(self, inputs: Array) -> Array:
        """Return `max(0, x)`."""
        self.inputs = inputs
        return np.maximum(0, inputs)

    def backward(self, dvalues: Array) -> Array:
        """Return the gradient where the input was positive."""
        dinputs = dvalues.copy()
        dinputs[self.inputs <= 0] = 0
        return dinputs


def softmax(inputs: Array) -> Array:
    """Return row-wise probabilities."""
    exponents = np.exp(inputs - np.max(inputs, axis=1, keepdims=True))
    return exponents / np.sum(exponents, axis=1, keepdims=True)


def crossentropy(probabilities: Array, targets: Array) -> Any:
    """Return the mean loss of clipped probabilities."""
    clipped = np.clip(probabilities, 1e-7, 1 - 1e-7)
    return np.mean(-np.log(clipped[range(len(targets)), targets]))


def crossentropy_backward(probabilities: Array, targets: Array) -> Array:
    """Return the gradient for the inputs of softmax and loss together."""
    dinputs = probabilities.copy()
    dinputs[range(len(targets)), targets] -= 1
    return dinputs / len(targets)


@dataclass
class Adam:
    """The book's Adam with inverse-time decay; momenta and caches live on the layers."""

    learning_rate: float
    decay: float = 0.0
    epsilon: float = 1e-7
    beta_1: float = 0.9
    beta_2: float = 0.999
    iterations: int = 0

    def update(self, layers: list[Dense]) -> None:
        """Move the parameters of every layer once."""
        rate = self.learning_rate * (1.0 / (1.0 + self.decay * self.iterations))
        for layer in layers:
            for name, gradient in (("weights", layer.dweights), ("biases", layer.dbiases)):
                values = getattr(layer, name)
                momentum = layer.memory.get(name + "_momentum", np.zeros_like(values))
                cache = layer.memory.get(name + "_cache", np.zeros_like(values))
                momentum = self.beta_1 * momentum + (1 - self.beta_1) * gradient
                cache = self.beta_2 * cache + (1 - self.beta_2) * gradient**2
                layer.memory[name + "_momentum"], layer.memory[name + "_cache"] = momentum, cache
                momentum_corrected = momentum / (1 - self.beta_1 ** (self.iterations + 1))
                cache_corrected = cache / (1 - self.beta_2 ** (self.iterations + 1))
                values += -rate * momentum_corrected / (np.sqrt(cache_corrected) + self.epsilon)
        self.iterations += 1


class Network:
    """Dense layers with rectifiers between them and a softmax at the end, trained as the book's loop does."""

    def __init__(self, widths: list[int], optimizer: Adam, seed: int = 0) -> None:
        generator = np.random.default_rng(seed)
        self.optimizer = optimizer
        self.dense = [
            Dense(
                (0.01 * generator.standard_normal((fan_in, fan_out))).astype(np.float32),
                np.zeros((1, fan_out), dtype=np.float32),
            )
            for fan_in, fan_out in itertools.pairwise(widths)
        ]
        self.rectifiers = [ReLU() for _ in self.dense[:-1]]

    def forward(self, inputs: Array) -> Array:
        """Return the probabilities."""
        for dense, rectifier in zip(self.dense, self.rectifiers, strict=False):
            inputs = rectifier.forward(dense.forward(inputs))
        return softmax(self.dense[-1].forward(inputs))

    def step(self, inputs: Array, targets: Array) -> tuple[float, float]:
        """Do one update; return loss and accuracy before it."""
        probabilities = self.forward(inputs)
        loss = crossentropy(probabilities, targets)
        accuracy = np.mean(np.argmax(probabilities, axis=1) == targets)
        dvalues = self.dense[-1].backward(crossentropy_backward(probabilities, targets))
        for dense, rectifier in zip(self.dense[-2::-1], self.rectifiers[::-1], strict=True):
            dvalues = dense.backward(rectifier.backward(dvalues))
        self.optimizer.update(self.dense)
        return float(loss), float(accuracy)
