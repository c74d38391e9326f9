"""The size of the gradient by layer, noted at steps further and further apart: for a screen, and for nothing else.

A run of any length costs a few thousand notes: the first 1,024 steps are all noted, then every second one, from step
2,049 on every fourth, and so on. Training without a screen notes nothing; no result depends on the notes.
"""

from __future__ import annotations

import math

from nntui.engine.arrays import Array
from nntui.engine.layout import Layout
from nntui.training.messages import Curve
from nntui.training.pyramid import Pyramid

NORM = "gradient_norm"
_ALL_OF = 1024


def norm_series(layer: int) -> str:
    """Return the name of the curve of the layer at that position."""
    return f"{NORM}.{layer}"


def apart(step: int) -> int:
    """Return how many steps after `step` the next note is due: a power of two, at most a 512th of the steps done."""
    return 1 << (max(step - 1, 0) // _ALL_OF).bit_length()


class Norms:
    """Notes `sqrt(sum(gradient ** 2))` over all weights and biases of each trainable layer of `layout`, penalties included.

    The first note is due at step `first`. The gradient is the one that the update followed: that of one batch, clipped
    where the optimizer clips.
    """

    def __init__(self, layout: Layout, first: int = 1) -> None:
        self.due = first
        self._stretches = _stretches(layout)
        self._pyramid = Pyramid(tuple(norm_series(layer) for layer in self._stretches))

    def note(self, step: int, epoch: float, seconds: float, gradients: Array) -> None:
        """Note the gradient `(size,)` of update `step`, which ended at that place of the run."""
        parts = [gradients[stretch] for stretch in self._stretches.values()]
        self._pyramid.record((step, epoch, seconds, *[math.sqrt(float(part.dot(part))) for part in parts]))
        self.due = step + apart(step)

    def curves(self) -> dict[str, Curve]:
        """Return a curve per layer; none before the first note."""
        return {name: curve for name, curve in self._pyramid.curves().items() if len(curve.step)}


def _stretches(layout: Layout) -> dict[int, slice]:
    """Return where in the vector the arrays of each layer with a trainable one lie."""
    found: dict[int, slice] = {}
    for layer in sorted({entry.layer for entry in layout.entries if entry.trainable}):
        places = [entry.place for entry in layout.entries if entry.layer == layer]
        found[layer] = slice(places[0].start, places[-1].stop)
    return found
