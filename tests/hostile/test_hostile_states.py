"""Model files made on purpose, digest and all: a state that training could not go on with is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from nntui.cli.main import run
from nntui.errors import FileError
from nntui.store import modelfile
from nntui.store.saving import predicting_parameters, state_of

SPEC = "spiral samples=10 | dense 4, relu | adam ema_momentum=0.9 | epochs 2 batch_size=8"


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> modelfile.Saved:
    folder = tmp_path_factory.mktemp("run")
    assert run(["train", SPEC, "--out", str(folder)], lambda *_: 0) == 0
    return modelfile.load(folder / "model.safetensors")


def test_the_file_as_it_was_written_goes_on(saved: modelfile.Saved) -> None:
    assert state_of(saved).epoch == 2


@pytest.mark.parametrize("wrong", [-1, "x", [], {"a": 1}, 2**70, float("nan"), float("inf"), True])
@pytest.mark.parametrize(
    "name", ["epoch", "step", "cursor", "samples", "updates", "seconds", "rate", "outcome", "diverged", "best", "order_from"]
)
def test_values_of_another_kind(saved: modelfile.Saved, name: str, wrong: Any) -> None:
    fits = (name, wrong) in (("diverged", True), ("outcome", "x"))
    numbers = name in ("rate", "seconds") and type(wrong) in (int, float)
    if fits or (numbers and (name == "rate" or wrong == 2**70)):
        return
    with pytest.raises(FileError, match="the state of training in the file"):
        state_of(msgspec.structs.replace(saved, values={**saved.values, name: wrong}))


@pytest.mark.parametrize(
    "name", ["epoch", "step", "cursor", "order", "noise", "sums", "best", "seconds", "series", "marks", "log"]
)
def test_values_that_are_missing(saved: modelfile.Saved, name: str) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        state_of(msgspec.structs.replace(saved, values={key: value for key, value in saved.values.items() if key != name}))


def test_a_place_in_the_epoch_behind_its_end(saved: modelfile.Saved) -> None:
    with pytest.raises(FileError):
        state_of(msgspec.structs.replace(saved, values={**saved.values, "cursor": saved.values["samples"] + 1}))


def test_slots_that_are_no_numbers(saved: modelfile.Saved) -> None:
    slots = [name for name in saved.arrays if name.startswith("slots.")]

    assert len(slots) == 3
    for name in slots:
        bad = np.full_like(saved.arrays[name], np.nan)
        with pytest.raises(FileError, match="does not fit"):
            state_of(msgspec.structs.replace(saved, arrays={**saved.arrays, name: bad}))


@pytest.mark.parametrize("values", [{}, {"updates": "x"}])
def test_an_average_of_the_weights_without_its_count(saved: modelfile.Saved, values: dict[str, Any]) -> None:
    assert not np.array_equal(predicting_parameters(saved), saved.parameters)
    with pytest.raises(FileError):
        predicting_parameters(msgspec.structs.replace(saved, values=values))


def test_every_prefix_of_a_file_is_one_sentence(saved: modelfile.Saved, tmp_path: Path) -> None:
    whole, path = modelfile.dumps(saved), tmp_path / "cut.safetensors"
    for length in (*range(12), *range(12, len(whole), 211), len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(FileError) as caught:
            modelfile.load(path)
        assert "\n" not in str(caught.value)
