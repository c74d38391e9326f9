"""Model files: what comes back, and that spec, arrays and preparation must belong together."""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import safetensors.numpy

from nntui.data.prepare import prepare
from nntui.engine.network import Network
from nntui.errors import FileError, SaveError
from nntui.spec import find, toml
from nntui.spec.experiment import Experiment
from nntui.store import container, modelfile
from nntui.store.modelfile import Saved

LINE = (
    "spiral samples=10 classes=3 | dense 4, relu, dropout 0.1, dense 3, softmax | loss categorical_crossentropy | adam lr=0.05"
)


def experiment(line: str = LINE) -> Experiment:
    return find(line)


def saved(line: str = LINE, **changes: Any) -> Saved:
    made = experiment(line)
    prepared = prepare(made.data, made.seed, made.model.dtype)
    network: Network = modelfile.network_of(made, prepared.description.sample_shape)
    parameters, statistics = network.initial(np.random.default_rng(0))
    values = {
        "experiment": made,
        "network": network,
        "parameters": parameters,
        "statistics": statistics,
        "preparation": prepared.preparation,
        "arrays": {"slots.momentum": np.arange(network.layout.size, dtype=np.float32), "history": np.array([[0.5, np.nan]])},
        "values": {"step": 7, "generators": {"order": np.random.default_rng(3).bit_generator.state}, "log": [{"step": 3}]},
        "metrics": {"loss": 0.25, "val_loss": float("nan")},
    }
    return Saved(**{**values, **changes})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "m.safetensors"


def test_everything_comes_back(path: Path) -> None:
    given = saved()
    modelfile.save(path, given)

    found = modelfile.load(path)

    assert found.experiment == given.experiment
    np.testing.assert_array_equal(found.parameters, given.parameters)
    assert found.parameters.dtype == np.float32
    assert found.values == given.values
    np.testing.assert_array_equal(found.arrays["history"], given.arrays["history"])
    np.testing.assert_array_equal(found.arrays["slots.momentum"], given.arrays["slots.momentum"])
    assert found.metrics["loss"] == 0.25
    assert np.isnan(found.metrics["val_loss"])
    assert found.network.shapes == given.network.shapes


def test_the_preparation_comes_back(path: Path) -> None:
    line = "iris | dense 8, relu, dense 3, softmax | loss categorical_crossentropy | adam | data.scaling=standard"
    given = saved(line)
    modelfile.save(path, given)

    found = modelfile.load(path).preparation

    assert found is not None
    assert found.description == given.preparation.description
    np.testing.assert_array_equal(found.feature_offset, given.preparation.feature_offset)
    np.testing.assert_array_equal(found.feature_factor, given.preparation.feature_factor)


def test_a_model_of_plain_arrays_has_no_preparation(path: Path) -> None:
    modelfile.save(path, saved(preparation=None))

    assert modelfile.load(path).preparation is None


def test_the_file_is_complete_where_the_spec_left_something_out(path: Path) -> None:
    """The loss that was inferred from the data stands in the file."""
    given = saved()
    bare = msgspec.structs.replace(given.experiment, model=msgspec.structs.replace(given.experiment.model, loss=None))
    modelfile.save(path, saved(experiment=bare))

    assert modelfile.load(path).experiment.model.loss == given.network.loss


def test_layers_are_found_by_name_in_other_programs(path: Path) -> None:
    given = saved()
    modelfile.save(path, given)

    loaded = safetensors.numpy.load_file(path)

    np.testing.assert_array_equal(loaded["0.weights"].ravel(), given.parameters[:8])
    assert loaded["3.weights"].shape == (4, 3)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_weights_that_are_not_finite_are_not_written(path: Path, value: float) -> None:
    given = saved()
    given.parameters[9] = value

    with pytest.raises(SaveError, match=r"0\.biases holds values that are not finite"):
        modelfile.save(path, given)
    assert not path.exists()


def tampered(path: Path, tensors: dict[str, Any] | None = None, texts: dict[str, Any] | None = None) -> str:
    """Write a file with a right digest in which something was changed, and return how it is refused."""
    modelfile.save(path, saved())
    content = container.unpack(path, lambda header: None)
    changed = {**content.tensors, **(tensors or {})}
    words = {**content.metadata, **(texts or {})}
    path.write_bytes(
        container.pack(
            {name: array for name, array in changed.items() if array is not None},
            {name: text for name, text in words.items() if text is not None},
        )
    )
    with pytest.raises(FileError) as caught:
        modelfile.load(path)
    sentence = str(caught.value)
    assert str(path) in sentence
    assert "\n" not in sentence
    return sentence


W = np.zeros((2, 4), np.float32)


@pytest.mark.parametrize(
    ("tensors", "words"),
    [
        ({"0.weights": None}, "lacks 0.weights"),
        ({"0.weights": None, "0.weight": W}, "lacks 0.weights"),
        ({"9.weights": W}, "does not know"),
        ({"extra": W}, "does not know"),
        ({"other/extra": W}, "nobody knows"),
        ({"state/extra": W}, "a tensor too many"),
        ({"0.weights": W.T}, "not as the file's spec says"),
        ({"0.weights": W.astype(np.float64)}, "not as the file's spec says"),
        ({"0.weights": W.reshape(-1)}, "not as the file's spec says"),
        ({"0.weights": np.full_like(W, np.nan)}, "not finite"),
        ({"0.weights": np.full_like(W, np.inf)}, "not finite"),
        ({"state/arrays/history": None}, "state in the file cannot be read"),
        ({"preparation/feature_factor": np.zeros(1)}, "preparation in the file does not fit"),
        ({"preparation/feature_factor": np.ones(7)}, "preparation in the file does not fit"),
        ({"preparation/feature_offset": np.full(1, np.nan)}, "preparation in the file does not fit"),
        ({"preparation/feature_offset": np.zeros((1, 1))}, "preparation in the file does not fit"),
        ({"preparation/feature_offset": np.zeros(1, np.int64)}, "preparation in the file does not fit"),
    ],
)
def test_arrays_that_do_not_belong_are_refused(path: Path, tensors: dict[str, Any], words: str) -> None:
    assert words in tampered(path, tensors)


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"format": "other"}, "not a model file of nntui"),
        ({"format": None}, "not a model file of nntui"),
        ({"format_version": "2"}, "newer nntui"),
        ({"format_version": "99999"}, "newer nntui"),
        ({"format_version": "-1"}, "version"),
        ({"format_version": "0"}, "version"),
        ({"format_version": "1e9"}, "version"),
        ({"format_version": "٣"}, "version"),
        ({"format_version": None}, "version"),
        ({"spec": None}, "spec is missing"),
        ({"state": None}, "state is missing"),
        ({"spec": "x ="}, "spec in the file cannot be used"),
        ({"spec": "[" * 100_000}, "spec in the file cannot be used"),
        ({"spec": "version = 2"}, "newer version"),
        ({"input_shape": "[3]"}, "not as the file's spec says"),
        ({"input_shape": "[-1]"}, "no input of that shape"),
        ({"input_shape": "[9999999999]"}, "no input of that shape"),
        ({"input_shape": "[2,2,2,2,2]"}, "no input of that shape"),
        ({"input_shape": "2"}, "spec in the file cannot be used"),
        ({"input_shape": "[2.5]"}, "spec in the file cannot be used"),
        ({"input_shape": "[" * 5_000}, "spec in the file cannot be used"),
        ({"input_shape": "[" + "9" * 5_000 + "]"}, "spec in the file cannot be used"),
        ({"state": "[]"}, "a tensor too many"),
        ({"state": '{"arrays":[],"values":{}}'}, "a tensor too many"),
        ({"preparation": "null"}, "a tensor too many"),
        ({"preparation": "3"}, "a tensor too many"),
        ({"metrics": '["x"]'}, "metrics in the file cannot be read"),
        ({"metrics": '{"loss":"x"}'}, "metrics in the file cannot be read"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_texts_that_do_not_belong_are_refused(path: Path, texts: dict[str, Any], words: str) -> None:
    assert words in tampered(path, texts=texts)


def spec_with(**model: Any) -> str:
    plain = saved().experiment
    return toml.write(msgspec.structs.replace(plain, model=msgspec.structs.replace(plain.model, **model)))


def test_the_spec_of_another_network_is_refused(path: Path) -> None:
    other = toml.write(experiment(LINE.replace("dense 4", "dense 5")))

    assert "0.weights is not as the file's spec says" in tampered(path, texts={"spec": other})
    assert "not as the file's spec says" in tampered(path, texts={"spec": spec_with(dtype="float64")})
    assert "names no loss" in tampered(path, texts={"spec": spec_with(loss=None)})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"dense"', '"os.system"'),
        ('"dense"', '"densee"'),
        ('"adam"', '"__class__"'),
        ('"spiral"', '"../../etc/passwd"'),
        ("units = 4", "units = 40000000000"),
        ("units = 4", "units = 65536\n[model.layers.more]"),
    ],
)
def test_names_that_are_not_in_the_catalog_do_not_exist(path: Path, old: str, new: str) -> None:
    spec = toml.write(saved().experiment)
    assert old in spec

    assert "the spec in the file cannot be used" in tampered(path, texts={"spec": spec.replace(old, new)})


def test_a_network_that_is_too_large_is_refused_before_memory_is_taken(path: Path) -> None:
    layers = ", ".join(["dense 65536"] * 20)
    other = toml.write(experiment(LINE.replace("dense 4", layers)))

    assert "too many parameters" in tampered(path, texts={"spec": other})


def test_a_path_in_a_file_is_not_opened(path: Path, tmp_path: Path) -> None:
    """A model trained on a CSV file loads where that file is not, and where it is a pipe nobody writes to."""
    import os

    pipe = tmp_path / "data.csv"
    os.mkfifo(pipe)
    spec = toml.write(saved().experiment)
    other = spec.replace('type = "spiral"', f'type = "csv"\npath = "{pipe}"\ntarget = "y"').replace("samples = 10\n", "")
    assert "csv" in other
    modelfile.save(path, saved())
    content = container.unpack(path, lambda header: None)
    path.write_bytes(container.pack(content.tensors, {**content.metadata, "spec": other}))

    assert modelfile.load(path).experiment.data.source.path == str(pipe)


def test_every_prefix_and_some_bit_flips_of_a_model_are_refused(path: Path) -> None:
    modelfile.save(path, saved())
    data = path.read_bytes()
    generator = np.random.default_rng(0)

    for length in range(0, len(data), 97):
        path.write_bytes(data[:length])
        with pytest.raises(FileError):
            modelfile.load(path)
    for position in generator.integers(0, len(data), 300).tolist():
        changed = bytearray(data)
        changed[position] ^= 1 << int(generator.integers(8))
        path.write_bytes(bytes(changed))
        with pytest.raises(FileError):
            modelfile.load(path)


def test_two_files_with_their_arrays_swapped_are_refused(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.safetensors"
    modelfile.save(path, saved())
    modelfile.save(other, saved(parameters=saved().parameters * 2))
    first, second = path.read_bytes(), other.read_bytes()
    length = int.from_bytes(first[:8], "little") + 8
    path.write_bytes(first[:length] + second[length:])

    with pytest.raises(FileError):
        modelfile.load(path)
