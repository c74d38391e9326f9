"""What a network may see of two-feature data in place of the two features: the inputs of TensorFlow Playground."""

from __future__ import annotations

import msgspec


class Formula(msgspec.Struct, frozen=True):
    """One input made of the two features of a sample: `x1**first * x2**second`, or its sine."""

    first: int
    second: int
    sine: bool = False

    def written(self, names: tuple[str, str]) -> str:
        """Return the formula with the features' names, such as `x1*x2` or `sin(x1)`."""
        powers = zip(names, (self.first, self.second), strict=True)
        product = "*".join(name if power == 1 else f"{name}^{power}" for name, power in powers if power)
        return f"sin({product})" if self.sine else product


FORMULAS = {
    "x1": Formula(1, 0),
    "x2": Formula(0, 1),
    "x1_squared": Formula(2, 0),
    "x2_squared": Formula(0, 2),
    "x1_x2": Formula(1, 1),
    "sin_x1": Formula(1, 0, sine=True),
    "sin_x2": Formula(0, 1, sine=True),
}
"""By the name that stands in a spec, in the page's order."""
NAMES = tuple(FORMULAS)
PLAIN = ("x1", "x2")


def toggled(inputs: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Return the inputs with one switched on or off, in the page's order; the two features alone are the empty tuple."""
    switched = set(inputs or PLAIN) ^ {name}
    chosen = tuple(known for known in NAMES if known in switched)
    return () if chosen == PLAIN else chosen
