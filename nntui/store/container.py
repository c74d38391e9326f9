"""Named arrays and named texts in one safetensors file, with a digest over all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
import numpy as np
import safetensors
import safetensors.numpy

from nntui.engine.arrays import Array
from nntui.errors import FileError, SaveError
from nntui.spec.limits import MODEL_FILE_BYTES, MODEL_HEADER_BYTES
from nntui.store import header as headers
from nntui.store.header import Entry, Header
from nntui.store.reading import opened, read_exactly

DIGEST = "digest"
_TYPES = {"F64": "<f8", "F32": "<f4", "I64": "<i8", "I32": "<i4", "U64": "<u8", "U32": "<u4", "U8": "|u1", "BOOL": "|b1"}
_CODES = {np.dtype(name): code for code, name in _TYPES.items()}


class Content(msgspec.Struct, frozen=True, eq=False):
    """What a file holds: arrays and texts by name."""

    tensors: dict[str, Array]
    metadata: dict[str, str]


def pack(tensors: Mapping[str, Array], metadata: Mapping[str, str]) -> bytes:
    """Return the file's bytes; the digest is SHA-256 over texts, then names, types, shapes and bytes."""
    plain = {name: _plain(array) for name, array in tensors.items()}
    digest = _Digest(metadata)
    for name in sorted(plain):
        digest.add(name, _CODES[plain[name].dtype], plain[name].shape, plain[name].reshape(-1).view(np.uint8).data)
    data: bytes = safetensors.numpy.save(plain, metadata={**metadata, DIGEST: digest.value()})
    return _within_limits(data)


def _within_limits(data: bytes) -> bytes:
    """Return the data; what could not be read again is not written."""
    header = int.from_bytes(data[: headers.PREFIX], "little")
    for what, size, limit in (("texts and names", header, MODEL_HEADER_BYTES), ("arrays", len(data), MODEL_FILE_BYTES)):
        if size > limit:
            raise SaveError(
                f"the {what} of the model are too large for a file", received=f"{size:,} bytes", allowed=f"{limit:,}"
            )
    return data


def unpack(path: str | Path, check: Callable[[Header], None]) -> Content:
    """Read the file: header, `check` by the caller (who raises `FileError`), and only then the arrays and the digest."""
    with opened(path, MODEL_FILE_BYTES) as (file, size):
        prefix = file.read(headers.PREFIX)
        length = headers.header_length(prefix, size, path)
        text = read_exactly(file, length, path)
        header = headers.parse(text, size, path)
        check(header)
        file.seek(0)
        data = read_exactly(file, size, path)
    if not data.startswith(prefix + text):
        raise FileError("the file changed while it was read", where=str(path))
    _check_digest(header, memoryview(data)[header.start :], path)
    return Content(_tensors(data, path), header.metadata)


def _plain(array: Array) -> Array:
    """Return the array little-endian, in C order, in one of the types that a file may hold."""
    little = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"), copy=False).reshape(array.shape)
    if little.dtype not in _CODES:
        raise TypeError(f"arrays of type {array.dtype} are not kept in files")
    return little


class _Digest:
    """SHA-256 over texts and arrays, each with its length in front, so that nothing can move from one to the next."""

    def __init__(self, metadata: Mapping[str, str]) -> None:
        self._hash = hashlib.sha256()
        for key in sorted(metadata):
            if key != DIGEST:
                self._text(key)
                self._text(metadata[key])

    def add(self, name: str, code: str, shape: tuple[int, ...], data: memoryview) -> None:
        self._text(name)
        self._text(f"{code} {'x'.join(map(str, shape))} {len(data)}")
        self._hash.update(data)

    def value(self) -> str:
        return f"sha256:{self._hash.hexdigest()}"

    def _text(self, text: str) -> None:
        data = text.encode("utf-8", "surrogatepass")
        self._hash.update(b"%d:" % len(data))
        self._hash.update(data)


def _check_digest(header: Header, body: memoryview, path: str | Path) -> None:
    digest = _Digest(header.metadata)
    for entry in sorted(header.entries, key=_name):
        digest.add(entry.name, entry.dtype, entry.shape, body[entry.begin : entry.end])
    if header.metadata.get(DIGEST) != digest.value():
        raise FileError("the file is damaged: its digest does not match what it holds", where=str(path))


def _name(entry: Entry) -> str:
    return entry.name


def _tensors(data: bytes, path: str | Path) -> dict[str, Array]:
    try:
        loaded = safetensors.numpy.load(data)
    except (safetensors.SafetensorError, ValueError, KeyError) as error:
        raise FileError("the file is damaged: its tensors cannot be read", where=str(path)) from error
    return {name: array if array.flags.writeable else array.copy() for name, array in loaded.items()}
