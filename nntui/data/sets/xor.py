"""TensorFlow Playground's exclusive or."""

from __future__ import annotations

import numpy as np

from nntui.catalog import register
from nntui.data.arrays import Array
from nntui.data.planar import RADIUS, Planar, between, moved

PADDING = 0.3


@register("dataset", "xor")
class Xor(Planar, frozen=True):
    """Four quadrants, opposite ones alike: no straight line tells them apart (TensorFlow Playground).

    Features x1 and x2 uniform within -5 to 5, then pushed 0.3 away from the axes. Label 1 where the product of both,
    each moved by the noise, is not negative, otherwise -1: noise flips labels near the axes.
    """

    def points(self, generator: np.random.Generator) -> tuple[Array, Array]:
        """Return points and labels."""
        drawn = generator.random((self.samples, 4))
        points = between(-RADIUS, RADIUS, drawn[:, :2])
        points += np.where(points > 0, PADDING, -PADDING)
        product = moved(points, RADIUS, self.noise, drawn[:, 2:]).prod(axis=1)
        return points, np.where(product >= 0, 1, -1)
