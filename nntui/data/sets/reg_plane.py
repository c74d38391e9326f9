"""TensorFlow Playground's plane."""

from __future__ import annotations

import numpy as np

from nntui.catalog import register
from nntui.data.arrays import Array
from nntui.data.planar import PlanarNumbers, between, moved

EDGE = 6.0


@register("dataset", "reg-plane")
class RegPlane(PlanarNumbers, frozen=True):
    """A tilted plane, TensorFlow Playground's easier regression: y = (x1 + x2) / 10.

    Features x1 and x2 uniform within -6 to 6; the label is that of the point moved by the noise.
    """

    def points(self, generator: np.random.Generator) -> tuple[Array, Array]:
        """Return points and labels."""
        drawn = generator.random((self.samples, 4))
        points = between(-EDGE, EDGE, drawn[:, :2])
        return points, moved(points, EDGE, self.noise, drawn[:, 2:]).sum(axis=1) / 10
