"""IDX files, the format of MNIST and its kin: a few big-endian numbers, then bytes; gzipped or plain."""

from __future__ import annotations

import gzip
import hashlib
import math
import zlib
from pathlib import Path
from typing import IO, BinaryIO, cast

import msgspec
import numpy as np

from nntui.data.arrays import Array
from nntui.data.files import open_regular
from nntui.data.progress import Progress, Slices
from nntui.errors import DataError
from nntui.spec import limits

SLICE = 1 << 20
"""Bytes unpacked at a time: some milliseconds."""

_UNSIGNED_BYTES = 8
_GZIP = b"\x1f\x8b"


class IdxFile(msgspec.Struct, frozen=True):
    """What one file must be: its name without `.gz`, its shape, and the SHA-256 of its unpacked bytes."""

    name: str
    shape: tuple[int, ...]
    sha256: str

    @property
    def header(self) -> bytes:
        """The first bytes: two zeros, the type of the elements, the number of axes, and each axis as four bytes."""
        axes = np.array(self.shape, ">u4").tobytes()
        return bytes((0, 0, _UNSIGNED_BYTES, len(self.shape))) + axes


def reading(path: Path, wanted: IdxFile) -> Slices[Array]:
    """Read one file in slices and return it as uint8 of its shape.

    Raises `DataError` for another shape, damaged or surplus bytes, or another checksum; no more than the expected
    bytes are ever unpacked.
    """
    where = str(path)
    with open_regular(path, most=limits.DATA_BYTES) as file:
        unpacked = _unpacked(file)
        try:
            return (yield from _checked(unpacked, wanted, where))
        except (EOFError, OSError, zlib.error) as error:
            raise DataError(f"the file is damaged: {error}", where=where) from None


def _unpacked(file: BinaryIO) -> IO[bytes]:
    packed = file.read(2) == _GZIP
    file.seek(0)
    return cast("IO[bytes]", gzip.GzipFile(fileobj=file)) if packed else file


def _checked(file: IO[bytes], wanted: IdxFile, where: str) -> Slices[Array]:
    header = file.read(len(wanted.header))
    if header != wanted.header:
        axes = " x ".join(map(str, wanted.shape))
        raise DataError("the file is another one", where=where, allowed=f"an IDX file of {axes} unsigned bytes")
    array = np.empty(math.prod(wanted.shape), np.uint8)
    digest = hashlib.sha256(header)
    for start in range(0, len(array), SLICE):
        piece = array.data[start : start + SLICE]
        _fill(file, piece, where)
        digest.update(piece)
        yield Progress(f"reading {wanted.name}", start + len(piece), len(array))
    if file.read(1):
        raise DataError("there are more bytes than there should be", where=where)
    if digest.hexdigest() != wanted.sha256:
        raise DataError("the checksum is wrong: the file is damaged or another one", where=where)
    return array.reshape(wanted.shape)


def _fill(file: IO[bytes], piece: memoryview, where: str) -> None:
    filled = 0
    while filled < len(piece):
        data = file.read(len(piece) - filled)
        if not data:
            raise DataError("the file ends too early", where=where)
        piece[filled : filled + len(data)] = data
        filled += len(data)
