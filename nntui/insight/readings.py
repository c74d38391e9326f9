"""How the outputs of a network are read: as classes with probabilities or scores, or as values in the user's units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec
import numpy as np

from nntui.data import scaling
from nntui.engine.arrays import Array

if TYPE_CHECKING:
    from nntui.data.tables import Description, Preparation
    from nntui.engine.network import Network

Form = Literal["distribution", "log_distribution", "binary", "scores", "values"]


class Reading(msgspec.Struct, frozen=True):
    """What outputs mean: their `form`, and for a single output the `threshold` above which it says class 1.

    `distribution`: a probability for each class; `log_distribution`: its logarithm; `binary`: one output, the
    probability of class 1, or a number where `probable` is false; `scores`: the largest wins, but they are no
    probabilities; `values`: a regression.
    """

    form: Form
    threshold: float = 0.5
    probable: bool = True

    @property
    def classifies(self) -> bool:
        """Whether outputs name a class."""
        return self.form != "values"


def reading_of(network: Network, description: Description) -> Reading:
    """Return how the outputs of `network` are read for data of that description."""
    if description.task == "regression":
        return Reading("values", probable=False)
    gives = network.layers[-1].gives if network.layers else "numbers"
    if network.output_shape == (1,):
        return Reading("binary", 0.0 if network.loss.task == "sign" else 0.5, gives == "probabilities")
    if gives in ("distribution", "log_distribution"):
        return Reading("distribution" if gives == "distribution" else "log_distribution")
    return Reading("scores", probable=False)


def classes(reading: Reading, outputs: Array) -> Array:
    """Return the class that each row of `outputs` `(rows, outputs)` says, `(rows,)` int64; the first of equals wins."""
    if reading.form == "binary":
        said: Array = (outputs[:, 0] > reading.threshold).astype(np.int64)
        return said
    best: Array = outputs.argmax(axis=1).astype(np.int64)
    return best


def scores(reading: Reading, outputs: Array) -> Array:
    """Return what each class gets, `(rows, classes)` float64: probabilities where the reading is probable."""
    numbers = outputs.astype(np.float64)
    if reading.form == "binary" and reading.probable:
        return np.concatenate([1 - numbers, numbers], axis=1)
    if reading.form == "log_distribution":
        probabilities: Array = np.exp(numbers)
        return probabilities
    return numbers


def values(preparation: Preparation, outputs: Array) -> Array:
    """Return the outputs of a regression in the units of the data, `(rows, outputs)` float64."""
    return scaling.from_network(preparation, outputs)
