"""Nested plain values with arrays in them, as JSON text beside named tensors; nothing in it ever chooses code."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np

from nntui.engine.arrays import Array
from nntui.errors import FileError

_DEPTH = 24
_LARGEST = 2**63 - 1


def encode(value: Any, prefix: str) -> tuple[str, dict[str, Array]]:
    """Return `value` as JSON text and its arrays as tensors, named `prefix` and the place in the tree.

    Takes None, bool, int of any size, float (also NaN and infinite), str, lists, tuples (they come back as lists), dicts
    with text keys, and arrays; anything else raises `TypeError`.
    """
    tensors: dict[str, Array] = {}
    plain = _encode(value, prefix, tensors)
    return msgspec.json.encode(plain).decode(), tensors


def decode(text: str, tensors: dict[str, Array], prefix: str, *, where: str) -> Any:
    """Return the value that `encode` was given; each tensor of that prefix must be used once. Raises `FileError`."""
    mine = {name: array for name, array in tensors.items() if name == prefix or name.startswith(f"{prefix}/")}
    try:
        value = _decode(msgspec.json.decode(text), mine.pop, 0)
    except (msgspec.MsgspecError, RecursionError, KeyError, ValueError, TypeError) as error:
        raise FileError(f"the {prefix} in the file cannot be read", where=where) from error
    if mine:
        raise FileError("the file holds a tensor too many", where=where, received=min(mine))
    return value


def _encode(value: Any, place: str, tensors: dict[str, Array]) -> Any:
    if isinstance(value, np.ndarray):
        tensors[place] = value
        return {"$array": place}
    if isinstance(value, dict):
        return {_key(key): _encode(item, f"{place}/{key}", tensors) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encode(item, f"{place}/{position}", tensors) for position, item in enumerate(value)]
    return _encode_plain(value.item() if isinstance(value, np.generic) else value)


def _key(key: Any) -> str:
    if not isinstance(key, str) or key.startswith("$"):
        raise TypeError(f"a key is a text that does not begin with a dollar sign, not {key!r}")
    return key


def _encode_plain(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return {"$float": str(value)}
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _LARGEST:
        return {"$int": hex(value)}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"values of type {type(value).__name__} are not kept in files")


def _decode(value: Any, array: Callable[[str], Array], depth: int) -> Any:
    if depth > _DEPTH:
        raise ValueError("nested too deeply")
    if isinstance(value, list):
        return [_decode(item, array, depth + 1) for item in value]
    if isinstance(value, dict):
        if len(value) == 1 and next(iter(value)).startswith("$"):
            return _decode_marked(*next(iter(value.items())), array)
        return {_key(key): _decode(item, array, depth + 1) for key, item in value.items()}
    return value


def _decode_marked(mark: str, value: Any, array: Callable[[str], Array]) -> Any:
    if mark == "$array":
        return array(value)
    if mark == "$float" and value in ("nan", "inf", "-inf"):
        return float(value)
    if mark == "$int" and len(value) < 1_000:
        return int(value, 16)
    raise ValueError(f"unknown mark {mark}")
