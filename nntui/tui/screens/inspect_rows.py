"""The drawn graph of a network, and the chosen unit large with its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nntui.charts import graph, numbers
from nntui.charts.bars import Bar, bars
from nntui.charts.cells import cut
from nntui.charts.layout import crop
from nntui.charts.spans import Row, Rows
from nntui.insight.units import bias_of, incoming, kernel_of, outgoing

if TYPE_CHECKING:
    from nntui.data.arrays import Array
    from nntui.insight.units import Stage
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
    shares = _shares(seen, place)
    names = _telling(seen.names(place, ascii=ascii))
    tiles = tuple(_tile(seen, place, unit, names[unit] if names else f"{unit + 1}", shares) for unit in shown)
    side = seen.stage - place if abs(seen.stage - place) == 1 else 0
    title = stage_title(seen, place)
    return graph.Column(title, stage.units, first, tiles, cursor - first, place == seen.stage, side, noun(stage))


def noun(stage: Stage) -> str:
    """Return what a unit of the stage is called."""
    return "channel" if stage.places > 1 else "unit"


def _telling(names: list[str]) -> list[str]:
    """Return the names if what a tile has room for tells them apart, else none: then numbers do."""
    return names if len({name[: graph.LABEL_WIDTH - 1] for name in names}) == len(names) else []


def _shares(seen: Inspection, place: int) -> Array | None:
    """Return the weights between a stage's units and the chosen unit `(units,)`, as shares of the largest."""
    model, weights = seen.choice.model, seen.weights
    if model is None or weights is None or abs(place - seen.stage) != 1:
        return None
    found = _into(seen) if place < seen.stage else _out(seen)
    largest = float(np.abs(found).max(initial=0.0))
    shares: Array = found / largest if largest > 0 and np.isfinite(largest) else np.zeros_like(found)
    return shares


def _into(seen: Inspection) -> Array:
    """Return the weights from the units of the stage before into the chosen unit; of the input none."""
    model, weights = seen.choice.model, seen.weights
    if model is None or weights is None or not seen.stage:
        return np.zeros(0)
    before, stage = seen.stages[seen.stage - 1 : seen.stage + 1]
    return incoming(model.network, weights, before, stage, seen.unit)


def _out(seen: Inspection) -> Array:
    """Return the weights from the chosen unit into the stage that follows; of the last stage none."""
    model, weights = seen.choice.model, seen.weights
    if model is None or weights is None or seen.stage + 1 >= len(seen.stages):
        return np.zeros(0)
    stage, following = seen.stages[seen.stage : seen.stage + 2]
    return outgoing(model.network, weights, stage, following, seen.unit)


def _tile(seen: Inspection, place: int, unit: int, label: str, shares: Array | None) -> graph.Tile:
    found = seen.found.stages[place] if seen.found is not None else None
    mean = float(found.mean[unit]) if found is not None else float("nan")
    largest = float(np.abs(found.mean).max(initial=0.0)) if found is not None else 0.0
    share = abs(mean) / largest if largest > 0 else 0.0
    link = float(shares[unit]) if shares is not None and unit < len(shares) else None
    return graph.Tile(label, mean, share, seen.picture(place, unit), link, seen.held_unit(place, unit))


# the chosen unit


def unit_rows(seen: Inspection, width: int, height: int, brush: Brush) -> Rows:
    """Return the chosen unit: its picture, its numbers, and the weights into it and out of it."""
    model, weights = seen.choice.model, seen.weights
    if model is None or weights is None or not seen.stages or width < 8:
        return ()
    rows: list[Row] = [*_head(seen, width, ascii=brush.ascii)]
    rows += _held_rows(seen, width)
    rows += _chosen_link(seen, bias_of(model.network, weights, seen.stages[seen.stage], seen.unit), width, ascii=brush.ascii)
    rows += _numbers(seen, width)
    kernel = kernel_of(model.network, weights, seen.stages[seen.stage], seen.unit)
    if kernel is not None:
        rows += _kernel_rows(kernel, seen.stages[seen.stage - 1].units, width, ascii=brush.ascii)
    left = height - len(rows)
    if seen.pictures:
        picture = seen.picture(seen.stage, seen.unit)
        tall = min(max(left * 2 // 5, 4), 16)
        shades = "blocks" if brush.few else brush.shades
        rows += (
            graph.paint(picture, width=min(width, 3 * tall), height=tall, ascii=brush.ascii, shades=shades) if picture else ()
        )
        left = height - len(rows)
    kept = _lists(seen)
    for place, (title, stage, values) in enumerate(kept):
        room = left // (len(kept) - place)
        rows += _weight_rows(seen, title, stage, values, width=width, height=room, ascii=brush.ascii)
        left = height - len(rows)
    return tuple(rows[:height])


def _lists(seen: Inspection) -> list[tuple[str, int, Array]]:
    """Return the lists of weights that there are: a title, the stage of the other units, the weights."""
    found = []
    if seen.stage:
        found.append((f"weights from {stage_title(seen, seen.stage - 1)}", seen.stage - 1, _into(seen)))
    if seen.stage + 1 < len(seen.stages):
        found.append((f"weights to {stage_title(seen, seen.stage + 1)}", seen.stage + 1, _out(seen)))
    return found


def _kernel_rows(kernel: Array, channels: int, width: int, *, ascii: bool) -> list[Row]:
    """Return the weights of a kernel as they lie, each as sign and size; nothing where there is no room for them."""
    largest = float(np.abs(kernel).max(initial=0.0))
    if (graph.LINK_WIDTH * kernel.shape[1] > width) or not (largest > 0 and np.isfinite(largest)):
        return []
    shares = (kernel / largest).tolist()
    rows: list[Row] = [crop([("kernel" if channels == 1 else f"kernel, sum of {channels:,} channels", "muted")], width)]
    for line in shares:
        cells = [(f"{graph.link_text(share, ascii=ascii)} ", graph.link_style(share)) for share in line]
        rows.append(crop(cells, width))
    return rows


def _head(seen: Inspection, width: int, *, ascii: bool) -> list[Row]:
    stage = seen.stages[seen.stage]
    name = seen.name(seen.stage, seen.unit, ascii=ascii)
    number = f"{seen.unit + 1:,}"
    title = f"{noun(stage)} {number} of {stage.units:,}" + (f": {name}" if name != f"{seen.unit + 1}" else "")
    weights = seen.weights
    when = "" if weights is None else f"step {weights.step:,}" if weights.step else "start weights"
    return [crop([(title, "bold")], width), crop([(f"{stage_title(seen, seen.stage)}, {when}", "muted")], width)]


def _held_rows(seen: Inspection, width: int) -> list[Row]:
    """Say in words how the unit is held by hand."""
    place = (seen.stages[seen.stage].weights_at, seen.unit)
    said = []
    if seen.held is not None and place in seen.held.silenced:
        said.append(("silenced: passes nothing on", "warning"))
    if place[0] in seen.frozen_layers:
        said.append(("frozen with its layer", "accent"))
    elif seen.held is not None and place in seen.held.frozen:
        said.append(("frozen: training leaves it", "accent"))
    return [crop([words], width) for words in said]


def _chosen_link(seen: Inspection, bias: float | None, width: int, *, ascii: bool) -> list[Row]:
    """Return the bias, and the chosen one of the bias and the weights with a sign before it."""
    if not seen.links.any:
        return []
    sign = ("> " if ascii else "▸ ", "mark bold")
    value = numbers.number(seen.links.value)
    name = cut(seen.links.name(ascii=ascii), width - len(value) - 3, ascii=ascii)
    chosen = crop([sign, (f"{name} ", "bold"), (value, "")], width)
    if seen.links.source is None:
        return [chosen]
    plain = [] if bias is None else [crop([("  bias ", "muted"), (numbers.number(bias), "")], width)]
    return [*plain, chosen]


def _numbers(seen: Inspection, width: int) -> list[Row]:
    found = seen.found.stages[seen.stage] if seen.found is not None else None
    pairs: list[tuple[str, str]] = []
    if found is not None and seen.found is not None and seen.found.samples:
        pairs.append(("mean activation", numbers.number(float(found.mean[seen.unit]))))
        of = "pixels" if seen.stages[seen.stage].places > 1 else "samples"
        pairs.append(("zero for", f"{numbers.percent(float(found.zeros[seen.unit]))} of {of}"))
    return [crop([(f"{label} ", "muted"), (value, "")], width) for label, value in pairs]


def _weight_rows(seen: Inspection, title: str, stage: int, values: Array, *, width: int, height: int, ascii: bool) -> list[Row]:
    """Return a title and the largest weights and the chosen one, in their order, each with sign, size and a bar."""
    if height < 2:
        return []
    chosen = seen.links.source if stage == seen.stage - 1 and seen.stages[stage].units == seen.links.weights else None
    order = np.argsort(-np.abs(np.nan_to_num(values)), kind="stable")[:_MOST_BARS]
    keep = np.union1d(order, [] if chosen is None else [chosen]).astype(np.intp)
    names = seen.names(stage, ascii=ascii)
    items = [
        Bar(
            names[unit] if names else f"{unit + 1}",
            abs(float(values[unit])),
            f"{'-' if values[unit] < 0 else '+'}{numbers.number(abs(float(values[unit])), 3)}",
            graph.link_style(float(values[unit])),
            (">" if ascii else "▸") if unit == chosen else "",
        )
        for unit in keep.tolist()
    ]
    return [crop([(title, "muted")], width), *bars(items, width=width, height=height - 1, ascii=ascii)]
