"""What the keyboard does to an experiment: each edit takes a frozen value and returns a new one."""

from __future__ import annotations

from typing import Any

import msgspec

from nntui.catalog import Component, FieldInfo, catalog, fields
from nntui.spec import limits
from nntui.spec.experiment import Experiment

Layers = tuple[Component, ...]
LADDER = (1.0, 2.0, 5.0)


def with_layers(experiment: Experiment, layers: Layers) -> Experiment:
    """Return the experiment with this stack."""
    limits.check("layers", len(layers), limits.LAYERS, where="model.layers")
    return msgspec.structs.replace(experiment, model=msgspec.structs.replace(experiment.model, layers=layers))


def add(experiment: Experiment, place: int, layer: Component) -> Experiment:
    """Put a layer at that place of the stack."""
    layers = experiment.model.layers
    return with_layers(experiment, (*layers[:place], layer, *layers[place:]))


def duplicate(experiment: Experiment, place: int) -> Experiment:
    """Put the same layer behind the one at that place."""
    return add(experiment, place + 1, experiment.model.layers[place])


def remove(experiment: Experiment, place: int) -> Experiment:
    """Take the layer at that place out."""
    layers = experiment.model.layers
    return with_layers(experiment, (*layers[:place], *layers[place + 1 :]))


def move(experiment: Experiment, place: int, by: int) -> Experiment:
    """Exchange the layer with its neighbour above (-1) or below (1); at the ends nothing changes."""
    layers = list(experiment.model.layers)
    other = place + by
    if not 0 <= other < len(layers):
        return experiment
    layers[place], layers[other] = layers[other], layers[place]
    return with_layers(experiment, tuple(layers))


def new_component(kind: str, name: str, like: Any = None) -> Component:
    """Make a component with its defaults, keeping the fields of the same name that `like` has.

    A number that it takes the place of, such as a learning rate, becomes its first field. A field without a default gets
    the value it says to start with, else the least that its range allows.
    """
    cls = catalog.find(kind, name).cls
    infos = fields(cls)
    values = {info.name: starting_value(info) for info in infos if info.required}
    kept = {info.name: getattr(like, info.name) for info in infos if isinstance(like, Component) and hasattr(like, info.name)}
    if isinstance(like, float) and infos and float in infos[0].types:
        kept = {infos[0].name: like}
    try:
        return catalog.build(kind, name, values | kept)
    except ValueError:
        return catalog.build(kind, name, values)


def with_data_set(experiment: Experiment, source: Component) -> Experiment:
    """Return the experiment on another data set; what only a generated set can do is exchanged for a share of the rows."""
    data = msgspec.structs.replace(experiment.data, source=source)
    if data.fresh and not getattr(source, "generated", True):
        data = msgspec.structs.replace(data, fresh=0, validation=data.validation or 0.2)
    if type(source) is type(experiment.data.source):
        return msgspec.structs.replace(experiment, data=data)
    return msgspec.structs.replace(experiment, data=data, name="", why="")


def starting_value(info: FieldInfo) -> Any:
    """Return a value for a field that has no default."""
    if info.field.start is not None:
        return int(info.field.start) if int in info.types else info.field.start
    if info.field.choices:
        return info.field.choices[0]
    if str in info.types:
        return ""
    low = info.field.low or 0
    return max(int(low), 1) if int in info.types else float(low) or 0.1


def next_value(info: FieldInfo, value: Any, direction: int) -> Any:
    """Return the value that the right (1) or left (-1) arrow makes of one; the same when there is no next."""
    if isinstance(value, bool):
        return not value
    if info.field.choices and isinstance(value, str):
        choices = info.field.choices
        return choices[(choices.index(value) + direction) % len(choices)]
    if isinstance(value, int):
        return _within(info, _next_int(info, value, direction))
    if isinstance(value, float):
        return _within(info, _next_float(info, value, direction))
    return value


def _next_int(info: FieldInfo, value: int, direction: int) -> int:
    if info.field.unit in {"epochs", "samples"} and (value > 10 or (value == 10 and direction > 0)):
        return round(_on_ladder(value, direction))
    if abs(value) < 16 or (value == 16 and direction < 0):
        return value + direction
    steps = sorted({round(half * 2**power) for power in range(4, 31) for half in (1, 1.5)})
    return next((step for step in steps if step > value), value) if direction > 0 else max(s for s in (*steps, 16) if s < value)


def _next_float(info: FieldInfo, value: float, direction: int) -> float:
    field = info.field
    if field.low is not None and field.high is not None and field.high - field.low <= 1:
        return round(value + 0.05 * direction, 6)
    if value <= 0:
        return 1e-4 if direction > 0 else value
    return 0.0 if direction < 0 and value <= 1e-7 else _on_ladder(value, direction)


def _on_ladder(value: float, direction: int) -> float:
    """Return the next of ... 0.1 0.2 0.5 1 2 5 10 ..."""
    rungs = [float(f"{rung:g}e{power}") for power in range(-9, 10) for rung in LADDER]
    if direction > 0:
        return next((rung for rung in rungs if rung > value * 1.0001), value)
    return next((rung for rung in reversed(rungs) if rung < value * 0.9999), value)


def _within(info: FieldInfo, value: Any) -> Any:
    """Keep the value inside the field's range."""
    field = info.field
    if field.high is not None and (value > field.high or (field.high_open and value == field.high)):
        return type(value)(field.high) if not field.high_open else value - 0.05
    if field.low is not None and (value < field.low or (field.low_open and value == field.low)):
        return type(value)(field.low) if not field.low_open else 1e-9
    return value
