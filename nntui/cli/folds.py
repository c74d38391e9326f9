"""`nntui train SPEC --folds N`: k folds in place of one run."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

import msgspec

from nntui.cli.columns import as_json, columns, figure
from nntui.cli.headless import prepared_for
from nntui.cli.narration import give, say
from nntui.cli.progress import Line, clock
from nntui.cli.wanted import reporting
from nntui.data.progress import finish
from nntui.training.folds import CrossValidation, cross_validating

if TYPE_CHECKING:
    from nntui.spec.experiment import Experiment


def validate(experiment: Experiment, name: str, folds: int, line: Line, *, json: bool) -> int:
    """Train and measure fold after fold, give the figures as a table or as one JSON object, and keep no file."""
    aside = experiment.data
    if aside.validation or aside.fresh:
        say("note: the folds take the place of the validation part")
        data = msgspec.structs.replace(aside, validation=0.0, fresh=0)
        experiment = msgspec.structs.replace(experiment, data=data)
    complete, prepared = prepared_for(experiment, line)
    say(f"{name}: {folds} folds of {len(prepared.train.features):,} rows, {complete.training.epochs:,} epochs each")
    started = perf_counter()
    result = finish(cross_validating(complete, prepared, folds), reporting(line))
    line.clear()
    say(f"done in {clock(perf_counter() - started)}")
    give(as_json(_plain(result)) if json else _table(result))
    return 0


def _table(result: CrossValidation) -> str:
    header = ["fold", "rows", "epochs", *result.names]
    rows = [
        [str(fold.number), str(fold.validated_on), str(fold.epochs), *map(figure, fold.values.values())]
        for fold in result.folds
    ]
    for name, values in (("mean", result.mean), ("deviation", result.deviation)):
        rows.append([name, "", "", *map(figure, values.values())])
    return columns(header, rows)


def _plain(result: CrossValidation) -> dict[str, Any]:
    folds = [
        {"fold": fold.number, "trained_on": fold.trained_on, "rows": fold.validated_on, "epochs": fold.epochs, **fold.values}
        for fold in result.folds
    ]
    return {"folds": folds, "mean": result.mean, "deviation": result.deviation}
