"""Files of named arrays: what comes back, and that no damaged or foreign file gets past the door."""

import io
import json
import pickle
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nntui.errors import FileError, SaveError
from nntui.store import container

TENSORS = {"a/weights": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.array([1.5, -2.0])}
METADATA = {"format": "test", "text": 'two\nlines, "quotes" and é'}


def accept(header: object) -> None:
    """No further checks."""


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def refused(path: Path, data: bytes) -> str:
    """Return the sentence with which the data is refused."""
    with pytest.raises(FileError) as caught:
        container.unpack(write(path, data), accept)
    sentence = str(caught.value)
    assert sentence.startswith(str(path))
    assert "\n" not in sentence
    return sentence


def packed(header: object, body: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "m.safetensors"


def test_what_is_packed_comes_back(path: Path) -> None:
    content = container.unpack(write(path, container.pack(TENSORS, METADATA)), accept)

    assert content.metadata["text"] == METADATA["text"]
    assert set(content.tensors) == set(TENSORS)
    for name, array in TENSORS.items():
        np.testing.assert_array_equal(content.tensors[name], array)
        assert content.tensors[name].dtype == array.dtype
        assert content.tensors[name].flags.writeable


@pytest.mark.parametrize(
    "array",
    [
        np.arange(4, dtype=">f8"),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(12.0).reshape(3, 4)[:, ::2],
        np.array(3.5),
        np.zeros((0, 3), np.int64),
        np.array([True, False]),
        np.arange(3, dtype=np.uint64),
    ],
    ids=["big-endian", "fortran", "strided", "scalar", "empty", "bool", "uint64"],
)
def test_arrays_of_every_layout_come_back(path: Path, array: np.ndarray) -> None:
    content = container.unpack(write(path, container.pack({"x": array}, {})), accept)

    np.testing.assert_array_equal(content.tensors["x"], array)
    assert content.tensors["x"].shape == array.shape


@pytest.mark.parametrize("array", [np.array([object()]), np.array([1j]), np.array(["x"]), np.zeros(2, np.float16)])
def test_other_types_of_array_are_not_written(array: np.ndarray) -> None:
    with pytest.raises(TypeError):
        container.pack({"x": array}, {})


def test_other_programs_can_read_it() -> None:
    loaded = safetensors.numpy.load(container.pack(TENSORS, METADATA))

    np.testing.assert_array_equal(loaded["a/weights"], TENSORS["a/weights"])


def test_every_prefix_is_refused(path: Path) -> None:
    data = container.pack(TENSORS, METADATA)

    for length in range(len(data)):
        refused(path, data[:length])


def test_every_bit_flip_is_refused(path: Path) -> None:
    data = container.pack(TENSORS, METADATA)

    for position in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[position] ^= 1 << bit
            refused(path, bytes(changed))


@pytest.mark.parametrize("value", [0x00, 0xFF])
def test_every_byte_wiped_out_is_refused(path: Path, value: int) -> None:
    data = container.pack(TENSORS, METADATA)

    for position in range(len(data)):
        if data[position] != value:
            refused(path, data[:position] + bytes([value]) + data[position + 1 :])


@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pieces_moved_about_are_refused(path: Path, data: st.DataObject) -> None:
    good = container.pack(TENSORS, METADATA)
    begin = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(begin, len(good)))
    middle = data.draw(st.binary(max_size=40))
    changed = good[:begin] + middle + good[end:]
    if changed != good:
        refused(path, changed)


@given(data=st.binary(max_size=200))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_bytes_are_refused(path: Path, data: bytes) -> None:
    refused(path, data)
    refused(path, packed(data))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"1234567", "text file"),
        (bytes(7), "not a model file"),
        (bytes(8), "not a model file"),
        (bytes(1000), "header cannot be read"),
        (b"\xff" * 8 + b"{}", "not a model file"),
        (struct.pack("<Q", 2**63) + b"{}", "not a model file"),
        (struct.pack("<Q", 1000) + b"{}", "cut off"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG"),
        (b"\x7fELF" + bytes(100), "a program"),
        (b"spiral | dense 64\n", "text file"),
    ],
)
def test_other_files_are_told_by_what_they_are(path: Path, data: bytes, words: str) -> None:
    assert words in refused(path, data)


@pytest.mark.parametrize("protocol", range(6))
def test_a_pickle_is_never_opened(path: Path, protocol: int) -> None:
    sentence = refused(path, pickle.dumps({"weights": [1.0, 2.0]}, protocol=protocol))

    assert "pickle" in sentence or protocol < 2


def test_archives_are_told(path: Path) -> None:
    buffer = io.BytesIO()
    np.savez(buffer, a=np.zeros(3))
    assert "ZIP archive" in refused(path, buffer.getvalue())

    array = io.BytesIO()
    np.save(array, np.zeros(3))
    assert "NumPy array file" in refused(path, array.getvalue())


def test_a_zip_behind_a_model_is_refused(path: Path) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("x.txt", "hidden")

    assert "behind its end" in refused(path, container.pack(TENSORS, METADATA) + archive.getvalue())


F32 = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}


@pytest.mark.parametrize(
    ("header", "body"),
    [
        (b"[]", b""),
        (b'"x"', b""),
        (b"{", b""),
        (b'{"a":\xff}', b""),
        (b"[" * 100_000, b""),
        (b'{"a":' * 100_000, b""),
        (b'{"a":' + b"9" * 5_000 + b"}", b""),
        (b'{"__metadata__":{"a":NaN}}', b""),
        (b'{"__metadata__":{"a":1}}', b""),
        (b'{"__metadata__":[]}', b""),
        (
            b'{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}',
            bytes(8),
        ),
        ({"a": 1}, b""),
        ({"a": {**F32, "more": 1}}, bytes(8)),
        ({"a": {"dtype": "F32", "shape": [2]}}, bytes(8)),
        ({"a": {**F32, "data_offsets": [8, 0]}}, bytes(8)),
        ({"a": {**F32, "data_offsets": [-8, 0]}}, bytes(8)),
        ({"a": {**F32, "data_offsets": [0.0, 8.0]}}, bytes(8)),
        ({"a": {**F32, "data_offsets": [False, 8]}}, bytes(8)),
        ({"a": {**F32, "data_offsets": [0, 8, 16]}}, bytes(8)),
        ({"a": {**F32, "data_offsets": "08"}}, bytes(8)),
        ({"a": {**F32, "data_offsets": [1, 9]}}, bytes(9)),
        ({"a": F32, "b": F32}, bytes(8)),
        ({"a": F32, "b": {**F32, "data_offsets": [4, 12]}}, bytes(12)),
        ({"a": F32, "b": {**F32, "data_offsets": [12, 20]}}, bytes(20)),
        ({"a": F32}, bytes(7)),
        ({"a": F32}, bytes(9)),
        ({"a": {**F32, "shape": []}}, bytes(8)),
        ({"a": {**F32, "shape": [0]}}, bytes(8)),
        ({"a": {**F32, "shape": [-1]}}, bytes(8)),
        ({"a": {**F32, "shape": [-1, -2]}}, bytes(8)),
        ({"a": {**F32, "shape": [True, 2]}}, bytes(8)),
        ({"a": {**F32, "shape": [2**32, 2**32], "data_offsets": [0, 0]}}, b""),
        ({"a": {**F32, "shape": [10**9] * 4, "data_offsets": [0, 4 * 10**36]}}, b""),
        ({"a": {**F32, "shape": [1] * 10_000, "data_offsets": [0, 4]}}, bytes(4)),
        ({"a": {**F32, "dtype": "O"}}, bytes(8)),
        ({"a": {**F32, "dtype": ["F32"]}}, bytes(8)),
        ({"a": {**F32, "dtype": "F16", "shape": [4]}}, bytes(8)),
        ({"a": {**F32, "dtype": "BF16", "shape": [4]}}, bytes(8)),
        ({"a": {**F32, "dtype": "C64", "shape": [1]}}, bytes(8)),
        ({"a": F32}, bytes(8)),
    ],
    ids=lambda value: value[:30] if isinstance(value, bytes) else str(value)[:60],
)
def test_headers_that_lie_are_refused(path: Path, header: object, body: bytes) -> None:
    refused(path, packed(header, body))


def test_a_file_of_a_terabyte_of_nothing_is_refused_unread(path: Path) -> None:
    with path.open("wb") as file:
        file.write(packed({"a": {**F32, "shape": [10], "data_offsets": [0, 40]}}))
        file.truncate(2**30)
    with pytest.raises(FileError, match="behind its end"):
        container.unpack(path, accept)

    with path.open("r+b") as file:
        file.truncate(2**40)
    with pytest.raises(FileError, match="too large"):
        container.unpack(path, accept)


def test_the_caller_is_asked_before_the_arrays_are_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(path, container.pack(TENSORS, METADATA))
    monkeypatch.setattr(container, "_tensors", lambda *_: pytest.fail("the arrays were read"))

    def refuse(header: container.Header) -> None:
        raise FileError(f"not these: {[entry.name for entry in header.entries]}")

    with pytest.raises(FileError, match="not these"):
        container.unpack(path, refuse)


@pytest.mark.parametrize("place", ["/dev/zero", "/dev/null", "/", "/nowhere/at/all", "nul\0byte"])
def test_what_is_no_file_is_refused(place: str) -> None:
    with pytest.raises(FileError):
        container.unpack(place, accept)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileError, match="pipe"):
        container.unpack(tmp_path / "pipe", accept)


def test_what_could_not_be_read_again_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MODEL_HEADER_BYTES", 300)

    container.pack({}, {"a": "x"})
    with pytest.raises(SaveError, match="texts and names"):
        container.pack({}, {"a": "x" * 300})
