"""Pictures of what `insight.methods` find, by their names: each fills a place of `width` by `height` cells."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from nntui.charts.layout import crop
from nntui.charts.rates import rates
from nntui.charts.spans import Row, Rows, Span
from nntui.charts.tables import Cell, Column, table

if TYPE_CHECKING:
    from nntui.insight.dead_units import DeadUnits, LayerUnits
    from nntui.insight.gradients import GradientsFound
    from nntui.training.folds import CrossValidation

_VERDICTS = {"right": ("✓+", "good"), "wrong": ("✗!", "bad bold"), "spoiled": ("??", "warning"), "unknown": ("--", "muted")}
"""A sign, and the one where only ASCII can be drawn, and a style."""


def folds(result: CrossValidation, width: int, height: int, *, ascii: bool = False) -> Rows:
    """Return a table of the figures of each fold, with mean and deviation."""
    columns = [Column("fold"), Column("rows", "right"), *(Column(name, "point") for name in result.names)]
    rows: list[list[Cell]] = [[str(fold.number), f"{fold.validated_on:,}", *_figures(fold.values)] for fold in result.folds]
    rows += [[(name, "bold"), "", *_figures(values)] for name, values in _summary(result)]
    if len(rows) > height - 1:
        rows = rows[: max(height - 3, 0)] + rows[-2:]
    return table(columns, rows, width=width, height=height, ascii=ascii)


def _summary(result: CrossValidation) -> tuple[tuple[str, dict[str, float]], ...]:
    return ("mean", result.mean), ("deviation", result.deviation)


def _figures(values: dict[str, float]) -> list[Cell]:
    return [f"{value:.4g}" if math.isfinite(value) else "-" for value in values.values()]


def gradients(result: GradientsFound, width: int, height: int, *, ascii: bool = False) -> Rows:
    """Return a line for each layer: its verdict in words."""
    lines = []
    for one in result.layers:
        signs, style = _VERDICTS[one.verdict]
        lines.append(_layer(one.position, one.name, f"{signs[ascii]} {one.sentence}", style, width))
    return _with_notes(lines, [result.note], width, height)


def units(result: DeadUnits, width: int, height: int, *, ascii: bool = False) -> Rows:
    """Return, for each activation, a line in words and a sign for each of its units."""
    lines: list[Row] = []
    for one in result.layers:
        style = "bad" if one.dead else "warning" if one.saturated else "good"
        lines.append(_layer(one.position, one.name, one.sentence, style, width))
        lines.append(crop([("   ", ""), *_signs(one, ascii=ascii)], width))
    if not lines:
        lines = [crop([(" there is no activation before the output", "muted")], width)]
    return _with_notes(lines, [result.advice], width, height)


def _signs(one: LayerUnits, *, ascii: bool) -> list[Span]:
    alive, saturated, dead = "o-x" if ascii else "●◐○"
    states = [(alive, "good")] * one.units
    for positions, sign in ((one.saturated, (saturated, "warning")), (one.dead, (dead, "bad"))):
        for position in positions:
            states[position] = sign
    return states


def _layer(position: int, name: str, sentence: str, style: str, width: int) -> Row:
    return crop([(f" {position} {name}  ", "bold"), (sentence, style)], width)


def _with_notes(lines: Sequence[Row], notes: Sequence[str], width: int, height: int) -> Rows:
    told = [crop([(f" {note}", "muted")], width) for note in notes if note]
    return (*lines[: max(height - len(told), 0)], *told)[:height]


PICTURES: dict[str, Callable[..., Rows]] = {"find-rate": rates, "folds": folds, "check": gradients, "dead-units": units}
