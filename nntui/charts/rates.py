"""The picture of a learning-rate sweep: losses over rates, with the suggestion marked."""

from __future__ import annotations

import math

from nntui.charts.lines import fitted
from nntui.charts.lines_axes import y_axis, y_bounds
from nntui.charts.plotext_chart import Axis, Chart, Series, Sign, draw
from nntui.charts.spans import Row, Rows
from nntui.training.finder import Found

_BELOW = 2
_TICK_ROOM = 8
_LEFT = 7


def rates(found: Found, width: int, height: int, *, ascii: bool = False) -> Rows:
    """Return the sweep as `height` rows of `width` cells: a line of words, then losses over the logarithm of the rate.

    Points are the losses of the updates, the line is smoothed; S is the suggested rate, L where the loss is lowest.
    """
    if len(found.rates) < 2:
        return (fitted([(" too few updates for a picture", "muted")], width),) + ((),) * (height - 1)
    return (_words(found, width), *draw(_chart(found, width, height - 1), width, height - 1, ascii=ascii))


def _words(found: Found, width: int) -> Row:
    marked = [("S", "fastest", found.suggestion), ("L", "lowest", found.lowest)]
    spans = [(" loss over learning rate", "bold")]
    for letter, word, rate in marked:
        if rate is not None:
            spans += [(f"   {letter}", "mark bold"), (f" {word} at {rate:.2g}", "")]
    return fitted(spans, width)


def _chart(found: Found, width: int, height: int) -> Chart:
    places = tuple(math.log10(rate) for rate in found.rates)
    smoothed = tuple(found.smoothed.tolist())
    top = max(smoothed)
    bounds = y_bounds(min(smoothed), top, None)
    losses = tuple(min(loss, bounds.high) for loss in found.losses.tolist())
    marked = (("L", found.lowest), ("S", found.suggestion))
    return Chart(
        _x_axis(places[0], places[-1], width),
        y_axis(bounds, height - _BELOW),
        (
            Series(places, losses, role="previous", marker="·", line=False),
            Series(places, smoothed, role="train"),
        ),
        tuple(Sign(math.log10(rate), letter) for letter, rate in marked if rate is not None),
    )


def _x_axis(low: float, high: float, width: int) -> Axis:
    """Return an axis with ticks at powers of ten, as many as there is room for."""
    powers = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
    every = max(1, math.ceil(len(powers) * _TICK_ROOM / max(width - _LEFT, 1)))
    return Axis(low, high, tuple((float(power), f"1e{power}") for power in powers if power % every == 0))
