"""A stack of layers with a loss: shapes, vectors, gradients, predictions; nothing in it changes after it is made."""

from __future__ import annotations

import math
from collections.abc import Generator as Slices
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from nntui.engine import weighing
from nntui.engine.arrays import Array, Generator, Shape, Views
from nntui.engine.layer import Buffer, Layer
from nntui.engine.layout import Layout
from nntui.engine.loss import Loss
from nntui.engine.metric import Metric
from nntui.engine.penalties import Penalties
from nntui.engine.results import BatchResult, Totals, drain
from nntui.engine.stack import check_metrics, check_stack
from nntui.engine.targets import array_of, finite
from nntui.engine.workspace import Workspace
from nntui.errors import DataError

__all__ = ["BatchResult", "Bound", "Network", "drain"]

SLICE_NUMBERS = 2**17
SLICE_ROWS = 4096


class Bound:
    """Vectors and the views of them that a network works with; made once by `Network.bind`.

    `parameters` and `gradients` are `(layout.size,)`, `statistics` is `(statistics_layout.size,)`.
    """

    def __init__(self, network: Network, parameters: Array, gradients: Array | None, statistics: Array) -> None:
        self.parameters = parameters
        self.gradients = gradients
        self.statistics = statistics
        self.parameter_views = network.layout.views(parameters)
        self.gradient_views: Sequence[Views | None]
        self.gradient_views = network.layout.views(gradients) if gradients is not None else [None] * len(network.layers)
        self.statistic_views = network.statistics_layout.views(statistics)
        self.penalties = Penalties(network.layout, parameters, gradients)


class Network:
    """Layers, loss and metrics for samples of `input_shape`; raises `StackError` where they do not fit.

    `shapes` are the output shapes after each layer (without the batch axis); `layout` and `statistics_layout` say
    where each array lies in the vectors. `metrics` are those that suit the loss unless given.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        input_shape: Shape,
        loss: Loss,
        dtype: str = "float32",
        metrics: Sequence[Metric] = (),
    ) -> None:
        self.layers = tuple(layers)
        self.input_shape = tuple(input_shape)
        self.loss = loss
        self.dtype: np.dtype[Any] = np.dtype(dtype)
        self.metrics = tuple(metrics) or loss.default_metrics
        check_metrics(self.metrics, loss)
        self.shapes = check_stack(self.layers, self.input_shape, loss)
        self.output_shape = self.shapes[-1] if self.shapes else self.input_shape
        inputs = (self.input_shape, *self.shapes)[: len(self.layers)]
        pairs = list(zip(self.layers, inputs, strict=True))
        self.layout = Layout(layer.parameters(shape) for layer, shape in pairs)
        self.statistics_layout = Layout(layer.statistics(shape) for layer, shape in pairs)
        self.buffers: list[dict[str, Shape | Buffer]] = [layer.buffers(shape) for layer, shape in pairs]
        measures = [weighing.BUFFERS, loss.buffers(self.output_shape)]
        measures += [metric.buffers(self.output_shape) for metric in self.metrics]
        self.buffers.append({name: shape for each in measures for name, shape in each.items()})
        self.first_trainable = min((entry.layer for entry in self.layout.entries if entry.trainable), default=len(self.layers))
        self.fused = bool(self.layers) and loss.fuses(self.layers[-1])
        self.metric_names = metric_names(self.metrics)
        self.looks_at_all = any(metric.whole for metric in self.metrics)

    def initial(self, generator: Generator) -> tuple[Array, Array]:
        """Return the start values: parameters `(layout.size,)` and statistics `(statistics_layout.size,)`."""
        return self.layout.initial(generator, self.dtype), self.statistics_layout.initial(generator, self.dtype)

    def bind(self, parameters: Array, gradients: Array | None, statistics: Array) -> Bound:
        """Return the vectors with their views; without gradients only predictions and losses can be asked for."""
        return Bound(self, parameters, gradients, statistics)

    def workspace(self, generators: dict[int, Generator] | None = None) -> Workspace:
        """Return working memory for one user; `generators` by position of the noisy layers."""
        return Workspace(self, generators)

    def encode_inputs(self, X: Any, *, where: str = "X") -> Array:
        """Return inputs `(samples, *input_shape)` in the network's dtype, checked for shape and finite values."""
        X = finite(array_of(X, where=where), where=where)
        if X.ndim != 1 + len(self.input_shape) or X.shape[1:] != self.input_shape:
            raise DataError(
                "inputs do not have the shape of the network's samples",
                where=where,
                received=X.shape,
                allowed="(samples, " + ", ".join(map(str, self.input_shape)) + ")",
            )
        with np.errstate(over="ignore"):
            converted = np.ascontiguousarray(X, dtype=self.dtype)
        return finite(converted, where=where)

    def encode_targets(self, y: Any, *, where: str = "y") -> Array:
        """Return targets as the loss takes them, checked: class indices `(samples,)` or numbers `(samples, outputs)`."""
        return self.loss.encode(array_of(y, where=where), self.output_shape, self.dtype, where=where)

    def references(self, y: Array) -> tuple[float, ...]:
        """Return what each metric fixes once from encoded targets (the precision of the regression accuracy)."""
        return tuple(metric.reference(y) for metric in self.metrics)

    def gradients(
        self,
        bound: Bound,
        X: Array,
        y: Array,
        workspace: Workspace,
        *,
        weights: Array | None = None,
        references: tuple[float, ...] | None = None,
    ) -> BatchResult:
        """Fill the gradient vector for one batch in training mode, penalties included; return what the batch gave.

        `X` and `y` are encoded (`encode_inputs`, `encode_targets`), `weights` `(batch,)` float64 or None;
        `references` as made from the targets of the whole training set, or of this batch when None.
        """
        return workspace.quiet(workspace.plan(bound, len(X), training=True).back, X, y, weights, references)

    def losses(
        self,
        bound: Bound,
        X: Array,
        y: Array,
        workspace: Workspace,
        *,
        weights: Array | None = None,
        references: tuple[float, ...] | None = None,
    ) -> BatchResult:
        """Return what one batch gives in training mode, without gradients (for optimizers that only ask for losses)."""
        return workspace.quiet(workspace.plan(bound, len(X), training=True).ahead, X, y, weights, references)

    def slice_rows(self) -> int:
        """Return how many samples are worked through at once in predictions and evaluations."""
        widest = max(math.prod(shape) for shape in (self.input_shape, *self.shapes))
        return max(1, min(SLICE_ROWS, SLICE_NUMBERS // max(1, widest)))

    def predicting(self, bound: Bound, X: Array, workspace: Workspace) -> Slices[None, None, Array]:
        """Yield after each slice, and return the outputs `(samples, *output_shape)` at the end."""
        outputs = np.empty((len(X), *self.output_shape), self.dtype)
        for part in self._slices(len(X)):
            plan = workspace.plan(bound, part.stop - part.start, training=False)
            outputs[part] = workspace.quiet(plan.through, X[part])
            yield
        return outputs

    def predict(self, bound: Bound, X: Array, workspace: Workspace) -> Array:
        """Return outputs `(samples, *output_shape)` in inference mode, for encoded inputs; a copy."""
        outputs: Array = drain(self.predicting(bound, X, workspace))
        return outputs

    def evaluating(
        self,
        bound: Bound,
        X: Array,
        y: Array,
        workspace: Workspace,
        *,
        weights: Array | None = None,
        references: tuple[float, ...] | None = None,
    ) -> Slices[None, None, dict[str, float]]:
        """Yield after each slice, and return the loss (penalties included) and the metrics at the end."""
        if not len(X):
            raise DataError("there are no samples to evaluate", where="X", received=X.shape, allowed="at least one sample")
        if len(X) != len(y):
            raise DataError("inputs and targets differ in length", where="y", received=len(y), allowed=f"{len(X)}")
        totals = Totals(self.metric_names, self.metrics)
        fixed = references or self.references(y)
        kept: list[Array] = []
        for part in self._slices(len(X)):
            plan = workspace.plan(bound, part.stop - part.start, training=False)
            given = None if weights is None else weights[part]
            totals.add(workspace.quiet(plan.ahead, X[part], y[part], given, fixed))
            if self.looks_at_all:
                kept.append(plan.outputs.copy())
            yield
        return totals.values() | self._of_all(kept, y, weights)

    def _of_all(self, kept: list[Array], y: Array, weights: Array | None) -> dict[str, float]:
        pairs = zip(self.metric_names, self.metrics, strict=True)
        whole = {name: metric for name, metric in pairs if metric.whole}
        outputs = np.concatenate(kept) if whole else y
        return {name: metric.of_all(outputs, y, weights, self.loss.task) for name, metric in whole.items()}

    def evaluate(
        self,
        bound: Bound,
        X: Array,
        y: Array,
        workspace: Workspace,
        *,
        weights: Array | None = None,
        references: tuple[float, ...] | None = None,
    ) -> dict[str, float]:
        """Return `{"loss": ..., "accuracy": ...}` in inference mode, for encoded inputs and targets."""
        values: dict[str, float] = drain(self.evaluating(bound, X, y, workspace, weights=weights, references=references))
        return values

    def _slices(self, samples: int) -> Iterator[slice]:
        rows = self.slice_rows()
        return (slice(start, min(start + rows, samples)) for start in range(0, samples, rows))


def metric_names(metrics: Sequence[Metric]) -> tuple[str, ...]:
    """Return what each metric is called in a history: its label, or its own name where that is taken."""
    names: list[str] = []
    for metric in metrics:
        name = metric.label or metric.catalog_name
        names.append(name if name not in names else metric.catalog_name)
    return tuple(names)
