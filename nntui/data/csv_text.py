"""The bytes of a CSV file as lines of text: UTF-8 only, read block by block, every line within a limit."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

from nntui.data.files import size_of
from nntui.errors import DataError
from nntui.spec import limits

BLOCK = 1 << 18
"""Bytes read at a time; a block is decoded in well under a millisecond."""

_BOM = codecs.BOM_UTF8
_OTHER_TEXT = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_OTHER_FILES = {
    b"\x1f\x8b": "a gzip file",
    b"PK\x03\x04": "a zip archive or a spreadsheet",
    b"\xd0\xcf\x11\xe0": "a spreadsheet or another office file",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x7fELF": "a program",
    b"%PDF": "a PDF document",
    b"PAR1": "a Parquet file",
    b"SQLite format": "a SQLite database",
    b"\x93NUMPY": "a NumPy array",
}


class CsvText:
    """The lines of an open CSV file, as an iterator that keeps count of the bytes read.

    Lines end with LF, CRLF or CR, also mixed, and keep their ending, as the csv module wants them. Raises `DataError`
    for bytes that are not UTF-8 (line and byte named), for NUL, and for lines above the limit.
    """

    def __init__(self, file: BinaryIO, where: str) -> None:
        self.bytes_read = 0
        self.size = size_of(file)
        self._file = file
        self._where = where
        self._decoded = 0
        self._newlines = 0
        self._returns = 0

    def __iter__(self) -> Iterator[str]:
        carried: list[str] = []  # the pieces of a line that goes on, put together once
        for text in self._texts():
            carried.append(text)
            if _may_end_a_line(carried):
                *whole, rest = _lines("".join(carried))
                yield from whole
                carried = [rest]
            if sum(map(len, carried)) > limits.CSV_LINE:
                raise self._wrong("the line is too long", allowed=f"at most {limits.CSV_LINE:,} characters")
        yield from filter(None, io.StringIO("".join(carried), newline=""))

    def _texts(self) -> Iterator[str]:
        pending = b""
        while True:
            block = self._file.read(BLOCK)
            data = self._start(block) if self.bytes_read == 0 else pending + block
            text, pending = self._decode(data, final=not block)
            self.bytes_read += len(block)
            if self.bytes_read > limits.CSV_BYTES:
                raise self._wrong("the file is too large", allowed=f"at most {limits.CSV_BYTES:,} bytes")
            yield text
            if not block:
                return

    def _start(self, block: bytes) -> bytes:
        """Tell files of another kind by their first bytes, and take off the byte order mark."""
        for mark, name in _OTHER_TEXT.items():
            if block.startswith(mark):
                raise DataError(f"the file is {name}; save it as UTF-8", where=self._where)
        for mark, name in _OTHER_FILES.items():
            if block.startswith(mark):
                raise DataError(f"this is {name}, not CSV", where=self._where)
        self._decoded = len(_BOM) if block.startswith(_BOM) else 0
        return block.removeprefix(_BOM)

    def _decode(self, data: bytes, *, final: bool) -> tuple[str, bytes]:
        try:
            text, used = codecs.utf_8_decode(data, "strict", final)
        except UnicodeDecodeError as error:
            raise self._not_utf8(data, error.start) from None
        if "\0" in text:
            self._count(data[: data.index(0)])
            raise self._wrong("there is a NUL byte: this is not text in UTF-8")
        self._count(data[:used])
        self._decoded += used
        return text, data[used:]

    def _not_utf8(self, data: bytes, start: int) -> DataError:
        self._count(data[:start])
        return self._wrong(
            f"the text is not UTF-8: byte {self._decoded + start + 1:,} of the file is 0x{data[start]:02x}",
            allowed="UTF-8; a spreadsheet offers it as 'CSV UTF-8'",
        )

    def _count(self, data: bytes) -> None:
        self._newlines += data.count(b"\n")
        self._returns += data.count(b"\r")

    def _wrong(self, what: str, allowed: str = "") -> DataError:
        line = max(self._newlines, self._returns) + 1
        return DataError(what, where=f"{self._where}, line {line}", allowed=allowed)


def _may_end_a_line(pieces: list[str]) -> bool:
    text = pieces[-1]
    return "\n" in text or "\r" in text or (len(pieces) > 1 and pieces[-2].endswith("\r"))


def _lines(text: str) -> list[str]:
    """Return the lines of `text`, each with its ending; the last may go on in the next block.

    `str.splitlines` would also cut at form feeds and other separators that are plain characters in a cell.
    """
    lines = list(io.StringIO(text, newline=""))
    if lines and lines[-1].endswith("\n"):
        lines.append("")
    return lines or [""]
