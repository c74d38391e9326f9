"""The numbers of a sample in another shape."""

from __future__ import annotations

import math
from typing import Annotated

from nntui.catalog import Field, register
from nntui.engine.arrays import Shape
from nntui.engine.reshaping import Reshaping
from nntui.errors import OutOfRange, StackError
from nntui.spec import limits

AXES = 4


@register("layer", "reshape")
class Reshape(Reshaping, frozen=True):
    """The same numbers in another shape, such as `[28,28,1]`: 784 numbers as an image of 28 by 28 pixels, one channel.

    In reading order; -1 stands for what is left over, once, as in Keras and NumPy.
    """

    target_shape: Annotated[
        tuple[int, ...],
        Field("Shape of one sample; -1 for what is left over.", low=-1, high=limits.PARAMETERS, unit="numbers along an axis"),
    ] = (-1,)

    def __post_init__(self) -> None:
        super().__post_init__()
        shape = self.target_shape
        if 0 in shape or shape.count(-1) > 1 or not 1 <= len(shape) <= AXES:
            raise OutOfRange(
                "this is no shape",
                where=f"{self.catalog_name}.target_shape",
                received=list(shape),
                allowed=f"1 to {AXES} whole numbers from 1 on, one of which may be -1",
            )

    def output_shape(self, input_shape: Shape) -> Shape:
        """Return `target_shape`; raises `StackError` where the input has more or fewer numbers."""
        count, known = math.prod(input_shape), math.prod(size for size in self.target_shape if size > 0)
        if count % known or (count != known and -1 not in self.target_shape):
            shape = "x".join(map(str, input_shape))
            raise StackError(
                f"{count:,} numbers ({shape}) do not fill the shape",
                received=list(self.target_shape),
                allowed=f"sizes whose product is {count:,}",
                advice=f"Set target_shape to sizes whose product is {count:,}, or one of them to -1.",
            )
        return tuple(size if size > 0 else count // known for size in self.target_shape)
