"""What the generated two-feature classifications share: so many samples of each class, in the order of the classes."""

from __future__ import annotations

from typing import Annotated

import msgspec
import numpy as np

from nntui.catalog import Component, Field
from nntui.data.arrays import Array
from nntui.data.dataset import Generated
from nntui.data.tables import Description, Table
from nntui.spec import limits


class Arms(Generated, frozen=True):
    """A generated classification in the plane; `points` is what must be written."""

    samples: Annotated[int, Field("Samples of each class.", low=2, high=limits.SAMPLES, unit="samples", live=True)] = 100
    classes: Annotated[int, Field("Classes, each with as many samples.", low=2, high=limits.CLASSES, unit="classes")] = 3

    def __post_init__(self) -> None:
        Component.__post_init__(self)
        limits.check("samples in all", self.samples * self.classes, limits.SAMPLES, where=f"{self.catalog_name}.samples")

    def points(self, samples: int, seed: int) -> tuple[Array, Array]:
        """Return features `(samples * classes, 2)` float32 and classes `(samples * classes,)`, grouped by class."""
        raise NotImplementedError

    def draw(self, seed: int) -> Table:
        """Return the samples of that seed."""
        return self._table(*self.points(self.samples, seed))

    def draw_fresh(self, samples: int, seed: int) -> Table:
        """Return `samples` samples in all, as equally shared among the classes as can be."""
        each = max(2, -(-samples // self.classes))
        features, classes = self.points(each, seed)
        kept = np.sort(np.argsort(np.tile(np.arange(each), self.classes), kind="stable")[:samples])
        return self._table(features[kept], classes[kept])

    def describe(self) -> Description:
        """Return what is known without drawing."""
        return Description(
            name=self.catalog_name,
            task="classification",
            rows=self.samples * self.classes,
            sample_shape=(2,),
            outputs=self.classes,
            feature_names=("x1", "x2"),
            target_names=("class",),
            class_names=tuple(str(number) for number in range(self.classes)),
        )

    def _table(self, features: Array, classes: Array) -> Table:
        known = msgspec.structs.asdict(self.describe())
        names = {name: known[name] for name in ("name", "task", "feature_names", "target_names", "class_names")}
        return Table(features=features, targets=classes.astype(np.int64), **names)
