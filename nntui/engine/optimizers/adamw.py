"""Adam with decoupled weight decay."""

from __future__ import annotations

from typing import Annotated, ClassVar

from nntui.catalog import Field, register
from nntui.engine.optimizers.adam import Adam


@register("optimizer", "adamw")
class AdamW(Adam, frozen=True, kw_only=True):
    """AdamW: `p *= 1 - rate * weight_decay`, then a step of Adam (Loshchilov and Hutter 2019).

    The weights are pulled to 0 by the same share whatever their gradients. Biases are not decayed.
    """

    decoupled: ClassVar[bool] = True

    weight_decay: Annotated[float, Field("Pull of the weights towards 0.", low=0, high=1e6, live=True)] = 0.01
