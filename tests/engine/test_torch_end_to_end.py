"""Whole trainings against PyTorch in float64, epoch by epoch (where PyTorch is installed)."""

from __future__ import annotations

import numpy as np
import pytest

from nntui import Model
from nntui.engine.activations.linear import Linear
from nntui.engine.activations.relu import ReLU
from nntui.engine.activations.sigmoid import Sigmoid
from nntui.engine.activations.softmax import Softmax
from nntui.engine.activations.tanh import Tanh
from nntui.engine.layers.dense import Dense
from nntui.engine.losses.binary_crossentropy import BinaryCrossentropy
from nntui.engine.losses.categorical_crossentropy import CategoricalCrossentropy
from nntui.engine.losses.mean_squared_error import MeanSquaredError
from nntui.engine.optimizers.adagrad import Adagrad
from nntui.engine.optimizers.adam import Adam
from nntui.engine.optimizers.rmsprop import RMSprop
from nntui.engine.optimizers.sgd import SGD

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
nn = torch.nn if hasattr(torch, "nn") else None

EPOCHS = 150
HEADS = {
    "softmax": (CategoricalCrossentropy(), Softmax(), 3, ReLU()),
    "sigmoid": (BinaryCrossentropy(), Sigmoid(), 1, ReLU()),
    "linear": (MeanSquaredError(), Linear(), 1, Tanh()),
}
OPTIMIZERS = {
    "sgd": (SGD(0.5), lambda p: torch.optim.SGD(p, lr=0.5), 0.0),
    "decay": (SGD(0.5, decay=1e-2), lambda p: torch.optim.SGD(p, lr=0.5), 1e-2),
    "momentum": (SGD(0.1, momentum=0.9), lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9), 0.0),
    "adagrad": (Adagrad(0.1, decay=1e-4), lambda p: torch.optim.Adagrad(p, lr=0.1, eps=1e-7), 1e-4),
    "rmsprop": (RMSprop(0.01, decay=1e-5, rho=0.999), lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.999, eps=1e-7), 1e-5),
    "adam": (Adam(0.05, decay=5e-7), lambda p: torch.optim.Adam(p, lr=0.05, eps=1e-7), 5e-7),
}


def data(head):
    generator = np.random.default_rng(3)
    X = generator.normal(size=(60, 2))
    if head == "softmax":
        return X, generator.integers(0, 3, 60)
    if head == "sigmoid":
        # Labels that cannot be learned keep probabilities away from the clip of the reported loss, which PyTorch has not.
        return X, generator.integers(0, 2, 60).astype(float)
    return X, np.sin(2 * X[:, :1])


def torch_losses(head, make, decay, start, X, y, l2):
    """Return the loss of each epoch before its update, penalties included, as PyTorch computes it."""
    parameters = {key: torch.tensor(value, requires_grad=True) for key, value in start.items()}
    optimizer = make(list(parameters.values()))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda done: 1 / (1 + decay * done))
    inputs, targets = torch.tensor(X), torch.tensor(y)
    activation = torch.tanh if head == "linear" else torch.relu
    losses = []
    for _ in range(EPOCHS):
        hidden = activation(inputs @ parameters["0.weights"] + parameters["0.biases"])
        outputs = hidden @ parameters["2.weights"] + parameters["2.biases"]
        if head == "softmax":
            loss = nn.functional.cross_entropy(outputs, targets)
        elif head == "sigmoid":
            loss = nn.functional.binary_cross_entropy_with_logits(outputs[:, 0], targets)
        else:
            loss = nn.functional.mse_loss(outputs, targets)
        loss = loss + l2 * ((parameters["0.weights"] ** 2).sum() + (parameters["0.biases"] ** 2).sum())
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return np.array(losses)


@pytest.mark.parametrize("l2", [0.0, 5e-4], ids=["plain", "l2"])
@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("head", HEADS)
def test_the_loss_of_each_epoch(head, name, l2):
    """Within 1e-9 for 50 epochs and 1e-6 for 150, from the same start weights, full batch."""
    loss, last, outputs, activation = HEADS[head]
    optimizer, make, decay = OPTIMIZERS[name]
    model = Model(
        [Dense(16, weight_l2=l2, bias_l2=l2), activation, Dense(outputs), last],
        (2,),
        loss=loss,
        optimizer=optimizer,
        dtype="float64",
        seed=1,
    )
    X, y = data(head)
    start = model.get_parameters()
    found = np.array(model.fit(X, y, epochs=EPOCHS)["loss"])
    expected = torch_losses(head, make, decay, start, X, y, l2)
    difference = np.abs(found - expected)

    assert difference[:50].max() < 1e-9
    assert difference.max() < 1e-6
