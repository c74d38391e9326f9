"""Normalising layers and dropout against PyTorch, float64."""

from __future__ import annotations

import numpy as np
import pytest
from stacks import Alone

from nntui.engine.layers.batch_normalization import BatchNormalization
from nntui.engine.layers.dropout import Dropout
from nntui.engine.layers.layer_normalization import LayerNormalization

EXACT = {"rtol": 1e-11, "atol": 1e-11}


@pytest.fixture(scope="module")
def figures(reference):
    with np.load(reference / "torch_norm_dropout.npz") as file:
        return {key: file[key] for key in file.files}


def batch_norm(figures, epsilon, **options):
    return Alone(BatchNormalization(epsilon=epsilon), figures["x"], gamma=figures["gamma"], beta=figures["beta"], **options)


@pytest.mark.parametrize("epsilon", [1e-5, 1e-3])
def test_batch_normalization_in_training(epsilon, figures):
    """Output, gradients, and the running values after one and two batches."""
    case = f"batchnorm_eps{epsilon:g}".replace("e-05", "e-05")
    alone = batch_norm(figures, epsilon)
    y = alone.forward()
    dx = alone.backward(figures["dvalues"])
    running = alone.network.statistics_layout.arrays(alone.statistics)

    np.testing.assert_allclose(y, figures[f"{case}/train_y"], **EXACT)
    np.testing.assert_allclose(dx, figures[f"{case}/dx"], **EXACT)
    np.testing.assert_allclose(alone.named()["gamma"], figures[f"{case}/dgamma"], **EXACT)
    np.testing.assert_allclose(alone.named()["beta"], figures[f"{case}/dbeta"], **EXACT)
    np.testing.assert_allclose(running["0.mean"], figures[f"{case}/running_mean_after1"], **EXACT)
    np.testing.assert_allclose(running["0.variance"], figures[f"{case}/running_var_after1"], **EXACT)

    alone.forward(1.5 * figures["x"] - 1)
    np.testing.assert_allclose(running["0.mean"], figures[f"{case}/running_mean_after2"], **EXACT)
    np.testing.assert_allclose(running["0.variance"], figures[f"{case}/running_var_after2"], **EXACT)


@pytest.mark.parametrize("epsilon", [1e-5, 1e-3])
def test_batch_normalization_outside_training(epsilon, figures):
    """With the running values after two batches: output and gradients."""
    case = f"batchnorm_eps{epsilon:g}"
    alone = batch_norm(figures, epsilon, training=False)
    alone.network.statistics_layout.write(
        alone.statistics,
        {"0.mean": figures[f"{case}/running_mean_after2"], "0.variance": figures[f"{case}/running_var_after2"]},
    )
    y = alone.forward()
    dx = alone.backward(figures["dvalues"])

    np.testing.assert_allclose(y, figures[f"{case}/eval_y"], **EXACT)
    np.testing.assert_allclose(dx, figures[f"{case}/eval_dx"], **EXACT)
    np.testing.assert_allclose(alone.named()["gamma"], figures[f"{case}/eval_dgamma"], **EXACT)


def test_layer_normalization(figures):
    """Output and gradients."""
    alone = Alone(LayerNormalization(epsilon=1e-5), figures["x"], gamma=figures["gamma"], beta=figures["beta"])
    y = alone.forward()
    dx = alone.backward(figures["dvalues"])

    np.testing.assert_allclose(y, figures["layernorm_eps1e-05/y"], **EXACT)
    np.testing.assert_allclose(dx, figures["layernorm_eps1e-05/dx"], **EXACT)
    np.testing.assert_allclose(alone.named()["gamma"], figures["layernorm_eps1e-05/dgamma"], **EXACT)
    np.testing.assert_allclose(alone.named()["beta"], figures["layernorm_eps1e-05/dbeta"], **EXACT)


class Told:
    """A generator whose numbers give a mask: below the rate where something is dropped."""

    def __init__(self, mask):
        self.mask = mask

    def random(self, dtype, out):
        out[...] = self.mask * (1 - 1e-9)
        return out


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_dropout(rate, figures):
    """What is kept is scaled, forward and backward."""
    case = f"dropout_{rate}"
    alone = Alone(Dropout(rate), figures[f"{case}/x"])
    alone.workspace.generators[0] = Told(figures[f"{case}/mask"])
    y = alone.forward()
    dx = alone.backward(figures[f"{case}/dvalues"])

    np.testing.assert_allclose(y, figures[f"{case}/y"], **EXACT)
    np.testing.assert_allclose(dx, figures[f"{case}/dx"], **EXACT)


def test_a_batch_of_one_uses_the_running_values():
    """One sample has no variance: running values are used, and stay."""
    x = np.array([[3.0, -1.0]])
    alone = Alone(BatchNormalization(), x)
    y = alone.forward()

    np.testing.assert_allclose(y, x / np.sqrt(1 + 1e-5), rtol=1e-12)
    np.testing.assert_array_equal(alone.statistics, [0, 0, 1, 1])


def test_constant_columns_stay_finite():
    """A column without variance becomes beta."""
    for layer in (BatchNormalization(), LayerNormalization()):
        y = Alone(layer, np.full((5, 3), 7.0)).forward()

        np.testing.assert_allclose(y, 0, atol=1e-9)
