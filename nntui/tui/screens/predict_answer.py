"""What the network says about the chosen sample, in words and bars, and how well it does on the part."""

from __future__ import annotations

from typing import Any

import numpy as np

from nntui.charts import axes, numbers
from nntui.charts.bars import Bar, bars
from nntui.charts.boundary import LETTERS
from nntui.charts.classes import class_mark, class_style
from nntui.charts.layout import crop
from nntui.charts.plane import DOTS, Series, plane
from nntui.charts.spans import Row, Rows, Span
from nntui.insight.predictions import Forecast, PartForecast
from nntui.tui.screens.predict_state import Choice
from nntui.tui.text import safe

NAME = 40
DUST = 1e-12
SMALLEST_SCATTER = 7
ROOM_FOR_NOTES = 40
MOST_POINTS = 4000


def where_rows(choice: Choice, width: int, *, stale: bool = False) -> Rows:
    """Return two rows: the parts with the chosen one told apart, the sample's number; and whose weights these are."""
    return (crop(_parts(choice), width), crop(_weights(choice, stale), width))


def short_where_rows(choice: Choice, forecast: Forecast, width: int, *, ascii: bool = False) -> Rows:
    """Return the same two rows where the answer has no other place than the second one."""
    step = f"  step {choice.weights.step:,}   " if choice.weights is not None else "  "
    return (crop(_parts(choice), width), crop([(step, "muted"), *short_answer(choice, forecast, ascii=ascii)], width))


def _parts(choice: Choice) -> list[Span]:
    cells: list[Span] = [(" ", "")]
    for name, part in choice.parts.items():
        here = name == choice.part_name
        fresh = " fresh" if name == "validation" and choice.model is not None and choice.model.experiment.data.fresh else ""
        cells.append((f" {name} {len(part.raw):,}{fresh} ", "selected bold" if here else "muted"))
    if not choice.parts and choice.model is not None:
        cells.append((" no data part is here: type values (v) or change them (e)", "muted"))
    if choice.count:
        cells.append((f"   sample {choice.index + 1:,} of {choice.count:,}", "bold"))
    if choice.changed:
        cells.append((", changed", "warning"))
    return cells


def _weights(choice: Choice, stale: bool) -> list[Span]:
    weights = choice.weights
    if weights is None:
        return [("  waiting for the network", "muted")]
    if stale:
        return [(f"  weights of step {weights.step:,}, of the network as it was before your changes in Build", "warning")]
    if not weights.step:
        return [("  start weights: nothing is trained yet (space trains)", "warning")]
    going = ", training goes on" if choice.running else ""
    return [(f"  weights of step {weights.step:,}, epoch {weights.epoch:,}{going}", "muted")]


def answer_rows(choice: Choice, forecast: Forecast | None, width: int, height: int, *, ascii: bool = False) -> Rows:
    """Return the answer in at most `width` by `height` cells."""
    if forecast is None:
        return ()
    if not forecast.finite:
        return _lines([("The weights are not finite: this run diverged.", "bad")], width)
    rows = _class_rows if forecast.reading.classifies else _value_rows
    return rows(choice, forecast, width, height, ascii)[:height]


def verdict(choice: Choice, forecast: Forecast, *, ascii: bool = False) -> list[Span]:
    """Return right or wrong in words, or how far off a value is."""
    truth = choice.truth
    if truth is None:
        return []
    if forecast.said is None:
        return []
    name = _class_name(choice, truth, ascii)
    if choice.changed:
        return [(f"changed; before it was {name}", "muted")]
    if forecast.said == truth:
        return [("right" if ascii else "✓ right", "good bold"), (f": it is {name}", "")]
    return [("wrong" if ascii else "✗ wrong", "bad bold"), (f": it is {name}", "")]


def short_answer(choice: Choice, forecast: Forecast, *, ascii: bool = False) -> list[Span]:
    """Return the answer in a few words, for where there is no room for more."""
    if forecast.said is None:
        return [("predicted ", "muted"), (", ".join(numbers.number(value) for value in forecast.values[:3]), "bold")]
    name = _class_name(choice, forecast.said, ascii)
    return [("predicted ", "muted"), (name, "bold"), ("  ", ""), *verdict(choice, forecast, ascii=ascii)]


def _class_rows(choice: Choice, forecast: Forecast, width: int, height: int, ascii: bool) -> Rows:
    said = forecast.said or 0
    mark = f"{class_mark(said, ascii=ascii)} " if choice.kind == "plane" else ""
    style = class_style(said) if choice.kind == "plane" else "accent"
    rows = [
        crop([("predicted  ", "muted"), (mark, style), (_class_name(choice, said, ascii), "bold")], width),
        crop(verdict(choice, forecast, ascii=ascii), width),
        (),
    ]
    below = [(), *_part_rows(choice, width)]
    room = height - len(rows) - len(below)
    return (*rows, *_bars(choice, forecast, width, max(1, room), ascii), *below)


def _bars(choice: Choice, forecast: Forecast, width: int, height: int, ascii: bool) -> Rows:
    probable = forecast.reading.probable
    if len(forecast.scores) == 1:
        return _one_number(forecast, width)
    items = [
        Bar(
            label=_label(choice, position, ascii),
            value=score,
            text=numbers.percent(score) if probable else numbers.number(score),
            style=class_style(position) if choice.kind == "plane" else "accent",
            sign=(">" if ascii else "▸") if position == forecast.said else "",
            note="true" if width >= ROOM_FOR_NOTES and position == choice.truth and not choice.changed else "",
        )
        for position, score in enumerate(forecast.scores)
    ]
    low = 0.0 if probable else min(0.0, *forecast.scores)
    return bars(items, width=width, height=height, ascii=ascii, low=low, high=1.0 if probable else None)


def _one_number(forecast: Forecast, width: int) -> Rows:
    """Return the single output of a network that gives no probability, and what it means."""
    limit = f"above {numbers.short(forecast.reading.threshold)} it is the second class"
    return (
        crop([("output     ", "muted"), (numbers.number(forecast.scores[0]), "bold")], width),
        crop([(limit, "muted")], width),
    )


def _label(choice: Choice, position: int, ascii: bool) -> str:
    name = _class_name(choice, position, ascii)
    if choice.kind != "plane":
        return name
    letter = f"{LETTERS[position % len(LETTERS)]} " if choice.areas else ""
    return f"{letter}{class_mark(position, ascii=ascii)} {name}"


def _class_name(choice: Choice, position: int, ascii: bool) -> str:
    names = choice.description.class_names if choice.description is not None else ()
    name = names[position] if 0 <= position < len(names) else str(position)
    return safe(f"class {name}" if len(name) <= 2 else name, NAME, ascii=ascii)


def _part_rows(choice: Choice, width: int) -> list[Row]:
    forecast = choice.forecast_of_part
    if forecast is None:
        return [crop([(f"{choice.part_name}: being predicted ...", "muted")], width), ()] if choice.part_name else []
    return [crop(line, width) for line in _part_words(forecast)]


def _part_words(forecast: PartForecast) -> list[list[Span]]:
    name = f"all {len(forecast.wrong):,} of {forecast.part}"
    if forecast.reading.classifies:
        wrong = f"  {forecast.wrong_count:,} wrong" if forecast.wrong_count else "  none is wrong"
        return [[(name, "muted")], [("accuracy ", ""), (numbers.percent(forecast.accuracy), "bold"), (wrong, "")]]
    off = ", ".join(numbers.number(error) for error in forecast.mean_error[:3])
    near = ", ".join(numbers.number(size, 2) for size in forecast.tolerance[:3])
    return [
        [(name, "muted")],
        [("off by ", ""), (off, "bold"), (" on average", "")],
        [(f"closer than {near}: ", ""), (numbers.percent(forecast.accuracy), "bold")],
    ]


def _value_rows(choice: Choice, forecast: Forecast, width: int, height: int, ascii: bool) -> Rows:
    rows: list[Row] = []
    known = choice.description
    names = known.target_names if known is not None else ()
    for position, value in enumerate(forecast.values[: max(1, (height - 5) // 4)]):
        name = safe(names[position] if position < len(names) else f"output {position + 1}", NAME, ascii=ascii)
        rows += [crop(line, width) for line in _value_words(name, value, _true_value(choice, position))]
    rows += [(), *_part_rows(choice, width)]
    return (*rows, *_scatter(choice, width, height - len(rows), ascii))


def _true_value(choice: Choice, position: int) -> float | None:
    truth: Any = choice.truth
    if truth is None or choice.changed:
        return None
    value = float(np.ravel(truth)[position])
    return 0.0 if abs(value) < DUST else value


def _value_words(name: str, said: float, true: float | None) -> list[list[Span]]:
    lines: list[list[Span]] = [[("predicted  ", "muted"), (numbers.number(said, 5), "bold"), (f"  {name}", "")]]
    if true is not None:
        lines.append([("true       ", "muted"), (numbers.number(true, 5), "bold")])
        side = "too high" if said > true else "too low" if said < true else "exact"
        lines.append([("off by     ", "muted"), (numbers.number(abs(said - true), 4), "warning bold"), (f"  {side}", "")])
    return lines


def _scatter(choice: Choice, width: int, height: int, ascii: bool) -> Rows:
    """Return predicted against true values of the part, where there is room and the sample is not drawn as a curve."""
    forecast, part = choice.forecast_of_part, choice.part
    if forecast is None or part is None or choice.kind == "curve" or height < SMALLEST_SCATTER + 2:
        return ()
    true = part.raw_targets.reshape(len(part.raw_targets), -1)[:, 0].astype(np.float64)
    said = forecast.said.reshape(len(forecast.said), -1)[:, 0].astype(np.float64)
    stride = max(1, -(-len(true) // MOST_POINTS))
    axis = axes.around(true)
    ends = np.array([axis.low, axis.high])
    series = [
        Series(ends, ends, DOTS, "muted", line=True),
        Series(true[::stride], said[::stride], "o" if ascii else "●", "accent"),
    ]
    chosen = (float(true[choice.index]), float(said[choice.index]))
    room = min(height - 2, max(SMALLEST_SCATTER, width * 2 // 5))
    drawn = plane(series, axis, axes.around(true, said), width=width, height=room, ascii=ascii, chosen=chosen)
    return ((), crop([("predicted against true (right)", "muted")], width), *drawn)


def _lines(cells: list[Span], width: int) -> Rows:
    return tuple(crop([cell], width) for cell in cells)
