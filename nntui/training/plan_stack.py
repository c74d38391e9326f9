"""The shapes and parameter counts of a stack of layers, as far as it is whole."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import cast

import msgspec

from nntui.catalog import Component
from nntui.data.tables import Description
from nntui.engine.arrays import Shape
from nntui.engine.layer import Layer
from nntui.engine.stack import layer_shape
from nntui.errors import StackError

Counts = tuple[int, int]


class Stack(msgspec.Struct, frozen=True):
    """Layers with what is known of each: output shape of one sample, and (parameters, of them trained).

    Both are None from the first broken layer on; `error` is what is wrong with that one.
    """

    input_shape: Shape
    layers: tuple[Layer, ...]
    shapes: tuple[Shape | None, ...]
    counts: tuple[Counts | None, ...]
    error: StackError | None = None

    @property
    def inputs(self) -> list[tuple[Layer, Shape]]:
        """The whole layers, each with the shape of its input."""
        shapes = [shape for shape in self.shapes if shape is not None]
        return list(zip(self.layers, (self.input_shape, *shapes[:-1]), strict=False))[: len(shapes)]

    @property
    def parameters(self) -> int:
        """Number of parameters in all, as far as it is known."""
        return sum(counts[0] for counts in self.counts if counts is not None)

    @property
    def trained(self) -> int:
        """Number of parameters that training moves, as far as it is known."""
        return sum(counts[1] for counts in self.counts if counts is not None)


def stack_of(layers: Sequence[Component], description: Description) -> Stack:
    """Return what is known of the layers for samples of the data's shape; never raises for a broken stack."""
    stack = cast("tuple[Layer, ...]", tuple(layers))
    shapes: list[Shape | None] = []
    counts: list[Counts | None] = []
    start = shape = tuple(description.input_shape)
    for position, layer in enumerate(stack):
        try:
            output = layer_shape(layer, shape, position)
        except StackError as error:
            missing = [None] * (len(stack) - position)
            return Stack(start, stack, (*shapes, *missing), (*counts, *missing), error)
        counts.append(_count(layer, shape))
        shapes.append(output)
        shape = output
    return Stack(start, stack, tuple(shapes), tuple(counts))


def _count(layer: Layer, input_shape: Shape) -> Counts:
    sizes = [(math.prod(parameter.shape), parameter.trainable) for parameter in layer.parameters(input_shape)]
    return sum(size for size, _ in sizes), sum(size for size, trained in sizes if trained)
