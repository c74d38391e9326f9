"""The book's spirals."""

from __future__ import annotations

from nnfs.datasets import spiral_data

from nntui.catalog import register
from nntui.data.arms import Arms
from nntui.data.arrays import Array
from nntui.data.book import draw


@register("dataset", "spiral")
class Spiral(Arms, frozen=True):
    """Spiral arms in the plane, one a class: the book's data from chapter 3 on.

    Features x1 and x2, `(samples * classes, 2)` float32 within -1 to 1; the radius runs from 0 to 1, the angle over 10
    radians with normal noise of 0.5. Data seed 0 is the book's own draw. Source: nnfs, after Karpathy's CS231n notes.
    """

    def points(self, samples: int, seed: int) -> tuple[Array, Array]:
        """Return the points and classes that nnfs draws after that seed."""
        return draw(spiral_data, seed, samples, self.classes)
