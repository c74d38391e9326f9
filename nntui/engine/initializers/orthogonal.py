"""Orthogonal start values."""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np

from nntui.catalog import Field, register
from nntui.engine.arrays import Array, Generator, Shape
from nntui.engine.initializer import Initializer


@register("initializer", "orthogonal")
class Orthogonal(Initializer, frozen=True):
    """An orthogonal matrix times `gain`: columns (or rows, whichever are fewer) at right angles (Saxe and others 2014)."""

    gain: Annotated[float, Field("Factor of the matrix.", low=0, high=1e6)] = 1.0

    def sample(self, shape: Shape, fan_in: int, fan_out: int, generator: Generator) -> Array:
        """Return the matrix `shape` float64, all axes but the last taken as one; a row of biases has the length `gain`."""
        units = shape[-1]
        rows = math.prod(shape[:-1])
        tall = generator.standard_normal((max(rows, units), min(rows, units)))
        matrix, triangle = np.linalg.qr(tall)
        # The signs make the draw uniform over all orthogonal matrices.
        matrix *= np.where(np.diag(triangle) < 0, -1.0, 1.0)
        found: Array = (matrix if rows >= units else matrix.T).reshape(shape)
        return self.gain * found
