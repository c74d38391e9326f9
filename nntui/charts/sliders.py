"""Where a value lies in its range, as a mark on a line."""

from __future__ import annotations

import math


def slider(share: float, width: int, *, ascii: bool = False) -> str:
    """Return a line of `width` cells with a mark at `share` (0 to 1); beyond the ends an arrow stands there."""
    line, mark, before, after = ("-", "O", "<", ">") if ascii else ("─", "●", "◂", "▸")
    if width < 1:
        return ""
    if not math.isfinite(share):
        return line * width
    sign = before if share < -1e-9 else after if share > 1 + 1e-9 else mark
    place = min(width - 1, max(0, int(share * width)))
    return line * place + sign + line * (width - 1 - place)
