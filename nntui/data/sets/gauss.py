"""TensorFlow Playground's two blobs."""

from __future__ import annotations

import math

import numpy as np

from nntui.catalog import register
from nntui.data.arrays import Array
from nntui.data.planar import Planar


@register("dataset", "gauss")
class Gauss(Planar, frozen=True):
    """Two blobs, which one straight line tells apart (TensorFlow Playground).

    Features x1 and x2 normal around (2, 2) with label 1 and around (-2, -2) with label -1; the variance along each
    axis is `0.5 + 7 * noise`, so that noise makes them overlap.
    """

    def points(self, generator: np.random.Generator) -> tuple[Array, Array]:
        """Return points and labels: the blob of label 1 first."""
        labels = np.repeat([1.0, -1.0], self.halves())
        spread = math.sqrt(0.5 + 7 * self.noise)
        return 2 * labels[:, np.newaxis] + spread * generator.standard_normal((self.samples, 2)), labels
