"""The bias of the chosen unit and the weights into it, one of which is chosen; no Textual."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from nntui.engine import links
from nntui.errors import InputError, nearest

if TYPE_CHECKING:
    from nntui.data.arrays import Array
    from nntui.tui.screens.inspect_state import Inspection

BIAS = "bias"


class Links:
    """The bias, if there is one, and behind it the weights in their order; `place` is the chosen one's among them."""

    def __init__(self, seen: Inspection) -> None:
        self._seen = seen
        self.place = 0

    @property
    def layer(self) -> int:
        """The position of the chosen unit's layer, -1 for the input."""
        return self._seen.stages[self._seen.stage].weights_at

    @property
    def any(self) -> bool:
        """Whether there is a link into the chosen unit: inputs have none."""
        return self._seen.choice.model is not None and bool(self._seen.stages) and self._seen.stage > 0

    @property
    def positions(self) -> Array:
        """The positions of all of them in the flat vector."""
        model, seen = self._seen.choice.model, self._seen
        if model is None or not self.any:
            return np.zeros(0, np.intp)
        unit = (model.network, self.layer, seen.unit)
        return np.concatenate([links.bias_of(*unit), links.weights_into(*unit)])

    @property
    def biases(self) -> int:
        """How many of them are a bias: one or none."""
        model = self._seen.choice.model
        return 0 if model is None or not self.any else len(links.bias_of(model.network, self.layer, self._seen.unit))

    @property
    def weights(self) -> int:
        """How many of them are weights."""
        return len(self.positions) - self.biases

    @property
    def source(self) -> int | None:
        """The chosen weight among those into the unit, from 0; None for the bias."""
        return None if self.place < self.biases else self.place - self.biases

    @property
    def value(self) -> float:
        """The value of the chosen one."""
        weights = self._seen.weights
        return math.nan if weights is None else float(weights.parameters[self.positions[self.place]])

    @property
    def nudge(self) -> float:
        """A tenth of the power of ten of the largest of them."""
        weights = self._seen.weights
        values = np.zeros(1) if weights is None else weights.parameters[self.positions]
        largest = float(np.abs(np.nan_to_num(values)).max(initial=0.0))
        return 10.0 ** (math.floor(math.log10(largest)) - 1) if largest > 0 else 0.1

    def go(self, by: int) -> None:
        """Choose the next one or the one before; behind the last comes the first."""
        self.place = (self.place + by) % len(self.positions)

    def name(self, *, ascii: bool = False) -> str:
        """Return what the chosen one is called, such as `bias` or `weight from x1`."""
        source = self.source
        if source is None:
            return BIAS
        known = self._names(ascii=ascii)
        return f"weight from {known[source]}" if known else f"weight {source + 1:,} of {self.weights:,}"

    def _names(self, *, ascii: bool) -> list[str]:
        """Return a name for each weight; none where several come from one unit."""
        seen = self._seen
        before = seen.stages[seen.stage - 1]
        if before.units != self.weights:
            return []
        return seen.names(seen.stage - 1, ascii=ascii) or [f"unit {unit + 1:,}" for unit in range(before.units)]

    def find(self, text: str) -> None:
        """Choose by the word bias, a name, or a number from 1; raises `InputError` for others."""
        count = self.weights
        names = [name.lower() for name in self._names(ascii=False)]
        wanted = text.lower()
        if wanted == BIAS and self.biases:
            self.place = 0
        elif wanted in names:
            self.place = self.biases + names.index(wanted)
        elif wanted.isascii() and wanted.isdigit() and len(wanted) < 10 and 1 <= int(wanted) <= count:
            self.place = self.biases + int(wanted) - 1
        else:
            allowed = f"1 to {count:,}" + ", or a name" * bool(names) + f", or {BIAS}" * self.biases
            raise InputError("there is no such weight", received=text, allowed=allowed, nearest=nearest(wanted, names))
