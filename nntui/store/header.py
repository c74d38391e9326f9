"""The header of a safetensors file, read with Python integers and believed only when it fits the file's size.

The format: 8 bytes little-endian length of the header, the header as JSON, then the tensors' bytes one after the other
(https://huggingface.co/docs/safetensors). Nothing here allocates more than the header itself.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import msgspec

from nntui.errors import FileError, shorten
from nntui.spec.limits import MODEL_HEADER_BYTES
from nntui.store.kinds import name_kind

PREFIX = 8
ITEM_SIZES = {"F64": 8, "F32": 4, "I64": 8, "I32": 4, "U64": 8, "U32": 4, "U8": 1, "BOOL": 1}
_DIMENSIONS = 8
_KEYS = {"dtype", "shape", "data_offsets"}


class Entry(msgspec.Struct, frozen=True):
    """One tensor: name, type, shape, and where its bytes stand behind the header."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    begin: int
    end: int


class Header(msgspec.Struct, frozen=True):
    """The tensors in the order of their bytes, the metadata, and the position at which the bytes begin."""

    entries: tuple[Entry, ...]
    metadata: dict[str, str]
    start: int


def header_length(prefix: bytes, file_size: int, path: str | Path) -> int:
    """Return how many bytes the header has, from the file's first 8 bytes; raises `FileError` for other kinds of file."""
    if file_size == 0:
        raise FileError("the file is empty", where=str(path))
    length = int.from_bytes(prefix[:PREFIX], "little")
    kind = name_kind(prefix)
    if file_size < PREFIX + 2 or length > MODEL_HEADER_BYTES:
        raise _not_a_model(path, kind)
    if length > file_size - PREFIX:
        raise _not_a_model(path, kind) if kind else FileError("the file is cut off within its header", where=str(path))
    return length


def parse(text: bytes, file_size: int, path: str | Path) -> Header:
    """Return the header, checked against the size of the whole file in bytes."""
    values = _load(text, path)
    metadata = _metadata(values.pop("__metadata__", {}), path)
    entries = sorted((_entry(name, value, path) for name, value in values.items()), key=lambda entry: (entry.begin, entry.end))
    start = PREFIX + len(text)
    _check_cover(entries, file_size - start, path)
    return Header(tuple(entries), metadata, start)


def _not_a_model(path: str | Path, kind: str) -> FileError:
    said = f"the file is {kind}, not a model file of nntui" if kind else "the file is not a model file (safetensors) of nntui"
    return FileError(said, where=str(path))


def _load(text: bytes, path: str | Path) -> dict[str, Any]:
    try:
        values = json.loads(text.decode("utf-8"), object_pairs_hook=_without_duplicates, parse_constant=_no_constants)
    except (ValueError, RecursionError) as error:
        raise FileError("the file is damaged, or not a model file: its header cannot be read", where=str(path)) from error
    if not isinstance(values, dict):
        raise _not_a_model(path, "")
    return values


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a name stands twice")
    return values


def _no_constants(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _metadata(value: Any, path: str | Path) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise FileError("the file is damaged: its metadata is not text", where=str(path))
    return value


def _entry(name: str, value: Any, path: str | Path) -> Entry:
    place = f"{path}, tensor {shorten(name)}"
    if not isinstance(value, dict) or set(value) != _KEYS:
        raise FileError("the file is damaged: a tensor is not described as it should be", where=place)
    shape, offsets = value["shape"], value["data_offsets"]
    if not (_whole_numbers(shape) and _whole_numbers(offsets)) or len(offsets) != 2 or len(shape) > _DIMENSIONS:
        raise FileError("the file is damaged: shape and place of a tensor are whole numbers", where=place)
    _check_size(value["dtype"], shape, offsets[1] - offsets[0], place)
    return Entry(name, value["dtype"], tuple(shape), offsets[0], offsets[1])


def _whole_numbers(value: Any) -> bool:
    return isinstance(value, list) and all(type(item) is int and item >= 0 for item in value)


def _check_size(dtype: Any, shape: list[int], size: int, place: str) -> None:
    if not isinstance(dtype, str) or dtype not in ITEM_SIZES:
        raise FileError("the type of a tensor is unknown", where=place, received=dtype, allowed=", ".join(ITEM_SIZES))
    if math.prod(shape) * ITEM_SIZES[dtype] != size:
        raise FileError("the file is damaged: a tensor's shape does not fit its bytes", where=place, received=shape)


def _check_cover(entries: list[Entry], size: int, path: str | Path) -> None:
    """The tensors must fill the rest of the file exactly: nothing overlaps, nothing hides between or behind them."""
    end = 0
    for entry in entries:
        if entry.begin != end:
            raise FileError("the file is damaged: its tensors overlap or leave holes", where=str(path))
        end = entry.end
    if end != size:
        happened = "cut off" if end > size else "damaged: bytes stand behind its end"
        raise FileError(f"the file is {happened}", where=str(path), received=f"{size:,} bytes", allowed=f"{end:,} bytes")
