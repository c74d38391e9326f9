"""The data as they look: a scatter of two features, pictures, or the first rows of a table."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from nntui.charts import plotext_chart, sheets, tables
from nntui.charts.sheets import Tile
from nntui.charts.spans import Rows
from nntui.data.tables import Table
from nntui.tui.text import safe

POINTS = 600
PICTURES = 30
COLUMNS = 40
ROWS = 60
NAME = 14


@functools.lru_cache(maxsize=2)
def warm() -> None:
    """Draw something once, so that what the drawing needs is imported outside of the event loop."""
    plotext_chart.scatter(np.zeros((1, 2)), np.zeros(1, np.int64), 20, 8)


def preview(table: Table, width: int, height: int, *, ascii: bool = False, colours: bool = True) -> Rows:
    """Return a picture of the data in so many cells; the points, pictures or rows are taken evenly from all."""
    if width < 8 or height < 3:
        return ()
    if _two_numbers(table) and table.picture_shape is None:
        return _scatter(table, width, height, ascii=ascii)
    if table.picture_shape is not None:
        rows = _pictures(table, width - 1, height, ascii=ascii, colours=colours)
    else:
        rows = _table(table, width - 1, height, ascii=ascii)
    return tuple(((" ", ""), *row) for row in rows)


def _two_numbers(table: Table) -> bool:
    wide = table.features.shape[1:]
    return wide == (2,) if table.task == "classification" else wide == (1,) and table.targets.shape[1:] in {(), (1,)}


def _some(count: int, most: int) -> Any:
    """Return at most `most` positions, evenly out of `count`."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).astype(np.int64)) if count else np.zeros(0, np.int64)


def _scatter(table: Table, width: int, height: int, *, ascii: bool) -> Rows:
    rows = _some(len(table.features), POINTS)
    features = table.features[rows].astype(np.float64)
    if table.task == "classification":
        return plotext_chart.scatter(features, table.targets[rows], width, height, ascii=ascii)
    points = np.column_stack([features[:, 0], table.targets[rows].reshape(-1)])
    return plotext_chart.scatter(points, np.zeros(len(rows), np.int64), width, height, ascii=ascii)


def _pictures(table: Table, width: int, height: int, *, ascii: bool, colours: bool) -> Rows:
    shape = table.picture_shape or (1, 1)
    across = max(width // (min(shape[1], 20) + 1), 1)
    down = max(height // (min(shape[0], 24) // 2 + 1), 1)
    rows = _some(len(table.features), min(across * down, PICTURES))
    tiles = [Tile(table.features[row].reshape(shape), _class_name(table, row)) for row in rows]
    shades: Any = "grey" if colours else "blocks"
    return sheets.sheet(tiles, width=width, height=height, ascii=ascii, shades=shades)


def _class_name(table: Table, row: int) -> str:
    if not table.class_names:
        return ""
    return safe(table.class_names[int(table.targets[row])], NAME)


def _table(table: Table, width: int, height: int, *, ascii: bool) -> Rows:
    rows = _some(len(table.features), min(height - 1, ROWS))
    flat = table.features.reshape(len(table.features), -1)
    names = table.feature_names[: min(flat.shape[1], COLUMNS)]
    target = table.target_names[0] if table.target_names else "target"
    columns = [tables.Column(safe(target, NAME), style="accent")]
    columns += [tables.Column(safe(name, NAME), align="right") for name in names]
    cells = [[_target(table, row), *(_cell(value) for value in flat[row, : len(names)])] for row in rows]
    return tables.table(columns, cells, width=width, height=height, ascii=ascii)


def _target(table: Table, row: int) -> str:
    if table.class_names:
        return _class_name(table, row)
    return _cell(float(np.reshape(table.targets[row], -1)[0]))


def _cell(value: float) -> str:
    """Return a number in few cells: prices are no powers of ten."""
    return f"{value:.0f}" if 1e4 <= abs(value) < 1e7 else f"{value:.4g}"


def facts(table: Table) -> str:
    """Return rows, features and classes in one line."""
    count = int(np.prod(table.features.shape[1:]))
    parts = [f"{len(table.features):,} rows", f"{count:,} feature{'s' if count != 1 else ''}"]
    if table.class_names:
        parts.append(f"{len(table.class_names)} classes")
    else:
        parts.append("numbers to predict")
    if table.picture_shape:
        parts[1] = f"{table.picture_shape[0]}x{table.picture_shape[1]} pictures"
    return ", ".join(parts)
