"""`nntui evaluate`: loss and accuracy of a run on data."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from nntui.cli.narration import give, say
from nntui.cli.progress import Line
from nntui.cli.subject import resolve_run
from nntui.data import progress, rows
from nntui.data.prepare import load, prepare, to_part
from nntui.engine.overflow import check_loss
from nntui.errors import DataError, InputError
from nntui.spec import line as one_line
from nntui.store.outside import check_no_paths
from nntui.store.saving import predicting_parameters, preparation_of

if TYPE_CHECKING:
    from nntui.data.arrays import Array
    from nntui.data.tables import Description, Preparation, Table
    from nntui.spec.experiment import Data
    from nntui.store.modelfile import Saved


@click.command("evaluate")
@click.argument("run")
@click.option(
    "--data",
    help="A CSV file with the run's columns, or a data set as in a one-line spec, such as 'spiral samples=1000 seed=7'; "
    "without it, the parts of the run's own data.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def evaluate_command(*, run: str, data: str | None, as_json: bool) -> int:
    """Loss and accuracy of RUN (a run's folder or a model file), dropout off."""
    saved, path = resolve_run(run)
    bar = Line(path.parent.name)
    found = _own_parts(saved, path, bar) if data is None else {"": _given(saved, data, bar)}
    bar.clear()
    if as_json:
        plain = {part: {name: _finite(value) for name, value in values.items()} for part, values in found.items()}
        give(msgspec.json.encode(plain if data is None else plain[""]).decode())
        return 0
    for part, values in found.items():
        for name, value in values.items():
            give(f"{part}{' ' if part else ''}{name} {value:.6g}")
    return 0


def _own_parts(saved: Saved, path: Path, bar: Line) -> dict[str, dict[str, float]]:
    """Return the figures of each part of the data that the run was trained on."""
    experiment = saved.experiment
    check_no_paths(experiment, frozenset(), where=str(path), allowed="data that you name: --data FILE or --data 'DATASET ...'")
    prepared = prepare(experiment.data, experiment.seed, experiment.model.dtype, _reporting(bar))
    parts = [part for part in (prepared.train, prepared.validation, prepared.test) if part is not None]
    preparation = preparation_of(saved)
    return {part.name: _figures(saved, preparation, part.raw, part.raw_targets) for part in parts}


def _given(saved: Saved, data: str, bar: Line) -> dict[str, float]:
    preparation = preparation_of(saved)
    if _is_file(data):
        found = rows.read(data, preparation.description, with_targets=True, report=_reporting(bar))
        for note in found.notes:
            say(f"note: {note}")
        if found.targets is None:
            raise DataError("there is no target column to compare with", where=data)
        return _figures(saved, preparation, found.features, found.targets)
    table = load(_section(data), _reporting(bar))
    _check_alike(preparation.description, table, data)
    return _figures(saved, preparation, table.features, table.targets)


def _is_file(data: str) -> bool:
    try:
        return Path(data).expanduser().exists() or (data.lower().endswith(".csv") and not data.startswith("csv "))
    except (OSError, ValueError, RuntimeError):
        return False


def _section(data: str) -> Data:
    return one_line.parse(data).data


def _check_alike(known: Description, table: Table, data: str) -> None:
    shape = table.features.shape[1:]
    if shape != known.sample_shape or table.task != known.task:
        raise InputError(
            "the data has other samples than the run",
            where=data,
            received=f"{table.task} of samples {shape}",
            allowed=f"{known.task} of samples {known.sample_shape}",
        )
    if table.class_names != known.class_names:
        raise InputError(
            "the data has other classes than the run",
            where=data,
            received=table.class_names,
            allowed=", ".join(known.class_names),
        )


def _figures(saved: Saved, preparation: Preparation, raw: Array, targets: Array) -> dict[str, float]:
    network = saved.network
    X, y = to_part(preparation, raw, targets, network.dtype.name)
    bound = network.bind(predicting_parameters(saved), None, saved.statistics)
    inputs, workspace = network.encode_inputs(X), network.workspace()
    values = network.evaluate(bound, inputs, network.encode_targets(y), workspace)
    check_loss(values["loss"], bound, inputs, workspace)
    return values


def _reporting(bar: Line) -> progress.Report:
    return lambda told: bar.show_text(f"{told.text} {told.share:.0%}" if told.total else told.text)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
