"""The drawn graph of a network, and the chosen unit large with its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nntui.charts import graph, numbers
from nntui.charts.bars import Bar, bars
from nntui.charts.layout import crop
from nntui.charts.spans import Row, Rows
from nntui.insight.units import incoming, outgoing

if TYPE_CHECKING:
    from nntui.data.arrays import Array
    from nntui.tui.screens.inspect_state import Inspection
    from nntui.tui.screens.predict_sample import Brush

_MOST_BARS = 200


def graph_rows(seen: Inspection, width: int, height: int, brush: Brush) -> Rows:
    """Return the stages around the chosen one, each with the units around its cursor."""
    if not seen.stages:
        return ()
    fit = graph.columns_for(width)
    first = max(0, min(seen.stage - fit // 2, len(seen.stages) - fit))
    columns = [_column(seen, place, height, ascii=brush.ascii) for place in range(first, min(first + fit, len(seen.stages)))]
    return graph.graph(columns, width=width, height=height, ascii=brush.ascii, shades="blocks" if brush.few else brush.shades)


def stage_title(seen: Inspection, place: int) -> str:
    """Return what a stage is, in words."""
    stage = seen.stages[place]
    if place == 0:
        return "input"
    return f"{place} {' '.join(stage.names)}"


def _column(seen: Inspection, place: int, height: int, *, ascii: bool) -> graph.Column:
    stage, cursor = seen.stages[place], seen.units[place]
    room = graph.room_for(height, pictures=seen.pictures)
    first = max(0, min(cursor - room // 2, stage.units - room))
    shown = range(first, min(first + room, stage.units))
    links = _links(seen, place)
    names = _telling(seen.names(place, ascii=ascii))
    tiles = tuple(_tile(seen, place, unit, names[unit] if names else f"{unit + 1}", links) for unit in shown)
    side = seen.stage - place if abs(seen.stage - place) == 1 else 0
    title = stage_title(seen, place)
    return graph.Column(title, stage.units, first, tiles, cursor - first, place == seen.stage, side)


def _telling(names: list[str]) -> list[str]:
    """Return the names if what a tile has room for tells them apart, else none: then numbers do."""
    return names if len({name[: graph.LABEL_WIDTH - 1] for name in names}) == len(names) else []


def _links(seen: Inspection, place: int) -> Array | None:
    """Return the weights between a stage's units and the chosen unit `(units,)`, as shares of the largest."""
    model, weights = seen.choice.model, seen.weights
    if model is None or weights is None or abs(place - seen.stage) != 1:
        return None
    if place < seen.stage:
        found, _ = incoming(model.network, weights, seen.stages[seen.stage], seen.unit)
    else:
        found = outgoing(model.network, weights, seen.stages[place], seen.unit)
    largest = float(np.abs(found).max(initial=0.0))
    shares: Array = found / largest if largest > 0 and np.isfinite(largest) else np.zeros_like(found)
    return shares


def _tile(seen: Inspection, place: int, unit: int, label: str, links: Array | None) -> graph.Tile:
    found = seen.found.stages[place] if seen.found is not None else None
    mean = float(found.mean[unit]) if found is not None else float("nan")
    largest = float(np.abs(found.mean).max(initial=0.0)) if found is not None else 0.0
    share = abs(mean) / largest if largest > 0 else 0.0
    link = float(links[unit]) if links is not None and unit < len(links) else None
    return graph.Tile(label, mean, share, seen.picture(place, unit), link)


# the chosen unit


def unit_rows(seen: Inspection, width: int, height: int, brush: Brush) -> Rows:
    """Return the chosen unit: its picture, its numbers, and the weights into it and out of it."""
    model, weights = seen.choice.model, seen.weights
    if model is None or weights is None or not seen.stages or width < 8:
        return ()
    rows: list[Row] = [*_head(seen, width, ascii=brush.ascii)]
    into, bias = incoming(model.network, weights, seen.stages[seen.stage], seen.unit)
    following = seen.stages[seen.stage + 1] if seen.stage + 1 < len(seen.stages) else None
    out = outgoing(model.network, weights, following, seen.unit)
    rows += _numbers(seen, bias, width)
    left = height - len(rows)
    if seen.pictures:
        picture = seen.picture(seen.stage, seen.unit)
        tall = min(max(left * 2 // 5, 4), 16)
        shades = "blocks" if brush.few else brush.shades
        rows += (
            graph.paint(picture, width=min(width, 3 * tall), height=tall, ascii=brush.ascii, shades=shades) if picture else ()
        )
        left = height - len(rows)
    lists = [(f"weights from {stage_title(seen, seen.stage - 1)}" if seen.stage else "", seen.stage - 1, into)]
    lists.append((f"weights to {stage_title(seen, seen.stage + 1)}" if following is not None else "", seen.stage + 1, out))
    kept = [one for one in lists if one[0]]
    for place, (title, stage, values) in enumerate(kept):
        room = left // (len(kept) - place)
        rows += _weight_rows(seen, title, stage, values, width=width, height=room, ascii=brush.ascii)
        left = height - len(rows)
    return tuple(rows[:height])


def _head(seen: Inspection, width: int, *, ascii: bool) -> list[Row]:
    stage = seen.stages[seen.stage]
    name = seen.name(seen.stage, seen.unit, ascii=ascii)
    number = f"{seen.unit + 1:,}"
    title = f"unit {number} of {stage.units:,}" + (f": {name}" if name != f"{seen.unit + 1}" else "")
    weights = seen.weights
    when = "" if weights is None else f"step {weights.step:,}" if weights.step else "start weights"
    return [crop([(title, "bold")], width), crop([(f"{stage_title(seen, seen.stage)}, {when}", "muted")], width)]


def _numbers(seen: Inspection, bias: float | None, width: int) -> list[Row]:
    found = seen.found.stages[seen.stage] if seen.found is not None else None
    pairs: list[tuple[str, str]] = []
    if bias is not None:
        pairs.append(("bias", numbers.number(bias)))
    if found is not None and seen.found is not None and seen.found.samples:
        pairs.append(("mean activation", numbers.number(float(found.mean[seen.unit]))))
        pairs.append(("zero for", f"{numbers.percent(float(found.zeros[seen.unit]))} of samples"))
    return [crop([(f"{label} ", "muted"), (value, "")], width) for label, value in pairs]


def _weight_rows(seen: Inspection, title: str, stage: int, values: Array, *, width: int, height: int, ascii: bool) -> list[Row]:
    """Return a title and the largest weights, in their order, each with sign, size and a bar."""
    if height < 2:
        return []
    keep = np.sort(np.argsort(-np.abs(np.nan_to_num(values)), kind="stable")[:_MOST_BARS])
    names = seen.names(stage, ascii=ascii)
    items = [
        Bar(
            names[unit] if names else f"{unit + 1}",
            abs(float(values[unit])),
            f"{'-' if values[unit] < 0 else '+'}{numbers.number(abs(float(values[unit])), 3)}",
            graph.link_style(float(values[unit])),
        )
        for unit in keep.tolist()
    ]
    return [crop([(title, "muted")], width), *bars(items, width=width, height=height - 1, ascii=ascii)]
