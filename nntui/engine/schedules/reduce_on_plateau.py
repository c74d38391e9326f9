"""A rate that falls when the loss does not."""

from __future__ import annotations

import math
from collections.abc import Mapping, MutableMapping
from typing import Annotated

from nntui.catalog import Field, register
from nntui.engine.schedule import NOTHING, Schedule
from nntui.spec import limits

BEST, WAITED, SHARE = "plateau best", "plateau waited", "plateau share"


@register("schedule", "reduce_on_plateau")
class ReduceOnPlateau(Schedule, frozen=True):
    """Multiplies the rate by `factor` when the loss has not fallen for more than `patience` epochs.

    The loss is that of the validation where there is one; it has fallen when it is below `best * (1 - min_change)`, as
    in PyTorch. The rate does not fall below `end`.
    """

    learning_rate: Annotated[float, Field("Rate of the first update.", low=0, high=1e30, live=True)] = 0.001
    factor: Annotated[float, Field("What the rate is multiplied by.", low=0, high=1, high_open=True, live=True)] = 0.1
    patience: Annotated[int, Field("Epochs without a fall that are waited for.", low=0, high=limits.EPOCHS, live=True)] = 10
    min_change: Annotated[float, Field("Smallest fall that counts, as a share.", low=0, high=1, live=True)] = 1e-4
    end: Annotated[float, Field("Lowest rate.", low=0, high=1e30, live=True)] = 0.0

    def rate(self, updates_done: int, epoch: float = 0.0, values: Mapping[str, float] = NOTHING) -> float:
        """Return the rate after the falls so far."""
        return max(min(self.end, self.learning_rate), self.learning_rate * values.get(SHARE, 1.0))

    def observe(self, loss: float, values: MutableMapping[str, float]) -> None:
        """Count epochs without a fall, and lower the rate when there were too many."""
        best = values.get(BEST, math.inf)
        if loss < best * (1 - self.min_change) or best == math.inf:
            values[BEST], values[WAITED] = loss, 0.0
            return
        values[WAITED] = values.get(WAITED, 0.0) + 1
        if values[WAITED] > self.patience:
            values[SHARE] = values.get(SHARE, 1.0) * self.factor
            values[WAITED] = 0.0
