"""Activations against PyTorch, float64 and float32."""

from __future__ import annotations

import json

import numpy as np
import pytest
from reference_cases import assert_accounted_for, groups
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
ABSENT = {
    "gaussian": ("gaussian",),
    "glu": ("glu", "gated_linear_unit"),
    "hardshrink_0.5": ("hard_shrink",),
    "logsigmoid": ("log_sigmoid",),
    "logsumexp": ("log_sum_exp",),
    "prelu": ("prelu", "parametric_relu"),
    "quick_gelu": ("quick_gelu",),
    "relu_squared": ("relu_squared", "squared_relu"),
    "sin": ("sin", "sine"),
    # Ours is the exact function, softplus_b1.
    "softplus_b1_torch_threshold20": ("softplus.threshold",),
    "softmax_T2": ("softmax.temperature",),
    "softmin": ("softmin",),
    "softshrink_0.5": ("soft_shrink",),
    "square": ("square",),
    "swish_b1.5": ("swish", "silu.beta"),
    "tanhshrink": ("tanh_shrink",),
}
ROWS = {"softmax": "softmax", "log_softmax": "log_softmax"}
# Relative, but for a few last places of 1 where a derivative is what is left of it (a saturated tanh); tails are absolute.
EXACT = {"float64": {"rtol": 1e-12, "atol": 1e-15}, "float32": {"rtol": 2e-6, "atol": 1e-6}}
TAILS = dict.fromkeys(("gelu_erf", "gelu_tanh", "softplus_b1", "softplus_b2"), 1e-12)
# PyTorch's derivative has the sixth rounded to float32, also in float64.
ROUNDED = {"hardsigmoid": 3e-8}


@pytest.fixture(scope="module")
def figures(reference):
    with np.load(reference / "torch_activations.npz") as file:
        return {key: file[key] for key in file.files}


def tolerance(name, dtype, *, derivative=False):
    """Return the manifest's tolerance for an activation."""
    found = dict(EXACT[dtype])
    found["atol"] = max(found["atol"], TAILS.get(name, 0))
    found["rtol"] = max(found["rtol"], ROUNDED.get(name, 0) if derivative else 0)
    return found


def test_every_reference_is_named(reference, figures):
    """Each activation of the manifest and of the file is compared, or is none of the catalogue's."""
    names = json.loads((reference / "manifest.json").read_text())["activations"]["names"]

    assert_accounted_for("layer", set(names) | groups(figures), {*CASES, *ROWS}, ABSENT)


@pytest.mark.parametrize("dtype", EXACT)
@pytest.mark.parametrize("name", CASES)
def test_value_and_derivative(name, dtype, figures):
    """Value and derivative at 60 inputs, extremes included; derivatives not at the kinks."""
    layer = catalog.build("layer", *CASES[name])
    x = figures["x"].astype(dtype)[:, np.newaxis]
    alone = Alone(layer, x)
    smooth = np.array([all(abs(value - kink) > 1e-6 for kink in layer.kinks) for value in x[:, 0]])
    y = alone.forward()
    dx = alone.backward(figures["dvalues"].astype(dtype)[:, np.newaxis])

    np.testing.assert_allclose(y[:, 0], figures[f"{name}/y"], **tolerance(name, dtype))
    expected = (figures["dvalues"] * figures[f"{name}/dydx"])[smooth]
    np.testing.assert_allclose(dx[smooth, 0], expected, **tolerance(name, dtype, derivative=True))


@pytest.mark.parametrize("dtype", EXACT)
@pytest.mark.parametrize("name", ROWS)
def test_rows(name, dtype, figures):
    """Softmax and its logarithm by rows, with logits of +-1000 in the last."""
    layer = catalog.build("layer", ROWS[name], {})
    alone = Alone(layer, figures["softmax/x"].astype(dtype))
    y = alone.forward()
    dx = alone.backward(figures["softmax/dvalues"].astype(dtype))

    np.testing.assert_allclose(y, figures[f"{name}/y"], **EXACT[dtype])
    np.testing.assert_allclose(dx, figures[f"{name}/dinputs"], **EXACT[dtype])
