"""TensorFlow Playground's hills and valleys."""

from __future__ import annotations

import numpy as np

from nntui.catalog import register
from nntui.data.arrays import Array
from nntui.data.planar import PlanarNumbers, between, moved

EDGE = 6.0
REACH = 2.0
CONES = ((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1))
"""Centre and sign of each."""


@register("dataset", "reg-gauss")
class RegGauss(PlanarNumbers, frozen=True):
    """Three hills and three valleys on flat ground: TensorFlow Playground's harder regression.

    Features x1 and x2 uniform within -6 to 6. Around each of six centres stands a cone of radius 2,
    `sign * max(0, 1 - distance / 2)`; the label is the cone that is largest in size at the point moved by the noise, 0
    where there is none.
    """

    def points(self, generator: np.random.Generator) -> tuple[Array, Array]:
        """Return points and labels."""
        drawn = generator.random((self.samples, 4))
        points = between(-EDGE, EDGE, drawn[:, :2])
        return points, _height(moved(points, EDGE, self.noise, drawn[:, 2:]))


def _height(points: Array) -> Array:
    cones = np.array(CONES)
    away = np.hypot(*(points[:, np.newaxis] - cones[:, :2]).transpose(2, 0, 1))
    sizes = np.maximum(0, 1 - away / REACH)
    highest = sizes.argmax(axis=1)
    height: Array = cones[highest, 2] * sizes[np.arange(len(points)), highest]
    return height
