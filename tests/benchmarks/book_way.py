"""The book's way of training, as the other side of a comparison: objects that remember, new arrays at every step.

Written after chapters 3 to 10, 14 to 17 and 19 of "Neural Networks from Scratch" in NumPy: one object per layer,
activation, loss and optimizer, each keeping what its backward pass needs; loss, accuracy and penalties computed at every
step as the book's loop does. Nothing here knows nntui. Everything is float32 unless told otherwise.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass
class Dense:
    """Dense layer that keeps its input and gradients; `l2` penalises weights and biases alike."""

    weights: Array
    biases: Array
    l2: float = 0.0
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
        if self.l2 > 0:
            self.dweights += 2 * self.l2 * self.weights
            self.dbiases += 2 * self.l2 * self.biases
        return np.dot(dvalues, self.weights.T)

    def penalty(self) -> Any:
        """Return what the layer adds to the loss."""
        if self.l2 > 0:
            return self.l2 * np.sum(self.weights * self.weights) + self.l2 * np.sum(self.biases * self.biases)
        return 0.0


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


@dataclass
class Dropout:
    """Dropout that keeps its mask; `draw(shape)` returns 1 for each number that is kept (chapter 15)."""

    rate: float
    draw: Callable[[tuple[int, ...]], Array]
    mask: Array = field(default_factory=lambda: np.empty(0))

    def forward(self, inputs: Array) -> Array:
        """Return what is kept, made larger by what is dropped."""
        self.mask = (self.draw(inputs.shape) / (1 - self.rate)).astype(inputs.dtype)
        return inputs * self.mask

    def backward(self, dvalues: Array) -> Array:
        """Return the gradient of what was kept."""
        return dvalues * self.mask


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


class Classes:
    """The end of a classification: softmax and categorical cross-entropy, with their gradient in one (chapter 9)."""

    def forward(self, inputs: Array) -> Array:
        """Return the probabilities."""
        return softmax(inputs)

    def loss(self, outputs: Array, targets: Array) -> Any:
        """Return the mean cross-entropy."""
        return crossentropy(outputs, targets)

    def backward(self, outputs: Array, targets: Array) -> Array:
        """Return the gradient for the inputs of softmax."""
        return crossentropy_backward(outputs, targets)

    def accuracy(self, outputs: Array, targets: Array) -> Any:
        """Return the share of right classes."""
        return np.mean(np.argmax(outputs, axis=1) == targets)


class TwoClasses:
    """One output for two classes: sigmoid, then binary cross-entropy, one gradient after the other (chapter 16)."""

    def forward(self, inputs: Array) -> Array:
        """Return the probability of class 1."""
        return 1 / (1 + np.exp(-inputs))

    def loss(self, outputs: Array, targets: Array) -> Any:
        """Return the mean over outputs, then over samples, of clipped probabilities."""
        clipped = np.clip(outputs, 1e-7, 1 - 1e-7)
        losses = -(targets * np.log(clipped) + (1 - targets) * np.log(1 - clipped))
        return np.mean(np.mean(losses, axis=-1))

    def backward(self, outputs: Array, targets: Array) -> Array:
        """Return the gradient for the input of the sigmoid."""
        clipped = np.clip(outputs, 1e-7, 1 - 1e-7)
        dvalues = -(targets / clipped - (1 - targets) / (1 - clipped)) / outputs.shape[1] / len(outputs)
        return dvalues * (1 - outputs) * outputs

    def accuracy(self, outputs: Array, targets: Array) -> Any:
        """Return the share of right answers."""
        return np.mean((outputs > 0.5) * 1 == targets)


class Numbers:
    """The end of a regression: linear, mean squared error, accuracy within `std(targets) / 250` (chapter 17)."""

    def forward(self, inputs: Array) -> Array:
        """Return the inputs."""
        return inputs

    def loss(self, outputs: Array, targets: Array) -> Any:
        """Return the mean over outputs, then over samples."""
        return np.mean(np.mean((targets - outputs) ** 2, axis=-1))

    def backward(self, outputs: Array, targets: Array) -> Array:
        """Return the gradient for the outputs."""
        return -2 * (targets - outputs) / outputs.shape[1] / len(outputs)

    def accuracy(self, outputs: Array, targets: Array) -> Any:
        """Return the share of outputs that are near."""
        return np.mean(np.absolute(outputs - targets) < np.std(targets) / 250)


@dataclass
class Optimizer:
    """What the book's optimizers share: the decay, and memories that live on the layers."""

    learning_rate: float = 1.0
    decay: float = 0.0
    iterations: int = 0

    def update(self, layers: list[Dense]) -> None:
        """Move the parameters of every layer once."""
        rate = self.learning_rate * (1.0 / (1.0 + self.decay * self.iterations))
        for layer in layers:
            for name, gradient in (("weights", layer.dweights), ("biases", layer.dbiases)):
                self.move(getattr(layer, name), gradient, rate, layer.memory, name)
        self.iterations += 1

    def move(self, values: Array, gradient: Array, rate: float, memory: dict[str, Array], name: str) -> None:
        """Move one array in place."""
        raise NotImplementedError


@dataclass
class SGD(Optimizer):
    """Gradient descent; with momentum the rate stands inside the memory."""

    momentum: float = 0.0

    def move(self, values: Array, gradient: Array, rate: float, memory: dict[str, Array], name: str) -> None:
        """Move one array in place."""
        updates = -rate * gradient
        if self.momentum:
            updates = self.momentum * memory.get(name, np.zeros_like(values)) - rate * gradient
            memory[name] = updates
        values += updates


@dataclass
class Adagrad(Optimizer):
    """Divides by the root of all squares so far."""

    epsilon: float = 1e-7

    def move(self, values: Array, gradient: Array, rate: float, memory: dict[str, Array], name: str) -> None:
        """Move one array in place."""
        memory[name] = cache = memory.get(name, np.zeros_like(values)) + gradient**2
        values += -rate * gradient / (np.sqrt(cache) + self.epsilon)


@dataclass
class RMSprop(Optimizer):
    """Divides by the root of the mean square of late."""

    learning_rate: float = 0.001
    epsilon: float = 1e-7
    rho: float = 0.9

    def move(self, values: Array, gradient: Array, rate: float, memory: dict[str, Array], name: str) -> None:
        """Move one array in place."""
        memory[name] = cache = self.rho * memory.get(name, np.zeros_like(values)) + (1 - self.rho) * gradient**2
        values += -rate * gradient / (np.sqrt(cache) + self.epsilon)


@dataclass
class Adam(Optimizer):
    """Both, with corrected moments."""

    learning_rate: float = 0.001
    epsilon: float = 1e-7
    beta_1: float = 0.9
    beta_2: float = 0.999

    def move(self, values: Array, gradient: Array, rate: float, memory: dict[str, Array], name: str) -> None:
        """Move one array in place."""
        momentum = memory.get(name + "_momentum", np.zeros_like(values))
        cache = memory.get(name + "_cache", np.zeros_like(values))
        momentum = self.beta_1 * momentum + (1 - self.beta_1) * gradient
        cache = self.beta_2 * cache + (1 - self.beta_2) * gradient**2
        memory[name + "_momentum"], memory[name + "_cache"] = momentum, cache
        momentum_corrected = momentum / (1 - self.beta_1 ** (self.iterations + 1))
        cache_corrected = cache / (1 - self.beta_2 ** (self.iterations + 1))
        values += -rate * momentum_corrected / (np.sqrt(cache_corrected) + self.epsilon)


class Network:
    """Dense layers with rectifiers between them, trained as the book's loop does.

    `end` is what follows the last of them. `l2` penalises the first layer, `dropout` follows its rectifier, as in the
    book's chapters 14 to 16; `scale` is that of the normal start weights, which `generator` draws where it is given.
    """

    def __init__(
        self,
        widths: list[int],
        optimizer: Optimizer,
        seed: int = 0,
        *,
        end: Any = None,
        l2: float = 0.0,
        dropout: float = 0.0,
        scale: float = 0.01,
        dtype: str = "float32",
        generator: Any = None,
    ) -> None:
        generator = np.random.default_rng(seed) if generator is None else generator
        self.optimizer = optimizer
        self.end = Classes() if end is None else end
        self.dense = [
            Dense((scale * generator.standard_normal((fan_in, fan_out))).astype(dtype), np.zeros((1, fan_out), dtype=dtype))
            for fan_in, fan_out in itertools.pairwise(widths)
        ]
        self.dense[0].l2 = l2
        self.rectifiers = [ReLU() for _ in self.dense[:-1]]
        self.dropout = Dropout(dropout, lambda shape: generator.binomial(1, 1 - dropout, size=shape)) if dropout else None

    def forward(self, inputs: Array, *, training: bool = False) -> Array:
        """Return the outputs; units are dropped only in training."""
        for position, (dense, rectifier) in enumerate(zip(self.dense, self.rectifiers, strict=False)):
            inputs = rectifier.forward(dense.forward(inputs))
            if training and position == 0 and self.dropout is not None:
                inputs = self.dropout.forward(inputs)
        return self.end.forward(self.dense[-1].forward(inputs))  # type: ignore[no-any-return]

    def step(self, inputs: Array, targets: Array) -> tuple[float, float]:
        """Do one update; return loss, penalties included, and accuracy before it."""
        outputs = self.forward(inputs, training=True)
        loss = self.end.loss(outputs, targets) + sum(dense.penalty() for dense in self.dense)
        accuracy = self.end.accuracy(outputs, targets)
        dvalues = self.dense[-1].backward(self.end.backward(outputs, targets))
        for position in reversed(range(len(self.rectifiers))):
            if position == 0 and self.dropout is not None:
                dvalues = self.dropout.backward(dvalues)
            dvalues = self.dense[position].backward(self.rectifiers[position].backward(dvalues))
        self.optimizer.update(self.dense)
        return float(loss), float(accuracy)

    def evaluate(self, inputs: Array, targets: Array) -> tuple[float, float]:
        """Return the loss of the data alone, as the book's chapters print it of fresh samples, and the accuracy."""
        outputs = self.forward(inputs)
        return float(self.end.loss(outputs, targets)), float(self.end.accuracy(outputs, targets))
