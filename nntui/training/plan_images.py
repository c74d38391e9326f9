"""Where rows of numbers become images, and images rows, when nobody has said so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from nntui.catalog import Component, catalog
from nntui.data.tables import Description
from nntui.engine.arrays import Shape
from nntui.engine.layer import Layer
from nntui.errors import StackError


def opening(layers: Sequence[Layer], description: Description) -> tuple[int, Component] | None:
    """Return the layer that makes images of the data's pictures, which lie flat, and the position where it is missing.

    It is missing where the first layer that takes images is given the numbers of the data as they are.
    """
    picture, shape = description.picture_shape, tuple(description.input_shape)
    if picture is None or shape != (picture[0] * picture[1],):
        return None
    for position, layer in enumerate(layers):
        if layer.takes_images:
            return position, catalog.build("layer", "reshape", {"target_shape": (*picture, 1)})
        if output_of(layer, shape) != shape:
            return None
    return None


def flattening(layers: Sequence[Layer], description: Description) -> Component | None:
    """Return the layer that lays images flat for a dense one behind the stack, None where it ends in a row already."""
    shape: Shape | None = tuple(description.input_shape)
    for layer in layers:
        shape = output_of(layer, shape)
    return catalog.build("layer", "flatten", {}) if shape is not None and len(shape) > 1 else None


def output_of(layer: Layer, shape: Shape | None) -> Shape | None:
    """Return the shape behind a layer, None where it does not fit."""
    try:
        return None if shape is None else layer.output_shape(shape)
    except StackError:
        return None


def opened(layers: Sequence[Component], description: Description) -> tuple[Layer, ...]:
    """Return the layers with the missing one put in."""
    stack = cast("tuple[Layer, ...]", tuple(layers))
    found = opening(stack, description)
    if found is None:
        return stack
    position, layer = found
    return (*stack[:position], cast("Layer", layer), *stack[position:])
