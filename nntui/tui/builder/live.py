"""The values of an experiment that can change while it trains, in groups with a heading each."""

from __future__ import annotations

import msgspec

from nntui.catalog import Component, fields
from nntui.spec import formulas, overrides
from nntui.spec.experiment import Experiment, Training
from nntui.tui.builder.form import Entry, entries_at

ENDS = ("epochs", "patience", "monitor", "min_change", "best_weights", "target_loss", "target_accuracy", "time_limit")
FEATURES = "data.features"
Listed = tuple[Entry | str, ...]


def live_values(experiment: Experiment, *, formulas_of: Experiment | None = None) -> Listed:
    """Return headings and entries; `formulas_of` is the experiment whose inputs can be switched, for two-feature data."""
    groups: list[tuple[str, tuple[Entry, ...]]] = [
        ("optimizer", _live(experiment, "optimizer")),
        ("when training ends", _training(experiment, ends=True)),
        ("batches", _training(experiment, ends=False)),
        ("loss", _live(experiment, "model.loss")),
        ("data: other samples under the same weights", _data(experiment)),
    ]
    groups += [
        (f"layer {place}: {layer.catalog_name}", _inside(experiment, f"model.layers.{place}", layer))
        for place, layer in enumerate(experiment.model.layers)
    ]
    if formulas_of is not None:
        groups.append(("what the network sees: a new start", _formulas(formulas_of)))
    rows: list[Entry | str] = []
    for heading, entries in groups:
        rows += [heading, *entries] if entries else []
    return tuple(rows)


def _live(experiment: Experiment, path: str) -> tuple[Entry, ...]:
    """Return a component, which can be exchanged for another, and its fields that can change."""
    entries = tuple(entries_at(experiment, path))
    return tuple(entry for entry in entries if entry.path == path or entry.info.field.live)


def _inside(experiment: Experiment, path: str, layer: Component) -> tuple[Entry, ...]:
    paths = (f"{path}.{info.name}" for info in fields(type(layer)))
    return tuple(entry for inner in paths for entry in entries_at(experiment, inner, 1) if entry.info.field.live)


def _training(experiment: Experiment, *, ends: bool) -> tuple[Entry, ...]:
    names = [info.name for info in fields(Training) if info.field.live]
    chosen = [name for name in ENDS if name in names] if ends else [name for name in names if name not in ENDS]
    return tuple(entry for name in chosen for entry in entries_at(experiment, f"training.{name}", 1))


def _data(experiment: Experiment) -> tuple[Entry, ...]:
    """Return what says which samples a generated set draws; points drawn by hand are drawn on the plane."""
    source = experiment.data.source
    if not getattr(source, "generated", False):
        return ()
    own = [f"data.source.{info.name}" for info in fields(type(source)) if info.field.live]
    return tuple(entry for path in ("data.seed", *own) for entry in entries_at(experiment, path, 1))


def _formulas(experiment: Experiment) -> tuple[Entry, ...]:
    info = overrides.info(experiment, FEATURES)
    seen = experiment.data.features or formulas.PLAIN
    return tuple(Entry(f"{FEATURES}.{name}", name, name in seen, info, "switch", 1) for name in formulas.NAMES)


def with_formula(experiment: Experiment, path: str) -> Experiment:
    """Return the experiment with the input at `path`, such as `data.features.x1_x2`, switched on or off."""
    seen = formulas.toggled(experiment.data.features, path.rpartition(".")[2])
    return msgspec.structs.replace(experiment, data=msgspec.structs.replace(experiment.data, features=seen))
