"""Inputs that are made of two features: raw rows to what is scaled and fed to the network."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from nntui.data.arrays import Array
from nntui.data.tables import Description
from nntui.errors import DataError, SpecError
from nntui.spec.formulas import FORMULAS


def described(description: Description, inputs: tuple[str, ...]) -> Description:
    """Return the description of data whose network sees `inputs`, or raise where the data has not two features."""
    if len(set(inputs)) < len(inputs):
        raise SpecError("an input is given twice", where="data.features", received=", ".join(inputs))
    if inputs and description.sample_shape != (2,):
        raise SpecError(
            "formulas are made of two features, and the data has another number of them",
            where="data.features",
            received=f"{description.name}, samples of shape {description.sample_shape}",
            allowed="an empty list, or two-feature data",
        )
    return msgspec.structs.replace(description, inputs=inputs)


def made(rows: Array, inputs: Sequence[str]) -> Array:
    """Return the inputs `(rows, len(inputs))` float64 of raw rows `(rows, 2)`; without inputs the rows themselves.

    What overflows becomes infinite, for the check of the scaled values to tell.
    """
    if not inputs:
        return rows
    if rows.ndim != 2 or rows.shape[1] != 2:
        raise DataError("rows of two features are needed here", where="X", received=rows.shape, allowed="(samples, 2)")
    first, second = rows.astype(np.float64).T
    columns = np.empty((len(rows), len(inputs)))
    with np.errstate(over="ignore", invalid="ignore"):
        for column, name in enumerate(inputs):
            formula = FORMULAS[name]
            product = first**formula.first * second**formula.second
            columns[:, column] = np.sin(product) if formula.sine else product
    return columns
