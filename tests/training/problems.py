"""Small experiments for the tests of training."""

from typing import Any

import numpy as np

from nntui import parts
from nntui.data.prepare import prepare
from nntui.data.tables import Prepared
from nntui.spec import line
from nntui.spec.experiment import Experiment
from nntui.training.report import curves_of
from nntui.training.trainer import Trainer

parts.load()

NOISY = (
    "spiral samples=20 classes=3 | dense 8, relu, dropout 0.2, dense 3, softmax | adam lr=0.02 decay=1e-3 | epochs 6 batch 16"
)
WHOLE = "spiral samples=20 classes=3 | dense 8, relu, dense 3, softmax | sgd lr=0.5 decay=1e-3 momentum=0.9 | epochs 50"
VALIDATED = "spiral samples=20 classes=3 fresh=40 | dense 8, tanh, dense 3, softmax | adam lr=0.02 | epochs 9 validate_every 2"


def experiment(text: str, *, seed: int = 0) -> tuple[Experiment, Prepared]:
    """Return an experiment from its one line, and its data."""
    made = line.parse(f"{text} seed {seed}" if "| epochs" in text else f"{text} | seed {seed}")
    return made, prepare(made.data, made.seed, made.model.dtype)


def trainer(text: str, *, seed: int = 0) -> Trainer:
    """Return a trainer at its start."""
    return Trainer(*experiment(text, seed=seed))


def bits(trained: Trainer) -> dict[str, Any]:
    """Return everything of a run that must be the same to the bit: all but the seconds, and what only a screen notes."""
    arrays, values = trained.state.to_parts()
    arrays = {name: array.tobytes() for name, array in arrays.items() if not name.startswith(("steps.", "validations."))}
    curves = {name: (curve.step, curve.epoch, curve.mean) for name, curve in curves_of(trained.state).items()}
    marks = [(mark["step"], mark["epoch"], mark["text"]) for mark in values.pop("marks")]
    values.pop("seconds")
    shown = {name: [array.tobytes() for array in curve] for name, curve in curves.items()}
    return {"arrays": arrays, "values": values, "marks": marks, "curves": shown}


def same(one: Trainer, other: Trainer) -> bool:
    """Say whether two runs are the same to the bit."""
    return bits(one) == bits(other) and np.array_equal(one.state.parameters, other.state.parameters)
