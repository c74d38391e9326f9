"""Vectors cut into stretches that stay in the cache while an update passes over them several times."""

from __future__ import annotations

import numpy as np

from nntui.engine.arrays import Array
from nntui.engine.problem import Problem

# Measured with Adam on 118,000 and 670,000 parameters and half a megabyte of second-level cache: pieces of 32 KiB cost a
# fifth more (they spend their time on calls), whole vectors a tenth more (they come from main memory at every pass).
PIECE_BYTES = 131_072


class Piece:
    """One stretch of the trainable parameters: views of the vectors, and room for products.

    `slots` are in the order of the optimizer's memory, `average` is that of the averaged parameters, where they are
    kept; `scratch` and `spare` are overwritten by everybody.
    """

    __slots__ = ("average", "gradients", "parameters", "scratch", "slots", "spare")

    def __init__(self, place: slice, problem: Problem, slots: list[Array], average: Array | None, room: list[Array]) -> None:
        self.parameters = problem.parameters[place]
        self.gradients = problem.gradients[place]
        self.slots = tuple(slot[place] for slot in slots)
        self.average = None if average is None else average[place]
        self.scratch, self.spare = (array[: place.stop - place.start] for array in room)


def pieces(problem: Problem, slots: list[Array], average: Array | None) -> list[Piece]:
    """Return the trainable stretches of the problem's vectors, each of at most `PIECE_BYTES`."""
    dtype = problem.parameters.dtype
    longest = max(PIECE_BYTES // dtype.itemsize, 1)
    room = [np.empty(min(longest, problem.parameters.size), dtype) for _ in range(2)]
    return [Piece(place, problem, slots, average, room) for span in problem.spans for place in _cut(span, longest)]


def _cut(span: slice, longest: int) -> list[slice]:
    return [slice(start, min(start + longest, span.stop)) for start in range(span.start, span.stop, longest)]
