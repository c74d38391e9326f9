"""The same training here and in PyTorch: float64, full batch, from the same start weights, loss by loss."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from nntui import Model, layers, losses, optimizers

EPOCHS = 150
HEADS: dict[str, tuple[Any, Any, int, Any]] = {
    "softmax": (losses.CategoricalCrossentropy(), layers.Softmax(), 3, layers.ReLU()),
    "sigmoid": (losses.BinaryCrossentropy(), layers.Sigmoid(), 1, layers.ReLU()),
    "linear": (losses.MeanSquaredError(), layers.Linear(), 1, layers.ReLU()),
}
# How the run goes on from a little difference is the data's business: those of the book, and labels nobody can learn.
DATA = ("book", "noise")
PENALTIES = (0.0, 5e-4)


class BookMomentum(torch.optim.Optimizer):
    """The book's momentum, which PyTorch has not: the rate of the day goes into the buffer."""

    def __init__(self, parameters: Any, lr: float, momentum: float) -> None:
        super().__init__(parameters, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self) -> None:
        """Do `v = momentum * v - rate * g; p += v`."""
        for group in self.param_groups:
            for parameter in group["params"]:
                state = self.state[parameter]
                last = state.get("v", torch.zeros_like(parameter))
                state["v"] = group["momentum"] * last - group["lr"] * parameter.grad
                parameter.add_(state["v"])


def _adam(rate: float) -> Callable[[Any], Any]:
    return lambda p: torch.optim.Adam(p, lr=rate, eps=1e-7)


def _rmsprop(rate: float, rho: float) -> Callable[[Any], Any]:
    return lambda p: torch.optim.RMSprop(p, lr=rate, alpha=rho, eps=1e-7)


# The settings of the book's chapters 10, 14, 16, 17 and 19: ours, PyTorch's, and the decay per update.
SETTINGS: dict[str, tuple[Any, Callable[[Any], Any], float]] = {
    "sgd": (optimizers.SGD(1.0), lambda p: torch.optim.SGD(p, lr=1.0), 0.0),
    "sgd slow": (optimizers.SGD(0.85), lambda p: torch.optim.SGD(p, lr=0.85), 0.0),
    "sgd decay": (optimizers.SGD(1.0, decay=1e-2), lambda p: torch.optim.SGD(p, lr=1.0), 1e-2),
    "sgd less decay": (optimizers.SGD(1.0, decay=1e-3), lambda p: torch.optim.SGD(p, lr=1.0), 1e-3),
    "momentum": (optimizers.SGD(0.1, momentum=0.9), lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9), 0.0),
    "momentum decay": (optimizers.SGD(1.0, decay=1e-3, momentum=0.5), lambda p: BookMomentum(p, 1.0, 0.5), 1e-3),
    "more momentum decay": (optimizers.SGD(0.1, decay=1e-3, momentum=0.9), lambda p: BookMomentum(p, 0.1, 0.9), 1e-3),
    "adagrad": (optimizers.Adagrad(0.1), lambda p: torch.optim.Adagrad(p, lr=0.1, eps=1e-7), 0.0),
    "adagrad decay": (optimizers.Adagrad(1.0, decay=1e-4), lambda p: torch.optim.Adagrad(p, lr=1.0, eps=1e-7), 1e-4),
    "rmsprop": (optimizers.RMSprop(0.001), _rmsprop(0.001, 0.9), 0.0),
    "rmsprop decay": (optimizers.RMSprop(0.001, decay=1e-4), _rmsprop(0.001, 0.9), 1e-4),
    "rmsprop best": (optimizers.RMSprop(0.02, decay=1e-5, rho=0.999), _rmsprop(0.02, 0.999), 1e-5),
    "adam": (optimizers.Adam(0.001), _adam(0.001), 0.0),
    "adam decay": (optimizers.Adam(0.02, decay=1e-5), _adam(0.02), 1e-5),
    "adam best": (optimizers.Adam(0.05, decay=5e-7), _adam(0.05), 5e-7),
    "adam regression": (optimizers.Adam(0.005, decay=1e-3), _adam(0.005), 1e-3),
}


def samples(head: str, data: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return inputs `(samples, features)` float64 and targets: the book's data with other noise, or noise alone."""
    generator = np.random.default_rng(seed)
    if data == "noise":
        X = generator.normal(size=(60, 2))
        y: Any = {"softmax": lambda: generator.integers(0, 3, 60), "sigmoid": lambda: generator.integers(0, 2, 60)}
        return X, y.get(head, lambda: np.sin(2 * X[:, :1]))()
    if head == "linear":
        X = np.arange(100)[:, None] / 100
        return X, np.sin(2 * np.pi * X)
    arms = 3 if head == "softmax" else 2
    radius, arm = np.tile(np.linspace(0, 1, 100), arms), np.repeat(np.arange(arms), 100)
    angle = 4 * (arm + radius) + 0.2 * generator.normal(size=len(radius))
    return np.c_[radius * np.sin(angle * 2.5), radius * np.cos(angle * 2.5)], arm


def start_weights(features: int, outputs: int, seed: int, hidden: int = 64) -> dict[str, np.ndarray]:
    """Return start values of both layers: the book's normal numbers, ten times as large, and small biases."""
    generator = np.random.default_rng([seed, 1])
    return {
        "0.weights": 0.1 * generator.normal(size=(features, hidden)),
        "0.biases": 0.01 * generator.normal(size=hidden),
        "2.weights": 0.1 * generator.normal(size=(hidden, outputs)),
        "2.biases": np.zeros(outputs),
    }


def our_losses(head: str, setting: str, l2: float, start: dict[str, np.ndarray], X: Any, y: Any) -> np.ndarray:
    """Return the loss of each epoch as `fit` gives it, from `start`."""
    loss, last, outputs, activation = HEADS[head]
    stack = [layers.Dense(start["0.biases"].size, weight_l2=l2, bias_l2=l2), activation, layers.Dense(outputs), last]
    model = Model(stack, X.shape[1:], loss=loss, optimizer=SETTINGS[setting][0], dtype="float64")
    model.set_parameters(start)
    return np.array(model.fit(X, y, epochs=EPOCHS)["loss"])


def torch_losses(head: str, setting: str, l2: float, start: dict[str, np.ndarray], X: Any, y: Any) -> np.ndarray:
    """Return the loss of each epoch before its update, penalties included, as PyTorch computes it."""
    _, make, decay = SETTINGS[setting]
    parameters = {key: torch.tensor(value, requires_grad=True) for key, value in start.items()}
    optimizer = make(list(parameters.values()))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda done: 1 / (1 + decay * done))
    inputs, targets = torch.tensor(X), torch.tensor(y)
    found = []
    for _ in range(EPOCHS):
        hidden = torch.relu(inputs @ parameters["0.weights"] + parameters["0.biases"])
        outputs = hidden @ parameters["2.weights"] + parameters["2.biases"]
        penalty = l2 * ((parameters["0.weights"] ** 2).sum() + (parameters["0.biases"] ** 2).sum())
        found.append((_reported(head, outputs.detach(), targets) + penalty).item())
        optimizer.zero_grad()
        (_loss(head, outputs, targets) + penalty).backward()
        optimizer.step()
        schedule.step()
    return np.array(found)


def _reported(head: str, outputs: Any, targets: Any) -> Any:
    """Return the loss as the book reports it: from probabilities clipped at 1e-7, which its gradients are not."""
    if head == "linear":
        return _loss(head, outputs, targets)
    probabilities = torch.softmax(outputs, 1) if head == "softmax" else torch.sigmoid(outputs[:, 0])
    clipped = probabilities.clamp(1e-7, 1 - 1e-7)
    if head == "softmax":
        return torch.nn.functional.nll_loss(clipped.log(), targets)
    return torch.nn.functional.binary_cross_entropy(clipped, targets.double())


def _loss(head: str, outputs: Any, targets: Any) -> Any:
    functional = torch.nn.functional
    if head == "softmax":
        return functional.cross_entropy(outputs, targets)
    if head == "sigmoid":
        return functional.binary_cross_entropy_with_logits(outputs[:, 0], targets.double())
    return functional.mse_loss(outputs, targets)


def cases() -> list[tuple[str, str, str, float]]:
    """Return data, head, setting and penalty of every run; a rate of 1 with momentum is too much for a squared error."""
    all_of_them = itertools.product(DATA, HEADS, SETTINGS, PENALTIES)
    return [case for case in all_of_them if case[1:3] != ("linear", "momentum decay")]


def differences(data: str, head: str, setting: str, l2: float, seed: int) -> np.ndarray:
    """Return by how much the losses of each epoch differ `(EPOCHS,)`."""
    X, y = samples(head, data, seed)
    start = start_weights(X.shape[1], HEADS[head][2], seed)
    ours, theirs = (run(head, setting, l2, start, X, y) for run in (our_losses, torch_losses))
    return np.abs(ours - theirs)
