"""TensorFlow Playground's circle."""

from __future__ import annotations

import numpy as np

from nntui.catalog import register
from nntui.data.arrays import Array
from nntui.data.planar import RADIUS, Planar, between, moved


@register("dataset", "circle")
class Circle(Planar, frozen=True):
    """A disc inside a ring: TensorFlow Playground's first problem.

    Features x1 and x2 within -5 to 5: half of the points at radius 0 to 2.5, half at 3.5 to 5, radius and angle uniform,
    so that the disc is densest at its centre. Label 1 where the point, moved by the noise, lies within 2.5 of the
    centre, otherwise -1: noise flips labels near the edge, and never moves what is seen.
    """

    def points(self, generator: np.random.Generator) -> tuple[Array, Array]:
        """Return points and labels: the disc first, then the ring."""
        inner, outer = self.halves()
        drawn = generator.random((self.samples, 4))
        low, high = np.repeat([[0, 0.7 * RADIUS], [RADIUS / 2, RADIUS]], (inner, outer), axis=1)
        radius, angle = between(low, high, drawn[:, 0]), between(0, 2 * np.pi, drawn[:, 1])
        points = np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])
        distance = np.hypot(*moved(points, RADIUS, self.noise, drawn[:, 2:]).T)
        return points, np.where(distance < RADIUS / 2, 1, -1)
