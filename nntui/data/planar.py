"""What TensorFlow Playground's data sets share: points in the plane from -6 to 6, a noise, one shuffle.

Source of all of them: tensorflow/playground, src/dataset.ts (Apache-2.0). They are drawn from a NumPy generator, or from
the page's own stream, which gives the page's very points. Either way all numbers are drawn point by point, in the page's
order, and noise changes labels, spread or positions and never the draw: the same seed gives the same points, moved, at
every noise.
"""

from __future__ import annotations

from typing import Annotated, cast

import msgspec
import numpy as np

from nntui.catalog import Field
from nntui.data.arrays import Array
from nntui.data.dataset import Generated
from nntui.data.page_stream import PageStream
from nntui.data.tables import Description, Table, Task
from nntui.spec import limits, page

STREAM = 0
"""The points' own stream of the data seed."""
RADIUS = 5.0
FEATURES = ("x1", "x2")
LABELS = ("-1", "1")


class Planar(Generated, frozen=True):
    """Points with features x1 and x2 `(samples, 2)` float64; `points` is what must be written.

    Rows are shuffled once, as the page does, so that training without shuffling sees them in one fixed order.
    """

    samples: Annotated[int, Field("Samples in all.", low=2, high=limits.SAMPLES, unit="samples", live=True)] = 500
    noise: Annotated[float, Field("How noisy: the page's slider divided by 100.", low=0, high=1, live=True)] = 0.0
    stream: Annotated[
        str,
        Field(
            "Whose random numbers: numpy's, or those of TensorFlow Playground's page, which starts the weights, too.",
            choices=("numpy", "page"),
        ),
    ] = "numpy"

    def points(self, generator: np.random.Generator) -> tuple[Array, Array]:
        """Return points `(samples, 2)` float64 and labels `(samples,)`: +1 and -1, or numbers."""
        raise NotImplementedError

    def task(self) -> Task:
        """Return what the labels ask for."""
        return "classification"

    def draw(self, seed: int) -> Table:
        """Return the samples of that seed."""
        points, labels, _ = self._drawn(self._generator(seed))
        known = msgspec.structs.asdict(self.describe())
        names = {name: known[name] for name in ("name", "task", "feature_names", "target_names", "class_names")}
        return Table(features=points, targets=self._targets(labels), **names)

    def start_generator(self, seed: int) -> np.random.Generator | None:
        """Return the page's stream behind the points of that seed, where the page takes its start weights from."""
        return self._drawn(self._generator(seed))[2] if self.stream == "page" else None

    def _generator(self, seed: int) -> np.random.Generator:
        if self.stream == "page":
            return cast("np.random.Generator", PageStream(page.seed_text(seed)))
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(STREAM,))))

    def _drawn(self, generator: np.random.Generator) -> tuple[Array, Array, np.random.Generator]:
        points, labels = self.points(generator)
        order = generator.permutation(self.samples)
        return points[order], labels[order], generator

    def draw_fresh(self, samples: int, seed: int) -> Table:
        """Return `samples` samples of that seed."""
        return msgspec.structs.replace(self, samples=samples).draw(seed)

    def describe(self) -> Description:
        """Return what is known without drawing."""
        classification = self.task() == "classification"
        return Description(
            name=self.catalog_name,
            task=self.task(),
            rows=self.samples,
            sample_shape=(2,),
            outputs=len(LABELS) if classification else 1,
            feature_names=FEATURES,
            target_names=("label",),
            class_names=LABELS if classification else (),
        )

    def halves(self) -> tuple[int, int]:
        """Return how many samples each of two groups gets."""
        return self.samples - self.samples // 2, self.samples // 2

    def _targets(self, labels: Array) -> Array:
        if self.task() == "classification":
            return (labels > 0).astype(np.int64)
        return np.ascontiguousarray(labels[:, np.newaxis], np.float64)


class PlanarNumbers(Planar, frozen=True):
    """The same with numbers to be predicted: 1,200 samples unless said, as on the page."""

    samples: Annotated[int, Field("Samples in all.", low=2, high=limits.SAMPLES, unit="samples", live=True)] = 1200

    def task(self) -> Task:
        """Return what the labels ask for."""
        return "regression"


def between(low: float | Array, high: float | Array, drawn: Array) -> Array:
    """Return numbers `drawn` in [0, 1) as numbers in [low, high)."""
    return drawn * (high - low) + low


def moved(points: Array, reach: float, noise: float, drawn: Array) -> Array:
    """Return the points `(samples, 2)` moved along each axis by `noise` times a number in `-reach .. reach`."""
    moved_points: Array = points + between(-reach, reach, drawn) * noise
    return moved_points
