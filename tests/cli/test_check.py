"""`nntui check SPEC`."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from nntui.catalog import catalog, register
from nntui.engine.activations.tanh import Tanh
from nntui.store import modelfile

SPEC = "iris scaling=standard | dense 6, relu, dense 5, tanh, dense 3, softmax | adam lr=0.01 | epochs 3"


@pytest.fixture
def liar() -> Iterator[str]:
    """A layer in the catalog whose backward is half of what it should be."""

    class Liar(Tanh, frozen=True):
        """Tanh that lies."""

        def backward(self, dy, parameters, gradients, context):
            return super().backward(dy, parameters, gradients, context) / 2

    register("layer", "liar")(Liar)
    yield "liar"
    catalog.remove("layer", "liar")


def test_a_line_for_each_layer(nntui) -> None:
    said = nntui("check", SPEC)
    lines = said.out.splitlines()

    assert said.code == 0
    assert [line.split()[0] for line in lines if "gradient" in line] == ["0", "1", "2", "3", "4", "5"]
    assert all("gradient right" in line for line in lines if "gradient" in line)
    assert [line.strip() for line in lines if "units" in line] == ["all 6 units are alive", "all 5 units are alive"]
    assert lines[0].startswith("0  dense 6")
    assert "on 8 samples, units on 150" in said.err


def test_a_wrong_layer(nntui, liar: str) -> None:
    said = nntui("check", SPEC.replace("tanh", liar))

    assert said.code == 1
    assert "3  liar     gradient WRONG: backward says" in said.out
    assert "2  dense 5  gradient cannot be told: the gradient that reaches it from layer 3 is wrong already" in said.out
    assert said.err.splitlines()[-1] == "nntui: the gradient of layer 3 (liar) is wrong."


def test_one_layer_alone(nntui, refused, liar: str) -> None:
    assert nntui("check", SPEC.replace("tanh", liar), "--layer", "4").code == 0
    said = nntui("check", SPEC, "--layer", "3")

    assert len([line for line in said.out.splitlines() if "gradient" in line]) == 1
    assert "0 to 5" in refused("check", SPEC, "--layer", "6")
    assert "--layer" in refused("check", SPEC, "--layer", "-1")
    assert "--entries" in refused("check", SPEC, "--entries", "0")


def test_one_json_object(nntui) -> None:
    told = json.loads(nntui("check", SPEC, "--entries", "3", "--json").out)
    relu = told["layers"][1]

    assert told["right"] is True
    assert [layer["name"] for layer in told["layers"]] == ["dense 6", "relu", "dense 5", "tanh", "dense 3", "softmax"]
    assert [array["key"] for array in told["layers"][2]["arrays"]] == ["2.weights", "2.biases", "2.input"]
    assert relu["units"] == 6
    assert relu["dead"] == relu["saturated"] == []
    assert 0 <= relu["error"] < 1e-6
    assert told["layers"][0]["units"] is None


def test_a_saved_model_is_checked_with_its_weights(nntui, tmp_path: Path) -> None:
    out = tmp_path / "run"
    nntui("train", SPEC, "--out", str(out))
    path = out / "model.safetensors"
    saved = modelfile.load(path)
    for entry in saved.network.layout.entries:
        if entry.key == "0.biases":
            saved.parameters[entry.place] = np.array([-1e6, 0, 0, -1e6, 0, 0])
    modelfile.save(path, saved)
    said = nntui("check", str(out))

    assert "2 of 6 units are dead (0, 3)" in said.out
    assert "note: Dead units do not come back" in said.err
    again = nntui("check", str(out), "--set", "model.layers.0.units=4")
    assert "all 4 units are alive" in again.out
    assert "the start weights are checked" in again.err


def test_a_broken_stack(refused) -> None:
    assert "softmax stands in the middle" in refused("check", "iris | dense 4, softmax, dense 3")
