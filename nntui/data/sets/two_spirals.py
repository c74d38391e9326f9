"""TensorFlow Playground's spirals."""

from __future__ import annotations

import numpy as np

from nntui.catalog import register
from nntui.data.arrays import Array
from nntui.data.planar import RADIUS, Planar, moved

TURNS = 1.75


@register("dataset", "two-spirals")
class TwoSpirals(Planar, frozen=True):
    """Two spiral arms, half a turn apart: TensorFlow Playground's hardest problem, `spiral` on the page.

    Features x1 and x2: sample i of an arm of n lies at radius `5 * i / n` and angle `1.75 * 2 pi * i / n`, the arm of
    label -1 half a turn further; noise moves each coordinate by up to its own size.
    """

    def points(self, generator: np.random.Generator) -> tuple[Array, Array]:
        """Return points and labels: the arm of label 1 first."""
        counts = self.halves()
        along = np.concatenate([np.arange(count) / max(1, count) for count in counts])
        labels = np.repeat([1, -1], counts)
        angle = TURNS * 2 * np.pi * along + np.where(labels > 0, 0, np.pi)
        points = RADIUS * along[:, np.newaxis] * np.column_stack([np.sin(angle), np.cos(angle)])
        return moved(points, 1, self.noise, generator.random(points.shape)), labels
