"""Points on a straight line."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nntui.catalog import Field, register
from nntui.data.dataset import Generated
from nntui.data.tables import Description, Table
from nntui.spec import limits

STREAM = 0
"""The points' own stream of the data seed."""
FAR = 1e6


@register("dataset", "line")
class Line(Generated, frozen=True):
    """Points on a straight line, the first of all regressions: y = slope x + intercept, x evenly from low to high.

    Feature x `(samples, 1)` float64, target y `(samples, 1)` float64, moved by `noise` times a normal number. Without
    noise the seed changes nothing, and fresh samples are another grid on the same line.
    """

    samples: Annotated[int, Field("Points in all.", low=2, high=limits.SAMPLES, unit="samples", live=True)] = 4
    slope: Annotated[float, Field("How steep the line is.", low=-FAR, high=FAR, live=True)] = 2.0
    intercept: Annotated[float, Field("Its height at x = 0.", low=-FAR, high=FAR, live=True)] = 0.0
    noise: Annotated[float, Field("Deviation of the points from the line.", low=0, high=FAR, live=True)] = 0.0
    low: Annotated[float, Field("The first x.", low=-FAR, high=FAR, live=True)] = 1.0
    high: Annotated[float, Field("The last x.", low=-FAR, high=FAR, live=True)] = 4.0

    def draw(self, seed: int) -> Table:
        """Return the points of that seed."""
        return self.draw_fresh(self.samples, seed)

    def draw_fresh(self, samples: int, seed: int) -> Table:
        """Return `samples` points, evenly over the same stretch."""
        generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(STREAM,))))
        x = np.linspace(self.low, self.high, samples)[:, np.newaxis]
        y = self.slope * x + self.intercept + self.noise * generator.standard_normal(x.shape)
        return Table(name="line", task="regression", features=x, targets=y, feature_names=("x",), target_names=("y",))

    def describe(self) -> Description:
        """Return what is known without drawing."""
        return Description(
            name="line",
            task="regression",
            rows=self.samples,
            sample_shape=(1,),
            outputs=1,
            feature_names=("x",),
            target_names=("y",),
        )
