"""What the colours of heights mean, in numbers: a bar with the ends of its scale."""

from __future__ import annotations

from nntui.charts import numbers
from nntui.charts.boundary import DIGITS, FEW_HEIGHTS, HEIGHTS, height_role, height_word
from nntui.charts.layout import crop, row_width
from nntui.charts.pictures import Shades
from nntui.charts.spans import Row, Span


def scale(
    low: float, high: float, *, width: int, few: bool = False, ascii: bool = False, shades: Shades = "grey", digits: int = 3
) -> Row:
    """Return the bar of `heat` from `low` to `high` in at most `width` cells: each height's digit on its colour.

    Where the room is short the heights stand closer, then those between the ends are left out.
    """
    heights = range(0, HEIGHTS, (HEIGHTS - 1) // (FEW_HEIGHTS - 1) if few else 1)
    coloured = not ascii and shades != "blocks"
    ends = (numbers.short(low, digits), numbers.short(high, digits))
    rows: list[list[Span]] = []
    for kept, gap in ((heights, " "), (heights, ""), ((0, HEIGHTS // 2, HEIGHTS - 1), "")):
        bar = [
            (f"{gap}{DIGITS[height]}{gap}", f" on {height_role(height)}" if coloured else height_word(height))
            for height in kept
        ]
        rows.append([(f"{ends[0]} ", ""), *bar, (f" {ends[1]}", "")])
    return crop(next((row for row in rows if row_width(row) <= width), rows[-1]), width)
