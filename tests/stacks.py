"""Small networks for tests: one layer of the catalogue inside a stack that ends as the loss wants it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nntui.catalog import Component, Entry, catalog
from nntui.engine.layer import Layer
from nntui.engine.layers.dense import Dense
from nntui.engine.layers.flatten import Flatten
from nntui.engine.layers.reshape import Reshape
from nntui.engine.loss import Loss
from nntui.engine.network import Network
from nntui.errors import StackError

# Fields without a default, or whose default hides what is to be tested.
REQUIRED: dict[str, dict[str, Any]] = {
    "dense": {"units": 3},
    "conv2d": {"filters": 3, "kernel_size": 2, "padding": "same"},
    "max_pool2d": {"pool_size": 2, "strides": 1, "padding": "same"},
}
ROW = (3,)
IMAGE = (4, 3, 2)


def make(entry: Entry) -> Any:
    """Return the component with the values it needs."""
    return entry.cls(**REQUIRED.get(entry.name, {}))


def every(kind: str) -> list[Any]:
    """Return one component of each entry of a kind."""
    from nntui import parts

    parts.load()
    return [make(entry) for entry in catalog.entries(kind)]


def named(component: Component) -> str:
    """Return the component's stable name, for test ids."""
    return component.catalog_name


def shapes(layer: Layer) -> list[tuple[int, ...]]:
    """Return the shapes of a sample that the layer takes: a row of numbers, an image, or both."""
    return [shape for shape in (ROW, IMAGE) if takes(layer, shape)]


def takes(layer: Layer, shape: tuple[int, ...]) -> bool:
    """Say whether the layer takes samples of that shape."""
    try:
        layer.output_shape(shape)
    except StackError:
        return False
    return True


def between_rows(layer: Layer, width: int) -> list[Layer]:
    """Return what stands between two dense layers, the first with so many units, so that `layer` fits in."""
    if takes(layer, (width,)):
        return [Dense(width, bias_initializer=uniform()), layer]
    return [Dense(math.prod(IMAGE), bias_initializer=uniform()), Reshape(IMAGE), layer, Flatten()]


def inner_stack(layer: Layer, loss: Loss, outputs: int) -> list[Layer]:
    """Return dense, `layer`, dense, and the activation that the loss goes with; around images they are laid flat."""
    return [*between_rows(layer, 4), Dense(outputs, bias_initializer=uniform()), loss.output_activation]


def last_stack(layer: Layer, outputs: int) -> list[Layer]:
    """Return dense with that many units, and `layer` as the last."""
    return [Dense(outputs, bias_initializer=uniform()), layer]


def uniform() -> Component:
    """Return a start that leaves no bias at zero."""
    return catalog.build("initializer", "uniform", {"low": -0.5, "high": 0.5})


def targets(loss: Loss, samples: int, outputs: int, generator: np.random.Generator, *, shares: bool = False) -> np.ndarray:
    """Return random targets of the kind the loss takes; `shares` of classes instead of one class, where it takes them."""
    if loss.task == "classification":
        return generator.dirichlet(np.ones(outputs), samples) if shares else generator.integers(0, outputs, samples)
    if loss.task == "binary":
        return generator.random((samples, outputs)) if shares else generator.integers(0, 2, (samples, outputs))
    if loss.task == "sign":
        return generator.choice([-1.0, 1.0], (samples, outputs))
    return generator.normal(size=(samples, outputs))


def start(network: Network, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return start vectors with every parameter moved off its start by a little."""
    generator = np.random.default_rng(seed)
    parameters, statistics = network.initial(generator)
    parameters += generator.normal(scale=0.3, size=parameters.shape)
    return parameters, statistics


class Alone:
    """One layer by itself, run forward and backward on arrays `(samples, ...)` float64."""

    def __init__(self, layer: Layer, x: np.ndarray, *, training: bool = True, seed: int = 0, **parameters: np.ndarray) -> None:
        from nntui.engine.losses.mean_squared_error import MeanSquaredError

        self.x = np.asarray(x)
        kind = str(self.x.dtype) if self.x.dtype.kind == "f" else "float64"
        self.network = Network([layer, *flattened(layer, self.x.shape[1:])], self.x.shape[1:], MeanSquaredError(), kind)
        start_values, self.statistics = self.network.initial(np.random.default_rng(seed))
        self.network.layout.write(start_values, {f"0.{name}": value for name, value in parameters.items()})
        self.gradients = np.zeros_like(start_values)
        self.bound = self.network.bind(start_values, self.gradients, self.statistics)
        self.workspace = self.network.workspace({0: np.random.default_rng(seed)})
        self.training = training

    def forward(self, x: np.ndarray | None = None) -> np.ndarray:
        """Return a copy of the output."""
        return self.workspace.quiet(self._forward, self.x if x is None else x).copy()

    def _forward(self, x: np.ndarray) -> np.ndarray:
        self.plan = self.workspace.plan(self.bound, len(x), training=self.training)
        run, parameters, self.context = self.plan.forwards[0]
        self.context.needs_dx = True
        return run(x, parameters, self.context)

    def backward(self, dy: np.ndarray) -> np.ndarray:
        """Return the gradient for the input, after `forward`; the layer's own gradients are in `named`."""
        views = self.bound.parameter_views[0], self.bound.gradient_views[0]
        back = self.network.layers[0].backward
        return self.workspace.quiet(back, dy.copy(), *views, self.context).copy()

    def named(self) -> dict[str, np.ndarray]:
        """Return the layer's gradients by name."""
        return {key.split(".", 1)[1]: array for key, array in self.network.layout.arrays(self.gradients).items()}


def flattened(layer: Layer, shape: tuple[int, ...]) -> list[Layer]:
    """Return what must follow so that a loss takes the outputs."""
    return [] if len(layer.output_shape(shape)) == 1 else [Flatten()]


def sample(samples: int, *shape: int, dtype: str = "float64", seed: int = 4) -> np.ndarray:
    """Return normal numbers `(samples, *shape)`, by default in rows of 3."""
    return np.random.default_rng(seed).normal(size=(samples, *(shape or ROW))).astype(dtype)


def experiment_around(component: Component) -> Any:
    """Return an experiment on three features with the component in its place."""
    from nntui.engine.losses.categorical_crossentropy import CategoricalCrossentropy
    from nntui.engine.optimizers.adam import Adam
    from nntui.spec.experiment import Data, Experiment
    from nntui.spec.experiment import Network as Section

    kind = component.catalog_kind
    loss = component if kind == "loss" else CategoricalCrossentropy()
    if kind == "metric":
        loss = next(one for one in every("loss") if one.task in component.tasks)
    layers = [Dense(4), Dense(3), loss.output_activation]
    if kind == "layer":
        layers[:1] = between_rows(component, 4)
    if kind == "initializer":
        layers[0] = Dense(4, weight_initializer=component, bias_initializer=component)
    optimizer = component if kind == "optimizer" else Adam(learning_rate=component) if kind == "schedule" else Adam()
    metrics = (component,) if kind == "metric" else ()
    source = catalog.build("dataset", "spiral", {})
    return Experiment(
        data=Data(source=source), model=Section(layers=tuple(layers), loss=loss, metrics=metrics), optimizer=optimizer
    )
