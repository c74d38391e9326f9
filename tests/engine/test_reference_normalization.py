"""Normalising layers and dropout against PyTorch, float64."""

from __future__ import annotations

import numpy as np
import pytest
from reference_cases import assert_accounted_for, groups
from stacks import Alone, sample

from nntui.engine.layers.batch_normalization import BatchNormalization
from nntui.engine.layers.dropout import Dropout
from nntui.engine.layers.layer_normalization import LayerNormalization

EXACT = {"float64": {"rtol": 1e-11, "atol": 1e-11}, "float32": {"rtol": 1e-4, "atol": 1e-5}}
COMPARED = ["batchnorm_eps1e-05", "batchnorm_eps0.001", "layernorm_eps1e-05", "dropout_0.1", "dropout_0.5", "dropout_0.8"]
ABSENT = {
    "groupnorm_2groups": ("group_normalization", "group_norm"),
    "rmsnorm_eps1e-05": ("rms_normalization", "rms_norm", "layer_normalization.rms_scaling"),
}


@pytest.fixture(scope="module")
def figures(reference):
    with np.load(reference / "torch_norm_dropout.npz") as file:
        return {key: file[key] for key in file.files}


def test_every_reference_is_named(figures):
    """Each case of the file is compared, or is a layer that the catalogue has not."""
    assert_accounted_for("layer", groups(figures), COMPARED, ABSENT)


def normalized(layer, figures, dtype, **options):
    """Return a layer with the file's factors and shifts on the file's samples."""
    return Alone(layer, figures["x"].astype(dtype), gamma=figures["gamma"], beta=figures["beta"], **options)


@pytest.mark.parametrize("dtype", EXACT)
@pytest.mark.parametrize("epsilon", [1e-5, 1e-3])
def test_batch_normalization_in_training(epsilon, dtype, figures):
    """Output, gradients, and the running values after one and two batches."""
    case, exact = f"batchnorm_eps{epsilon:g}", EXACT[dtype]
    alone = normalized(BatchNormalization(epsilon=epsilon), figures, dtype)
    y = alone.forward()
    dx = alone.backward(figures["dvalues"].astype(dtype))
    running = alone.network.statistics_layout.arrays(alone.statistics)

    np.testing.assert_allclose(y, figures[f"{case}/train_y"], **exact)
    np.testing.assert_allclose(dx, figures[f"{case}/dx"], **exact)
    np.testing.assert_allclose(alone.named()["gamma"], figures[f"{case}/dgamma"], **exact)
    np.testing.assert_allclose(alone.named()["beta"], figures[f"{case}/dbeta"], **exact)
    np.testing.assert_allclose(running["0.mean"], figures[f"{case}/running_mean_after1"], **exact)
    np.testing.assert_allclose(running["0.variance"], figures[f"{case}/running_var_after1"], **exact)

    alone.forward((1.5 * figures["x"] - 1).astype(dtype))
    np.testing.assert_allclose(running["0.mean"], figures[f"{case}/running_mean_after2"], **exact)
    np.testing.assert_allclose(running["0.variance"], figures[f"{case}/running_var_after2"], **exact)


@pytest.mark.parametrize("dtype", EXACT)
@pytest.mark.parametrize("epsilon", [1e-5, 1e-3])
def test_batch_normalization_outside_training(epsilon, dtype, figures):
    """With the running values after two batches: output and gradients."""
    case, exact = f"batchnorm_eps{epsilon:g}", EXACT[dtype]
    alone = normalized(BatchNormalization(epsilon=epsilon), figures, dtype, training=False)
    alone.network.statistics_layout.write(
        alone.statistics,
        {"0.mean": figures[f"{case}/running_mean_after2"], "0.variance": figures[f"{case}/running_var_after2"]},
    )
    y = alone.forward()
    dx = alone.backward(figures["dvalues"].astype(dtype))

    np.testing.assert_allclose(y, figures[f"{case}/eval_y"], **exact)
    np.testing.assert_allclose(dx, figures[f"{case}/eval_dx"], **exact)
    np.testing.assert_allclose(alone.named()["gamma"], figures[f"{case}/eval_dgamma"], **exact)


@pytest.mark.parametrize("training", [True, False])
def test_a_channel_of_images_is_a_feature(training):
    """Images are normalised as their pixels would be as rows: the definition of batch normalisation over channels."""
    x, dy = sample(4, 3, 5, 2), sample(4, 3, 5, 2, seed=1)
    options = {"gamma": np.array([0.5, 2.0]), "beta": np.array([1.0, -1.0]), "training": training}
    images, rows = Alone(BatchNormalization(), x, **options), Alone(BatchNormalization(), x.reshape(-1, 2), **options)

    np.testing.assert_allclose(images.forward().reshape(-1, 2), rows.forward(), **EXACT["float64"])
    np.testing.assert_allclose(images.backward(dy).reshape(-1, 2), rows.backward(dy.reshape(-1, 2)), **EXACT["float64"])
    np.testing.assert_allclose(images.gradients, rows.gradients, **EXACT["float64"])
    np.testing.assert_allclose(images.statistics, rows.statistics, **EXACT["float64"])


@pytest.mark.parametrize("dtype", EXACT)
def test_layer_normalization(dtype, figures):
    """Output and gradients."""
    case, exact = "layernorm_eps1e-05", EXACT[dtype]
    alone = normalized(LayerNormalization(epsilon=1e-5), figures, dtype)
    y = alone.forward()
    dx = alone.backward(figures["dvalues"].astype(dtype))

    np.testing.assert_allclose(y, figures[f"{case}/y"], **exact)
    np.testing.assert_allclose(dx, figures[f"{case}/dx"], **exact)
    np.testing.assert_allclose(alone.named()["gamma"], figures[f"{case}/dgamma"], **exact)
    np.testing.assert_allclose(alone.named()["beta"], figures[f"{case}/dbeta"], **exact)


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

    np.testing.assert_allclose(y, figures[f"{case}/y"], **EXACT["float64"])
    np.testing.assert_allclose(dx, figures[f"{case}/dx"], **EXACT["float64"])


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
