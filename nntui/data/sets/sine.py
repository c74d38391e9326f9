"""The book's sine curve."""

from __future__ import annotations

from typing import Annotated

from nnfs.datasets import sine_data

from nntui.catalog import Field, register
from nntui.data.book import draw
from nntui.data.dataset import Generated
from nntui.data.tables import Description, Table
from nntui.spec import limits


@register("dataset", "sine")
class Sine(Generated, frozen=True):
    """One period of a sine, the book's regression of chapter 17: y = sin(2 pi x), x evenly from 0 up to 1.

    Feature x `(samples, 1)` float64, target y `(samples, 1)` float64. There is no randomness: the seed changes
    nothing, and fresh samples are another grid. Source: nnfs.
    """

    samples: Annotated[
        int, Field("Samples, evenly over one period.", low=2, high=limits.SAMPLES, unit="samples", live=True)
    ] = 1000

    def draw(self, seed: int) -> Table:
        """Return the samples, the same for every seed."""
        return self.draw_fresh(self.samples, seed)

    def draw_fresh(self, samples: int, seed: int) -> Table:
        """Return `samples` samples, evenly over one period."""
        x, y = draw(sine_data, seed, samples)
        return Table(name="sine", task="regression", features=x, targets=y, feature_names=("x",), target_names=("y",))

    def describe(self) -> Description:
        """Return what is known without drawing."""
        return Description(
            name="sine",
            task="regression",
            rows=self.samples,
            sample_shape=(1,),
            outputs=1,
            feature_names=("x",),
            target_names=("y",),
        )
