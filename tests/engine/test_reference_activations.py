"""Activations against PyTorch, float64 and float32."""

from __future__ import annotations

import json

import numpy as np
import pytest
from stacks import Alone

from nntui.catalog import catalog

# Name in the reference file -> our name and fields.
CASES = {
    "celu_1.5": ("celu", {"alpha": 1.5}),
    "elu_0.5": ("elu", {"alpha": 0.5}),
    "elu_1": ("elu", {}),
    "gelu_erf": ("gelu", {}),
    "gelu_tanh": ("gelu", {"approximate": True}),
    "hardsigmoid": ("hard_sigmoid", {}),
    "hardswish": ("hard_swish", {}),
    "hardtanh": ("hard_tanh", {}),
    "identity": ("linear", {}),
    "leaky_relu_0.01": ("leaky_relu", {"negative_slope": 0.01}),
    "leaky_relu_0.2": ("leaky_relu", {"negative_slope": 0.2}),
    "mish": ("mish", {}),
    "relu": ("relu", {}),
    "relu6": ("relu6", {}),
    "selu": ("selu", {}),
    "sigmoid": ("sigmoid", {}),
    "silu": ("silu", {}),
    "softplus_b1": ("softplus", {}),
    "softplus_b2": ("softplus", {"beta": 2.0}),
    "softsign": ("softsign", {}),
    "tanh": ("tanh", {}),
}
NOT_OURS = {
    "gaussian": "not in the catalogue",
    "hardshrink_0.5": "not in the catalogue",
    "logsigmoid": "not in the catalogue",
    "quick_gelu": "not in the catalogue",
    "relu_squared": "not in the catalogue",
    "sin": "not in the catalogue",
    "softplus_b1_torch_threshold20": "ours is the exact function, softplus_b1",
    "softshrink_0.5": "not in the catalogue",
    "square": "not in the catalogue",
    "swish_b1.5": "silu has no beta",
    "tanhshrink": "not in the catalogue",
}
ROWS = {"softmax": "softmax", "log_softmax": "log_softmax"}
# PyTorch's derivative has the sixth rounded to float32, also in float64.
ROUNDED = {"hardsigmoid": {"float64": {"rtol": 3e-8, "atol": 1e-12}}}
EXACT = {"float64": {"rtol": 1e-12, "atol": 1e-12}, "float32": {"rtol": 2e-6, "atol": 1e-6}}


@pytest.fixture(scope="module")
def figures(reference):
    with np.load(reference / "torch_activations.npz") as file:
        return {key: file[key] for key in file.files}


def wanted(name, fields):
    if not catalog.has("layer", name):
        pytest.skip(f"{name} is not in the catalogue")
    return catalog.build("layer", name, fields)


def test_every_reference_is_named(reference):
    """Each activation in the file is compared, or named as not ours with a reason."""
    names = json.loads((reference / "manifest.json").read_text())["activations"]["names"]

    assert set(names) == set(CASES) | set(NOT_OURS)


@pytest.mark.parametrize("dtype", EXACT)
@pytest.mark.parametrize("name", CASES)
def test_value_and_derivative(name, dtype, figures):
    """Value and derivative at 60 inputs, extremes included; derivatives not at the kinks."""
    layer = wanted(*CASES[name])
    x = figures["x"].astype(dtype)[:, np.newaxis]
    alone = Alone(layer, x)
    smooth = np.array([all(abs(value - kink) > 1e-6 for kink in layer.kinks) for value in x[:, 0]])
    y = alone.forward()
    dx = alone.backward(figures["dvalues"].astype(dtype)[:, np.newaxis])

    np.testing.assert_allclose(y[:, 0], figures[f"{name}/y"], **EXACT[dtype])
    expected = (figures["dvalues"] * figures[f"{name}/dydx"])[smooth]
    np.testing.assert_allclose(dx[smooth, 0], expected, **ROUNDED.get(name, EXACT).get(dtype, EXACT[dtype]))


@pytest.mark.parametrize("dtype", EXACT)
@pytest.mark.parametrize("name", ROWS)
def test_rows(name, dtype, figures):
    """Softmax and its logarithm by rows, with logits of +-1000 in the last."""
    layer = wanted(ROWS[name], {})
    alone = Alone(layer, figures["softmax/x"].astype(dtype))
    y = alone.forward()
    dx = alone.backward(figures["softmax/dvalues"].astype(dtype))

    np.testing.assert_allclose(y, figures[f"{name}/y"], **EXACT[dtype])
    np.testing.assert_allclose(dx, figures[f"{name}/dinputs"], **EXACT[dtype])
