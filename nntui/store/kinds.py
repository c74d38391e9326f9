"""What kind of file something is that is no model file, told by its first bytes, for a message that helps."""

from __future__ import annotations

_BEGINNINGS = (
    (b"PK\x03\x04", "a ZIP archive, as NumPy's .npz and PyTorch's .pt files are"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x93NUMPY", "a NumPy array file (.npy)"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89HDF", "an HDF5 file, as Keras wrote them"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x7fELF", "a program"),
    (b"GGUF", "a GGUF file"),
    (b"%PDF", "a PDF document"),
    (b"\x08", "a protocol buffer, as ONNX files are"),
)
_PICKLES = tuple(bytes((0x80, protocol)) for protocol in range(2, 6))
_PICKLE_ENDS = b"."


def name_kind(beginning: bytes) -> str:
    """Return a phrase such as "a ZIP archive", or an empty string when the first bytes say nothing."""
    if beginning.startswith(_PICKLES):
        return "a Python pickle, which nntui never opens"
    for magic, kind in _BEGINNINGS[:-1]:
        if beginning.startswith(magic):
            return kind
    if beginning and _is_text(beginning):
        return "a text file"
    return ""


def _is_text(beginning: bytes) -> bool:
    return all(byte >= 32 or byte in b"\t\n\r\f" for byte in beginning[:64])
