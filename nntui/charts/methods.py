"""Pictures of what `insight.methods` find, by their names: each for a place of `width` by `height` cells."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from nntui.charts.layout import crop
from nntui.charts.rates import rates
from nntui.charts.spans import Row, Rows, Span, join
from nntui.charts.tables import Cell, Column, table

if TYPE_CHECKING:
    from nntui.insight.dead_units import DeadUnits, LayerUnits
    from nntui.insight.gradients import GradientsFound
    from nntui.training.folds import CrossValidation

_VERDICTS = {"right": ("✓+", "good"), "wrong": ("✗!", "bad bold"), "spoiled": ("??", "warning"), "unknown": ("--", "muted")}
"""A sign, and the one where only ASCII can be drawn, and a style."""
_INDENT = 3
TALL = 100_000
"""Rows of a place that no list fills."""


class Picture(msgspec.Struct, frozen=True):
    """Draws a result; one that `fills` its place is as high as that, another is a list that may be longer and scrolled."""

    draw: Callable[..., Rows]
    fills: bool = False

    def __call__(self, result: object, width: int, height: int, *, ascii: bool = False) -> Rows:
        """Return at most `height` rows of at most `width` cells."""
        return self.draw(result, width, height, ascii=ascii)[:height]

    def whole(self, result: object, width: int, height: int, *, ascii: bool = False) -> Rows:
        """Return all rows: those of a list may be more than `height`."""
        return self.draw(result, width, height if self.fills else TALL, ascii=ascii)


def folds(result: CrossValidation, width: int, height: int, *, ascii: bool = False) -> Rows:
    """Return a table of the figures of each fold, with mean and deviation."""
    columns = [Column("fold"), Column("rows", "right"), *(Column(name, "point") for name in result.names)]
    rows: list[list[Cell]] = [[str(fold.number), f"{fold.validated_on:,}", *_figures(fold.values)] for fold in result.folds]
    rows += [[(name, "bold"), "", *_figures(values)] for name, values in _summary(result)]
    if len(rows) > height - 1:
        rows = rows[: max(height - 3, 0)] + rows[-2:]
    return tuple(((" ", ""), *row) for row in table(columns, rows, width=width - 1, height=height, ascii=ascii))


def _summary(result: CrossValidation) -> tuple[tuple[str, dict[str, float]], ...]:
    return ("mean", result.mean), ("deviation", result.deviation)


def _figures(values: dict[str, float]) -> list[Cell]:
    return [f"{value:.4g}" if math.isfinite(value) else "-" for value in values.values()]


def gradients(result: GradientsFound, width: int, height: int, *, ascii: bool = False) -> Rows:
    """Return each layer with its verdict in words."""
    lines: list[Row] = []
    for one in result.layers:
        signs, style = _VERDICTS[one.verdict]
        lines += _layer(one.position, one.name, f"{signs[ascii]} {one.sentence}", style, width)
    return _with_notes(lines, result.note, width, height)


def units(result: DeadUnits, width: int, height: int, *, ascii: bool = False) -> Rows:
    """Return, for each activation, a line in words and a sign for each of its units."""
    lines: list[Row] = []
    for one in result.layers:
        style = "bad" if one.dead else "warning" if one.saturated else "good"
        lines += _layer(one.position, one.name, one.sentence, style, width)
        lines += _signs(one, max(width - _INDENT, 1), ascii=ascii)
    if not lines:
        lines = [crop([(" there is no activation before the output", "muted")], width)]
    return _with_notes(lines, result.advice, width, height)


def _signs(one: LayerUnits, width: int, *, ascii: bool) -> list[Row]:
    alive, saturated, dead = "o-x" if ascii else "●◐○"
    states = [(alive, "good")] * one.units
    for positions, sign in ((one.saturated, (saturated, "warning")), (one.dead, (dead, "bad"))):
        for position in positions:
            states[position] = sign
    return [_indented(states[start : start + width]) for start in range(0, len(states), width)]


def _indented(spans: Sequence[Span]) -> Row:
    return join([(" " * _INDENT, ""), *spans])


def _layer(position: int, name: str, sentence: str, style: str, width: int) -> list[Row]:
    """Return a sentence about a layer, on as many rows as it takes."""
    place = f" {position} {name}  "
    first, *others = textwrap.wrap(sentence, max(width - _INDENT, 8), initial_indent=" " * (len(place) - _INDENT)) or [""]
    return [
        crop([(place, "bold"), (first.lstrip(), style)], width),
        *(crop(_indented([(line, style)]), width) for line in others),
    ]


def _with_notes(lines: Sequence[Row], note: str, width: int, height: int) -> Rows:
    told = [crop([(f" {line}", "muted")], width) for line in textwrap.wrap(note, max(width - 1, 8))]
    return (*lines[: max(height - len(told), 0)], *told)[:height]


PICTURES = {
    "find-rate": Picture(rates, fills=True),
    "folds": Picture(folds),
    "check": Picture(gradients),
    "dead-units": Picture(units),
}
