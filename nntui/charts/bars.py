"""Labelled horizontal bars with their values as text: class probabilities, and whatever else has a name and a size."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from nntui.charts import numbers
from nntui.charts.cells import fit, width_of
from nntui.charts.layout import crop
from nntui.charts.progress import blocks
from nntui.charts.spans import Row, Rows, Span

LABEL_SHARE = 0.35
SMALLEST_BAR = 4


class Bar(msgspec.Struct, frozen=True):
    """One bar: its label, its value, the value as text, and how it is told from the others.

    `sign` is one character left of the label, so that the bar is found without colours; `note` are words right of
    the value.
    """

    label: str
    value: float
    text: str = ""
    style: str = "accent"
    sign: str = ""
    note: str = ""


class _Layout(msgspec.Struct, frozen=True):
    label: int
    bar: int
    text: int
    note: int
    low: float
    high: float


def bars(
    items: Sequence[Bar],
    *,
    width: int,
    height: int,
    ascii: bool = False,
    low: float = 0.0,
    high: float | None = None,
) -> Rows:
    """Return one row a bar, drawn from `low` to `high` (by default the largest value), each exactly `width` cells.

    Where `height` is too small the bars with a sign and then the largest ones are kept in their order, and the last
    row says how many are left out.
    """
    if width < 1 or height < 1 or not items:
        return ()
    shown = items if len(items) <= height else _important(items, max(1, height - 1))
    layout = _layout(shown, width, low, high)
    rows = [_bar_row(item, layout, width, ascii) for item in shown]
    if len(shown) < len(items) and height > 1:
        rows.append(((fit(f"  and {len(items) - len(shown)} more", width, ascii=ascii), "muted"),))
    return tuple(rows)


def _important(items: Sequence[Bar], room: int) -> list[Bar]:
    def weight(position: int) -> tuple[bool, float]:
        value = items[position].value
        return (not items[position].sign, -value if math.isfinite(value) else math.inf)

    kept = sorted(sorted(range(len(items)), key=weight)[:room])
    return [items[position] for position in kept]


def _layout(items: Sequence[Bar], width: int, low: float, high: float | None) -> _Layout:
    text = max(width_of(_text(item)) for item in items)
    note = max(width_of(item.note) for item in items)
    note = note + 1 if note else 0
    label = min(max(width_of(item.label) for item in items), max(3, int(width * LABEL_SHARE)))
    bar = width - label - text - note - 4
    if bar < SMALLEST_BAR:
        note = 0
        bar = width - label - text - 4
    largest = max((item.value for item in items if math.isfinite(item.value)), default=1.0)
    return _Layout(label, max(0, bar), text, note, low, largest if high is None else high)


def _text(item: Bar) -> str:
    return item.text or numbers.number(item.value)


def _bar_row(item: Bar, layout: _Layout, width: int, ascii: bool) -> Row:
    span = layout.high - layout.low
    share = (item.value - layout.low) / span if span > 0 else 0.0
    bold = " bold" if item.sign else ""
    filled = blocks(share, layout.bar, ascii=ascii)
    cells: list[Span] = [
        (fit(item.sign, 1, ascii=ascii) + " ", f"{item.style}{bold}"),
        (fit(item.label, layout.label, ascii=ascii) + " ", bold),
        (filled, item.style),
        (" " * (layout.bar - len(filled)), ""),
        (" " + fit(_text(item), layout.text, "right", ascii=ascii), bold),
        (fit(f" {item.note}" if item.note else "", layout.note, ascii=ascii), "muted"),
    ]
    return crop(cells, width)
