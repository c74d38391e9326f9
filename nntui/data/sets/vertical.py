"""The book's vertical stripes."""

from __future__ import annotations

from nnfs.datasets import vertical_data

from nntui.catalog import register
from nntui.data.arms import Arms
from nntui.data.arrays import Array
from nntui.data.book import draw


@register("dataset", "vertical")
class Vertical(Arms, frozen=True):
    """Blobs side by side, one a class: the book's easier data of chapter 6.

    Features x1 and x2, `(samples * classes, 2)` float32: normal with deviation 0.1 around (class / 3, 0.5). Data seed 0
    is the book's own draw. Source: nnfs, after Karpathy's CS231n notes.
    """

    def points(self, samples: int, seed: int) -> tuple[Array, Array]:
        """Return the points and classes that nnfs draws after that seed."""
        return draw(vertical_data, seed, samples, self.classes)
