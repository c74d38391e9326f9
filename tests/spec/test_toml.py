"""TOML: what is read, and the sentence for each mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from nntui.errors import FileError, OutOfRange, SpecError, UnknownName
from nntui.spec import limits, line, toml

GOOD = """
version = 1
name = "mine"
seed = 3
[data]
validation = 0.2
source = { type = "spiral", samples = 50 }
[model]
layers = [
  { type = "dense", units = 8, weight_initializer = { type = "book_normal", scale = 0.1 } },
  { type = "relu" },
]
[optimizer]
type = "sgd"
learning_rate = { type = "inverse_time", learning_rate = 1, decay = 0.1 }
[training]
epochs = 5
batch_size = 16
"""
START = '[data]\nsource = { type = "spiral" }\n'


def test_reads_what_a_hand_writes() -> None:
    """All sections, nested components, and whole numbers where floats belong."""
    read = toml.read(GOOD)

    assert read == line.parse(
        "spiral samples=50 validation=0.2 | dense 8 weight_initializer=book_normal(0.1), relu"
        " | sgd inverse_time(1,decay=0.1) | epochs 5 batch_size 16 seed 3 name mine"
    )


def test_a_component_may_be_its_name_alone() -> None:
    """A component without values may be a text."""
    read = toml.read('data = { source = "iris" }\nmodel = { layers = ["relu"], loss = "mean_squared_error" }\n')

    assert [layer.catalog_name for layer in read.model.layers] == ["relu"]
    assert read.model.loss is not None
    assert read.model.loss.catalog_name == "mean_squared_error"
    assert read.optimizer.catalog_name == "adam"


def test_writes_a_version_and_no_defaults() -> None:
    """The text begins with the version and holds what differs from the defaults."""
    text = toml.write(toml.read(START))

    assert text.startswith("version = 1\n")
    assert "dtype" not in text
    assert "training" not in text


def test_takes_bytes_and_a_byte_order_mark() -> None:
    """UTF-8 with the mark that some editors put in front."""
    assert toml.read(b"\xef\xbb\xbf" + START.encode()) == toml.read(START)


@pytest.mark.parametrize(
    ("text", "error", "place", "words"),
    [
        ("[data]\nsorce = 1", UnknownName, "x.toml: data", "Did you mean 'source'?"),
        ("[dat]\n", UnknownName, "x.toml", "Did you mean 'data'?"),
        ("", SpecError, "x.toml: data.source", "says no data set"),
        ("data = 3", SpecError, "x.toml: data", "a table is needed"),
        ("[data]\nvalidation = 0.5", SpecError, "x.toml: data.source", "missing"),
        ('[data]\nsource = "spirl"', UnknownName, "x.toml: data.source", "Did you mean 'spiral'?"),
        ("[data.source]\nsamples = 3", SpecError, "x.toml: data.source.type", "has no type"),
        ("[data.source]\ntype = 3", SpecError, "x.toml: data.source.type", "is a text"),
        ('[data.source]\ntype = "spiral"\nsampels = 3', UnknownName, "x.toml: data.source", "Did you mean 'samples'?"),
        (START + "[model]\nlayers = 3", SpecError, "x.toml: model.layers", "a list is needed"),
        ("optimizer = 3\n" + START, SpecError, "x.toml: optimizer", "an optimizer is needed"),
        ("optimizer = {}\n" + START, SpecError, "x.toml: optimizer.type", "has no type"),
        (START + "[model]\nlayers = [3]", SpecError, "x.toml: model.layers.0", "a layer is needed"),
        (START + '[model]\nlayers = ["droput"]', UnknownName, "x.toml: model.layers.0", "Did you mean 'dropout'?"),
        (START + '[model]\nlayers = ["dense"]', SpecError, "x.toml: model.layers.0", "needs a value for units"),
        (START + '[model]\nlayers = [{type="dense",units=0}]', OutOfRange, "x.toml: model.layers.0.units", "at least 1"),
        (START + '[model]\nlayers = [{type="dense",units=true}]', SpecError, "x.toml: model.layers.0.units", "a whole number"),
        (START + '[model]\nlayers = [{type="dense",units=1.0}]', SpecError, "x.toml: model.layers.0.units", "a whole number"),
        (START + '[model]\nlayers = [{type="dense",units="5"}]', SpecError, "x.toml: model.layers.0.units", "a whole number"),
        (START + '[model]\nlayers = [{type="dense",units=[5]}]', SpecError, "x.toml: model.layers.0.units", "a whole number"),
        (START + '[model]\nlayers = [{type="dense",units=-1}]', OutOfRange, "x.toml: model.layers.0.units", "at least 1"),
        (START + '[model]\nlayers = [{type="dense",units=1_000_000_000_000}]', OutOfRange, "x.toml", "at most 65,536"),
        (START + '[model]\nlayers = [{type="dense",units=9223372036854775808}]', OutOfRange, "x.toml", "at most 65,536"),
        (START + '[model]\nlayers = [{type="dropout",rate=1.0}]', OutOfRange, "x.toml: model.layers.0.rate", "less than 1"),
        (START + '[model]\nlayers = [{type="dropout",rate=-0.1}]', OutOfRange, "x.toml: model.layers.0.rate", "at least 0"),
        (START + '[model]\nlayers = [{type="dropout",rate=nan}]', OutOfRange, "x.toml: model.layers.0.rate", "out of range"),
        (START + '[optimizer]\ntype="sgd"\nlearning_rate=-1', OutOfRange, "x.toml: optimizer.learning_rate", "at least 0"),
        (START + '[optimizer]\ntype="sgd"\nlearning_rate=inf', OutOfRange, "x.toml: optimizer.learning_rate", "out of range"),
        (
            START + '[optimizer]\ntype="sgd"\nlearning_rate="relu"',
            UnknownName,
            "x.toml: optimizer.learning_rate",
            "no schedule",
        ),
        (START + '[optimizer]\ntype="sdg"', UnknownName, "x.toml: optimizer.type", "Did you mean 'sgd'?"),
        (START + "[training]\nbatch_size = 0", OutOfRange, "x.toml: training.batch_size", "at least 1"),
        (
            START + "[training]\nepochs = 1_000_000_000_000_000_000",
            OutOfRange,
            "x.toml: training.epochs",
            "at most 1,000,000,000",
        ),
        (START + "[training]\nepochs = 1979-05-27", SpecError, "x.toml: training.epochs", "a whole number"),
        (START + '[model]\ndtype = "float23"', UnknownName, "x.toml: model.dtype", "Did you mean 'float32'?"),
        ("version = 2\n" + START, SpecError, "x.toml: version", "newer version"),
        ("version = -1\n" + START, OutOfRange, "x.toml: version", "no such version"),
        ("version = 0\n" + START, OutOfRange, "x.toml: version", "no such version"),
        ("version = true\n" + START, SpecError, "x.toml: version", "a whole number"),
        ('version = "1"\n' + START, SpecError, "x.toml: version", "a whole number"),
        ("[data]\nsource = null", SpecError, "x.toml", "TOML only"),
    ],
)
def test_each_mistake_has_its_sentence(text: str, error: type[SpecError], place: str, words: str) -> None:
    """The file, the key path, what was received, and what is allowed."""
    with pytest.raises(SpecError) as caught:
        toml.read(text, where="x.toml")

    assert type(caught.value) is error
    assert str(caught.value).startswith(place)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        'a: &a ["lol"]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n',
        '!!python/object/apply:os.system ["ls"]',
        "--- {data: spiral}",
        '{"data": {"source": "spiral"}}',
        "<xml/>",
        "data = spiral",
        "data.source = 'spiral'\ndata.source = 'iris'",
        "a = " + "1" * 4301,
        "a = 2024-99-99",
        "\x00\x01",
    ],
)
def test_anything_else_is_told_that_toml_is_all(text: str) -> None:
    """YAML with aliases or tags, JSON, duplicates, broken numbers: one sentence."""
    with pytest.raises(SpecError, match="TOML only"):
        toml.read(text)


def test_bytes_that_are_not_utf8() -> None:
    """The first bad byte is named."""
    with pytest.raises(SpecError, match="byte 2 is not UTF-8"):
        toml.read(b"a \xff")


@pytest.mark.parametrize(
    "name", ["__class__", "__proto__", "../x", "%s", "{0.__class__}", "d\u0430ta", "e\u0301", "\x1b]0;x\x07", "[/]"]
)
def test_odd_names_are_only_names(name: str) -> None:
    """Nothing looks into a key; it is told back on one printable line."""
    quoted = '"' + "".join(f"\\U{ord(character):08x}" for character in name) + '"'
    for text in (f"{quoted} = 1", f"[data.source]\ntype='spiral'\n{quoted} = 1", f"[data]\nsource = {quoted}"):
        with pytest.raises(UnknownName) as caught:
            toml.read(text)
        assert str(caught.value).isprintable()
        assert len(str(caught.value)) < 1500


def test_too_many_layers() -> None:
    """Counted before any is made."""
    layers = ",".join(['"relu"'] * 10_000)

    with pytest.raises(OutOfRange, match=r"model\.layers: too many layers. Received: 10000. Allowed: at most 256"):
        toml.read(f"{START}[model]\nlayers = [{layers}]")


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "a = " + "{b = " * 40_000,
        ".".join(["a"] * 100_000) + " = 1",
        ".".join(['"a"'] * 60_000) + " = 1",
        "[" + ".".join(["a"] * 100_000) + "]",
        "a = " + "[" * 30 + "]" * 30,
    ],
)
def test_depth_is_bounded(text: str) -> None:
    """Brackets and dotted keys as deep as one likes end in a sentence, at once."""
    with pytest.raises(OutOfRange, match="too deep"):
        toml.read(text)


@pytest.mark.parametrize(
    "text",
    ["k" * 10_000_000 + " = 1", 'k = "' + "x" * 10_000_000 + '"', "".join(f"k{number} = 1\n" for number in range(1_000_000))],
)
def test_size_is_bounded(text: str) -> None:
    """Large texts are refused before they are parsed."""
    with pytest.raises(OutOfRange, match="the spec is too large"):
        toml.read(text)


@pytest.mark.parametrize(
    "text",
    [
        "k" * 250_000 + " = 1",
        "".join(f"k{number} = 1\n" for number in range(20_000)),
        'a = """' + '\\"""' * 50_000,
        'a = """' + '\\"""' * 50_000 + "\\",
        "a = " + '"""\\' * 50_000 + "\\",
        "a = '''" + "\n" * 200_000,
        "#" * 250_000,
        "a = [" + "[]," * 80_000 + "]",
    ],
)
def test_long_texts_end_in_a_sentence(text: str) -> None:
    """Nothing that fits the limit makes the parsers slow; the sentence stays short."""
    with pytest.raises(SpecError) as caught:
        toml.read(text)

    assert len(str(caught.value)) < 1500


def test_reads_a_file(tmp_path: Path) -> None:
    """The file's name is in front of the key path."""
    file = tmp_path / "mine.toml"
    file.write_text(GOOD, encoding="utf-8")

    assert toml.read_file(file) == toml.read(GOOD)

    file.write_text("[data]\nx = 1", encoding="utf-8")
    with pytest.raises(UnknownName, match=r"^mine\.toml: data: "):
        toml.read_file(file)


@pytest.mark.parametrize("name", ["missing.toml", ".", "\0", "x" * 5000, "/dev/zero"])
def test_files_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    """Missing, a folder, an impossible name, an endless device."""
    with pytest.raises(FileError):
        toml.read_file(tmp_path / name)


def test_a_large_file_is_not_read_whole(tmp_path: Path) -> None:
    """A sparse file of a gigabyte is refused by its first bytes."""
    file = tmp_path / "large.toml"
    with file.open("wb") as stream:
        stream.truncate(2**30)

    with pytest.raises(OutOfRange, match=f"at most {limits.SPEC_BYTES:,} bytes"):
        toml.read_file(file)
