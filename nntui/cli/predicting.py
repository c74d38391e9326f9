"""`nntui predict`: CSV in, CSV out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import click
import numpy as np

from nntui.cli.narration import give, say
from nntui.cli.subject import resolve_run
from nntui.data import rows, scaling
from nntui.data.csv_output import to_csv
from nntui.engine.overflow import check_outputs
from nntui.insight import readings
from nntui.spec.places import spelled_out
from nntui.store import atomic
from nntui.store.saving import predicting_parameters, preparation_of

if TYPE_CHECKING:
    from nntui.data.arrays import Array
    from nntui.data.tables import Description, Preparation
    from nntui.store.modelfile import Saved

PREDICTION = "prediction"

Table: TypeAlias = tuple[list[str], Sequence[Sequence[object]]]


@click.command("predict")
@click.argument("run")
@click.option(
    "--input", "source", required=True, metavar="FILE", help="A CSV file with the columns that the run was trained on."
)
@click.option("--output", metavar="FILE", help="Where to write the predictions; without it they go to standard output.")
def predict_command(*, run: str, source: str, output: str | None) -> int:
    """Predictions of RUN (a run's folder or a model file) for every row of a CSV file.

    Gives a header and a row per row: the prediction, then a probability per class.
    """
    saved, _ = resolve_run(run)
    preparation = preparation_of(saved)
    found = rows.read(source, preparation.description)
    for note in found.notes:
        say(f"note: {note}")
    text = to_csv(*predictions(saved, preparation, found.features))
    if output is None or output == "-":
        give(text.removesuffix("\n"))
    else:
        atomic.replace(spelled_out(output), text.encode())
        say(f"{len(found.features):,} predictions in {output}")
    return 0


def predictions(saved: Saved, preparation: Preparation, raw: Array) -> Table:
    """Return the header and the rows of cells for raw rows `(rows, *sample_shape)`."""
    network = saved.network
    features = scaling.to_network(preparation, raw, network.dtype.name)
    scaling.check_finite(features, preparation.description.input_names, "the rows")
    bound, workspace = network.bind(predicting_parameters(saved), None, saved.statistics), network.workspace()
    outputs = check_outputs(bound, features, network.predict(bound, features, workspace), workspace)
    reading = readings.reading_of(network, preparation.description)
    if not reading.classifies:
        return _values(preparation.description, _digits(readings.values(preparation, outputs), network.dtype))
    scores = _digits(readings.scores(reading, outputs), network.dtype)
    return _classes(preparation.description, readings.classes(reading, outputs), scores)


def _digits(values: Array, dtype: np.dtype[Any]) -> list[list[float]]:
    """Return rows of numbers with as many digits as the network's arithmetic has."""
    digits = np.finfo(dtype).precision + 3
    return [[float(f"{value:.{digits}g}") for value in row] for row in values.tolist()]


def _values(description: Description, values: list[list[float]]) -> Table:
    names = description.target_names
    header = [PREDICTION] if len(names) <= 1 else [f"{PREDICTION} {name}" for name in names]
    return header, values


def _classes(description: Description, classes: Array, scores: list[list[float]]) -> Table:
    names = rows.class_names(description)
    said = [names[index] for index in classes.tolist()]
    if any(len(row) != len(names) for row in scores[:1]):  # one number that is no probability: only its class is of use
        return [PREDICTION], [[name] for name in said]
    header = [PREDICTION, *(f"probability {name}" for name in names)]
    return header, [[name, *row] for name, row in zip(said, scores, strict=True)]
