"""What every data set is: a frozen value that describes itself and is loaded in slices."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nntui.catalog import Component
from nntui.data.progress import Report, Slices, finish
from nntui.data.tables import Description, Table


class DataSet(Component, frozen=True):
    """A data set of the catalog; `loading` is the one method that must be written."""

    generated: ClassVar[bool] = False
    """Whether it is drawn from a seed, as many samples as one likes."""

    def loading(self, seed: int, report: Report | None = None) -> Slices[Table]:
        """Load in slices of some milliseconds, and return the table; `seed` matters to generated sets only.

        `report` is told what happens inside a slice that cannot be cut (a download).
        """
        raise NotImplementedError

    def load(self, seed: int = 0, report: Report | None = None) -> Table:
        """Load at once, telling `report` how far it is."""
        return finish(self.loading(seed, report), report)

    def start_generator(self, seed: int) -> np.random.Generator | None:
        """Return the generator of the start weights where the data brings its own, else None."""
        return None

    def describe(self) -> Description:
        """Return what is known without the arrays; reads the file only where nothing else knows."""
        return describe_table(self.load())


class Generated(DataSet, frozen=True):
    """A data set that is drawn from a seed; `draw` and `describe` are what must be written."""

    generated: ClassVar[bool] = True

    def draw(self, seed: int) -> Table:
        """Return the samples of that seed."""
        raise NotImplementedError

    def draw_fresh(self, samples: int, seed: int) -> Table:
        """Return `samples` samples in all, of another seed."""
        raise NotImplementedError

    def loading(self, seed: int, report: Report | None = None) -> Slices[Table]:
        """Draw in one slice: a generated set is small."""
        yield from ()
        return self.draw(seed)


def describe_table(table: Table) -> Description:
    """Return what is known of a table without its arrays."""
    outputs = len(table.class_names) if table.task == "classification" else table.targets.shape[1]
    return Description(
        name=table.name,
        task=table.task,
        rows=len(table.features),
        sample_shape=tuple(table.features.shape[1:]),
        outputs=outputs,
        feature_names=table.feature_names,
        target_names=table.target_names,
        class_names=table.class_names,
        picture_shape=table.picture_shape,
    )
