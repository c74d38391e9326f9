"""How raw rows become what the network sees, as it stands in a model file."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import numpy as np

from nntui.data.tables import Description, Preparation
from nntui.engine.arrays import Array, Shape
from nntui.errors import FileError
from nntui.spec import limits
from nntui.spec.formulas import FORMULAS
from nntui.store import tree

NAME = "preparation"
_ARRAYS = ("feature_offset", "feature_factor", "target_offset", "target_factor")
_SCALINGS = ("none", "standard", "minmax")


def encode(preparation: Preparation | None) -> tuple[str, dict[str, Array]]:
    """Return the preparation as text and tensors."""
    if preparation is None:
        return tree.encode(None, NAME)
    plain = {field: getattr(preparation, field) for field in Preparation.__struct_fields__}
    return tree.encode({**plain, "description": msgspec.to_builtins(preparation.description)}, NAME)


def decode(text: str, tensors: dict[str, Array], input_shape: Shape, *, where: str) -> Preparation | None:
    """Return the preparation; raises `FileError` where it does not fit samples of `input_shape`."""
    plain = tree.decode(text, tensors, NAME, where=where)
    if plain is None:
        return None
    try:
        description = msgspec.convert(plain.pop("description"), Description)
        preparation = Preparation(description=description, **plain)
    except (msgspec.ValidationError, TypeError, AttributeError, KeyError) as error:
        raise FileError("the preparation in the file cannot be read", where=where) from error
    if not (_fits(description, input_shape) and _is_sound(preparation)):
        raise FileError("the preparation in the file does not fit the network in it", where=where)
    return preparation


def _fits(description: Description, input_shape: Shape) -> bool:
    """Names are as many as features, classes and targets, and short enough to be shown."""
    size = math.prod(description.sample_shape)
    names = (*description.feature_names, *description.target_names, *description.class_names, description.name)
    picture = description.picture_shape
    return (
        description.input_shape == tuple(input_shape)
        and (not description.inputs or (description.sample_shape == (2,) and FORMULAS.keys() >= set(description.inputs)))
        and len(description.feature_names) == size
        and len(description.class_names) <= limits.CLASSES
        and 0 <= description.outputs <= limits.UNITS
        and all(len(name) <= limits.CSV_CELL for name in names)
        and (picture is None or (min(picture) > 0 and math.prod(picture) == size))
    )


def _is_sound(preparation: Preparation) -> bool:
    scalings = (preparation.scaling, preparation.target_scaling)
    arrays = [getattr(preparation, name) for name in _ARRAYS]
    size = math.prod(preparation.description.input_shape)
    return (
        all(scaling in _SCALINGS for scaling in scalings)
        and all(_is_row(array) for array in arrays)
        and all(len(array) in (1, size) for array in arrays[:2])
        and all(len(array) in (1, preparation.description.outputs) for array in arrays[2:])
        and all(bool(np.all(array != 0)) for array in arrays[1::2])
    )


def _is_row(array: Any) -> bool:
    return isinstance(array, np.ndarray) and array.ndim == 1 and array.dtype == np.float64 and bool(np.isfinite(array).all())
