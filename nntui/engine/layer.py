"""What every layer and activation is: a frozen value with pure `forward` and `backward`."""

from __future__ import annotations

import math
from typing import Any, ClassVar, Literal

import msgspec
import numpy as np

from nntui.catalog import Component
from nntui.engine.arrays import Array, Generator, Shape, Views

Task = Literal["classification", "binary", "regression", "sign"]
OutputKind = Literal["numbers", "probabilities", "distribution", "log_distribution"]


class Parameter(msgspec.Struct, frozen=True):
    """One array that a layer asks for: its name, shape, start, and how it is penalised and trained."""

    name: str
    shape: Shape
    initializer: Component
    fan_in: int = 1
    fan_out: int = 1
    l1: float = 0.0
    l2: float = 0.0
    trainable: bool = True
    decayed: bool = True


class Buffer(msgspec.Struct, frozen=True):
    """A workspace array that is not plain: shape of one sample, and what is special about it.

    `dtype` is NumPy's name of its type (empty: the network's). An array with a `constant` holds that number everywhere,
    is shared by all layers, and is never written to. One that is `single` is there once, `shape`, however many samples
    there are; zeros stand in it at first. A `shared` one lies, with those of the same name, in one memory for all layers:
    what is in it is lost when the next layer is asked.
    """

    shape: Shape
    dtype: str = ""
    constant: float | None = None
    single: bool = False
    shared: bool = False


class Context:
    """One user's workspace for one layer or loss: buffers made once per batch size, caches, mode and generator.

    Arrays are `(batch, *shape)`; in memory the longer of batch and sample is the inner axis, whatever the shape says,
    so that loops over narrow layers run along the batch. A layer's own buffers are attributes named as in
    `Layer.buffers`, and laid flat as `<name>_flat`; `ones` is `(batch,)` of 1, for sums over the batch as a matrix
    product. `x` is the input of the last forward, kept for backward; `met` and `met_back` hold what a layer has looked
    up for the arrays it met last. `training` says whether noise is on; `needs_dx` whether backward must return a
    gradient for its input; `statistics` holds running means.

    For a loss, `weights` is `(batch,)` or None, `weight_total` their sum or the batch; `residual`, the outputs minus the
    targets, and `target_outputs` `(batch,)`, the output of the target class, are what `value` has left for the metrics;
    `logarithms` says that the outputs are logarithms of probabilities, `task` what kind of targets there are.
    """

    x: Any = None
    met: Any = None
    met_back: Any = None
    training: bool = False
    needs_dx: bool = True
    generator: Generator
    statistics: Views
    ones: Array
    weights: Array | None = None
    weight_total: float = 0.0
    residual: Array | None = None
    target_outputs: Array | None = None
    logarithms: bool = False
    task: Task = "regression"

    def __init__(self, rooms: Rooms) -> None:
        self.rooms = rooms

    def with_ones(self, x: Array) -> Array | None:
        """Return `x` `(batch, width)` with a column of ones after it, if it lies in a buffer that has room for one."""
        return self.rooms.with_ones(x)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"the layer asked for no buffer named {name!r}")


class Rooms:
    """Buffers whose memory goes on for one more column: ones stand there once somebody has asked for them.

    A product with weights and biases as one matrix then adds the biases at no cost, and gives both gradients.
    """

    def __init__(self) -> None:
        self._wider: dict[int, tuple[Array, Array]] = {}
        self._asked: dict[int, Array] = {}

    def add(self, array: Array, wider: Array) -> None:
        """Remember that `wider` `(batch, width + 1)` begins with `array` `(batch, width)`."""
        self._wider[id(array)] = (array, wider)

    def with_ones(self, x: Array) -> Array | None:
        """Return the wider array, its last column filled with ones, or None."""
        found = self._wider.get(id(x))
        if found is None or found[0] is not x:
            return None
        wider = found[1]
        self._asked[id(x)] = wider[:, -1]
        wider[:, -1] = 1
        return wider

    def refill(self) -> None:
        """Write the ones again, after another batch size has used the memory."""
        for column in self._asked.values():
            column[...] = 1


class Layer(Component, frozen=True):
    """A layer remembers nothing: parameters, gradients and workspace are handed to it.

    Shapes are without the batch axis; arrays are `(batch, *shape)` in the network's dtype. `gives` says what the
    outputs are, for the losses that need probabilities: plain numbers, probabilities each in (0, 1), a distribution
    whose entries sum to 1, or the logarithm of one. `lowest` is a number that no output lies below. `kinks` are the
    inputs where the derivative jumps, which a gradient check must keep away from; `no_gradient` says why backward is not
    the derivative of forward, where it is not. `takes_images` says that samples must be `(height, width, channels)`.
    `apart` says that units, the numbers along the last axis, stay apart: each output is made of one unit of the input
    alone, and unit k of n is found at k, k + n, k + 2 n and so on along the last axis of the output.
    """

    gives: ClassVar[OutputKind] = "numbers"
    lowest: ClassVar[float] = -math.inf
    kinks: ClassVar[tuple[float, ...]] = ()
    no_gradient: ClassVar[str] = ""
    takes_images: ClassVar[bool] = False
    apart: ClassVar[bool] = False

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of one output sample; raises `StackError` when the input does not fit."""
        return input_shape

    def parameters(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """Return the arrays that are trained."""
        return ()

    def statistics(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """Return the arrays that are kept but not trained by gradients (running means)."""
        return ()

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the workspace arrays wanted, as name -> shape of one sample, in the network's dtype."""
        return {}

    def noisy(self) -> bool:
        """Say whether the layer draws random numbers while training."""
        return False

    def kink_distances(self, x: Array) -> Array:
        """Return how far each sample of `x` `(batch, *shape)` is from where the derivative jumps, `(batch,)`."""
        nearest = np.full(len(x), np.inf)
        for kink in self.kinks:
            nearest = np.minimum(nearest, np.abs(x - kink).reshape(len(x), -1).min(axis=1))
        return nearest

    def forward(self, x: Array, parameters: Views, context: Context) -> Array:
        """Return the output `(batch, *output_shape)`; `x` is not changed."""
        raise NotImplementedError

    def backward(self, dy: Array, parameters: Views, gradients: Views, context: Context) -> Array | None:
        """Write the gradients and return the one for the input, or None when `context.needs_dx` is false.

        `dy` `(batch, *output_shape)` may be overwritten: it is the workspace's own.
        """
        raise NotImplementedError


class Activation(Layer, frozen=True):
    """A layer without parameters that acts on each number, or each sample, by itself; its output is buffer `y`."""

    apart: ClassVar[bool] = True

    def buffers(self, input_shape: Shape) -> dict[str, Shape | Buffer]:
        """Return the output buffer."""
        return {"y": input_shape}


def scratch_type(dtype: np.dtype[Any], wanted: Shape | Buffer) -> tuple[Shape, np.dtype[Any]]:
    """Return shape of one sample and type of a wanted buffer."""
    if isinstance(wanted, Buffer):
        return wanted.shape, np.dtype(wanted.dtype) if wanted.dtype else dtype
    return wanted, dtype
