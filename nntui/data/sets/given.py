"""Arrays given from Python: the data of a `Model`, which no file holds."""

from __future__ import annotations

import math
from typing import Annotated

from nntui.catalog import Field, register
from nntui.data.dataset import DataSet
from nntui.data.progress import Report, Slices
from nntui.data.tables import Description, Table
from nntui.errors import DataError
from nntui.spec import limits


@register("dataset", "given", hidden=True)
class Given(DataSet, frozen=True):
    """Arrays that were given to a model from Python; what they were is known, they themselves are not kept."""

    shape: Annotated[tuple[int, ...], Field("Shape of one sample.", low=1, high=limits.CSV_COLUMNS)] = (1,)
    outputs: Annotated[int, Field("Classes, or numbers to predict.", low=1, high=limits.UNITS)] = 1
    task: Annotated[str, Field("What is predicted.", choices=("classification", "regression"))] = "regression"

    def loading(self, seed: int, report: Report | None = None) -> Slices[Table]:
        """Raise `DataError`: there is nothing to load."""
        yield from ()
        raise DataError(
            "this network was trained on arrays given from Python, which its file does not hold",
            where="data.source",
            allowed="another data set of the same shape",
        )

    def describe(self) -> Description:
        """Return shapes, with names x1, x2, ... and y1, y2, ..."""
        classification = self.task == "classification"
        return Description(
            name=self.catalog_name,
            task="classification" if classification else "regression",
            rows=0,
            sample_shape=self.shape,
            outputs=self.outputs,
            feature_names=tuple(f"x{number}" for number in range(1, math.prod(self.shape) + 1)),
            target_names=("class",) if classification else tuple(f"y{number}" for number in range(1, self.outputs + 1)),
            class_names=tuple(str(number) for number in range(self.outputs)) if classification else (),
        )
