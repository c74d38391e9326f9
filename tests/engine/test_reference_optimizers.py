"""Optimizers against PyTorch and the book's classes: 20 steps with the gradients given, float64."""

from __future__ import annotations

import json

import numpy as np
import pytest
from open_loop import OpenLoop
from reference_cases import assert_accounted_for

from nntui.catalog import catalog

# Fields of PyTorch and the book, by ours.
NAMES = {"lr": "learning_rate", "alpha": "rho", "eps": "epsilon"}
CLASSES = {"Optimizer_SGD": "sgd", "Optimizer_Adagrad": "adagrad", "Optimizer_RMSprop": "rmsprop", "Optimizer_Adam": "adam"}
FAMILIES = {
    "sgd": "sgd",
    "momentum": "sgd",
    "nesterov": "sgd",
    "adagrad": "adagrad",
    "rmsprop": "rmsprop",
    "adamw": "adamw",
    "adamax": "adamax",
    "nadam": "nadam",
    "radam": "radam",
    "adadelta": "adadelta",
    "adam": "adam",
}
# PyTorch keeps the rate outside the momentum, the book and we inside: they part when it changes, by as much as is told.
PARTED = {"momentum_invdecay": "book_momentum_decay vs momentum_invdecay"}


def cases(reference):
    return json.loads((reference / "manifest.json").read_text())["optimizers"]["cases"]


def translated(name, case):
    """Return our name and fields for a case."""
    fields = dict(case.get("kwargs") or {key: value for key, value in case.items() if key not in ("source", "cls")})
    if "betas" in fields:
        fields["beta_1"], fields["beta_2"] = fields.pop("betas")
    if "lr_decay" in fields:
        fields["decay"] = fields.pop("lr_decay")
    family = CLASSES.get(case.get("cls", "")) or FAMILIES[name.split("_")[0]]
    return family, {NAMES.get(key, key): value for key, value in fields.items()}


CASE_NAMES = [
    *["sgd", "sgd_invdecay", "sgd_weight_decay", "momentum", "momentum_invdecay", "momentum_dampening", "nesterov"],
    *["adagrad_eps1e-7", "adagrad_default_eps1e-10", "adagrad_lr_decay", "adagrad_init_acc"],
    *["rmsprop_rho09_eps1e-7", "rmsprop_default", "rmsprop_momentum", "rmsprop_centered", "rmsprop_bigeps"],
    *["adam_eps1e-7", "adam_default", "adam_bigeps", "adam_betas", "adam_invdecay", "adam_l2", "adam_amsgrad"],
    *["adamw", "adamw_wd01", "adamw_invdecay", "adamax", "nadam", "radam", "adadelta"],
    *["book_sgd", "book_sgd_decay", "book_momentum", "book_momentum_decay", "book_adagrad", "book_adagrad_decay"],
    *["book_rmsprop", "book_rmsprop_rho", "book_rmsprop_bigeps", "book_adam", "book_adam_bigeps", "book_adam_decay"],
]


@pytest.fixture(scope="module")
def figures(reference):
    with np.load(reference / "torch_optimizers.npz") as file:
        return {key: file[key] for key in file.files}


def test_every_reference_is_named(reference):
    """Each case of the file is in the list."""
    assert_accounted_for("optimizer", cases(reference), CASE_NAMES, {})


def after_each_step(name, reference, figures):
    """Return the parameters after each of 20 steps, from the gradients that the reference was given."""
    family, fields = translated(name, cases(reference)[name])
    loop = OpenLoop(catalog.build("optimizer", family, fields), figures[f"{name}/theta"][0])
    return np.array([loop.step(gradient) for gradient in figures[f"{name}/grad"]])


@pytest.mark.parametrize("name", [name for name in CASE_NAMES if name not in PARTED])
def test_twenty_steps(name, reference, figures):
    """Every parameter after every step."""
    found = after_each_step(name, reference, figures)

    np.testing.assert_allclose(found, figures[f"{name}/theta"][1:], rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("name", PARTED)
def test_where_the_book_and_pytorch_part(name, reference, figures):
    """Fed with PyTorch's gradients ours goes another way; the manifest says how far the book's own run is off."""
    told = json.loads((reference / "manifest.json").read_text())["optimizers"]
    apart = told["book_vs_torch_max_abs_diff_of_theta_over_20_steps"][PARTED[name]]
    found = after_each_step(name, reference, figures)

    assert np.abs(found - figures[f"{name}/theta"][1:]).max() > apart / 10
    np.testing.assert_allclose(found[0], figures[f"{name}/theta"][1], rtol=1e-11)
