"""Every field of every section, with what does not belong there: from Python, by path, and as `--set` writes it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nntui.catalog import Component, FieldInfo, fields
from nntui.errors import SpecError
from nntui.spec import line, overrides
from nntui.spec.experiment import Data, Experiment, Network, Training

SECTIONS: dict[str, type[Any]] = {"data": Data, "model": Network, "training": Training, "": Experiment}
FIELDS = [
    pytest.param(prefix, info, id=f"{prefix}.{info.name}".strip("."))
    for prefix, cls in SECTIONS.items()
    for info in fields(cls)
    if info.section is None
]
JUNK = [b"x", object(), 1 + 2j, {"a": 1}, [[1]], 10**400, float("nan"), float("inf"), np.zeros(2), "no such thing"]


def outside(info: FieldInfo) -> list[Any]:
    """Numbers just outside the field's range."""
    low, high = info.field.low, info.field.high
    below = [] if low is None else [low if info.field.low_open else low - 1 - abs(low) * 1e-6]
    above = [] if high is None else [high if info.field.high_open else high + 1 + abs(high) * 1e-6]
    return [*below, *above] if {int, float} & set(info.types) else []


def wrong_for(info: FieldInfo) -> list[Any]:
    free = str in info.types and not info.field.choices
    found = [*(value for value in JUNK if not (free and isinstance(value, str))), *outside(info)]
    found += [] if info.optional else [None]
    return [[value] for value in found] if info.many else found


def experiment() -> Experiment:
    return line.parse("spiral | dense 4, relu, dense 3, softmax | adam | epochs 3")


@pytest.mark.parametrize(("prefix", "info"), FIELDS)
def test_from_python_and_by_path(prefix: str, info: FieldInfo) -> None:
    """The place is the field's name, and it is said what was received and what is allowed."""
    whole = experiment()
    section = getattr(whole, prefix) if prefix else whole
    path = f"{prefix}.{info.name}".strip(".")
    kept = {one.name: getattr(section, one.name) for one in fields(type(section))}
    for value in wrong_for(info):
        for build in (
            lambda value=value: type(section)(**(kept | {info.name: value})),
            lambda value=value: overrides.apply(whole, path, value),
        ):
            with pytest.raises(SpecError) as caught:
                build()

            assert info.name in caught.value.where, value
            assert caught.value.has_received
            assert caught.value.allowed


@pytest.mark.parametrize(("prefix", "info"), [one for one in FIELDS if {int, float} & set(one.values[1].types)])
def test_as_set_writes_it(prefix: str, info: FieldInfo) -> None:
    """Numbers outside the range, and words for numbers, as text."""
    path = f"{prefix}.{info.name}".strip(".")
    for value in ["", "three", "1,5", "0x10", "1_0", "٣", "nan", "inf", "1e999", "9" * 5000, *map(str, outside(info))]:
        with pytest.raises(SpecError) as caught:
            overrides.apply_texts(experiment(), [f"{path}={value}"])

        assert path in caught.value.where or not value


@pytest.mark.parametrize("kind", ["layers", "loss", "metrics"])
def test_another_kind_of_component(kind: str) -> None:
    """A data set is no layer, loss or metric."""
    source: Component = experiment().data.source
    with pytest.raises(SpecError, match=f"network.{kind}"):
        Network(**{kind: source if kind == "loss" else (source,)})
