"""The contract: what every component must do, as named checks by kind; `pytest --contract` prints them as a table."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from nntui.catalog import KINDS, Component, catalog, fields
from nntui.errors import SpecError

Check = Callable[[Any], None]
CHECKS: dict[str, dict[str, Check]] = {kind: {} for kind in KINDS if kind != "dataset"}


def check(*kinds: str) -> Callable[[Check], Check]:
    """Add a check to the contract of the kinds; its name is the function's, its sentence the docstring."""

    def decorate(function: Check) -> Check:
        for kind in kinds:
            CHECKS[kind][function.__name__] = function
        return function

    return decorate


EVERY = tuple(CHECKS)


@check(*EVERY)
def says_what_it_is(component: Component) -> None:
    """The docstring begins with a sentence and holds the formula or the rule."""
    text = type(component).__doc__ or ""
    assert len(text.split()) >= 4
    assert text.split("\n")[0].rstrip().endswith((".", ":", ")")) or "\n" in text


@check(*EVERY)
def every_field_has_help(component: Component) -> None:
    """Each field has a line of help and says what it allows."""
    for info in fields(type(component)):
        assert info.help.endswith("."), info.name
        assert info.allowed(), info.name


@check(*EVERY)
def is_frozen(component: Component) -> None:
    """No attribute can be set, known or new."""
    names = [info.name for info in fields(type(component))] + ["anything"]
    for name in names:
        with pytest.raises(AttributeError):
            setattr(component, name, 1)


@check(*EVERY)
def equals_its_copy(component: Component) -> None:
    """A component built again from its fields is the same value."""
    values = {info.name: getattr(component, info.name) for info in fields(type(component))}
    again = catalog.build(component.catalog_kind, component.catalog_name, values)
    assert again == component
    assert hash(again) == hash(component)


@check(*EVERY)
def refuses_values_out_of_range(component: Component) -> None:
    """Each number is refused just outside its range, infinite, not a number, and as a text."""
    for info in fields(type(component)):
        if info.many or not set(info.types) & {int, float}:
            continue
        for wrong in _outside(info.field):
            with pytest.raises(SpecError, match=info.name):
                catalog.build(component.catalog_kind, component.catalog_name, {**_required(component), info.name: wrong})


def _required(component: Component) -> dict[str, Any]:
    return {info.name: getattr(component, info.name) for info in fields(type(component)) if info.required}


def _outside(field: Any) -> list[Any]:
    wrong: list[Any] = [float("nan"), float("inf"), "three"]
    if field.low is not None:
        wrong.append(field.low if field.low_open else field.low - 1)
    if field.high is not None:
        wrong.append(field.high if field.high_open else field.high + 1 + abs(field.high) * 1e-6)
    return wrong


JUNK = (
    None,
    b"x",
    object(),
    1 + 2j,
    {"a": 1},
    [[1]],
    "\ud800",
    10**400,
    float("nan"),
    np.zeros(2),
    np.datetime64("2020-01-01"),
)


@check(*EVERY)
def says_what_is_wrong_with_a_value(component: Component) -> None:
    """Anything else in a field, in Python or in a spec, is an error with the place, what was received and what is allowed."""
    cls = type(component)
    for info in fields(cls):
        for wrong in JUNK:
            if wrong is None and info.optional:
                continue
            values = {**_required(component), info.name: [wrong] if info.many else wrong}
            for build in (cls, lambda _name=cls.catalog_name, **given: catalog.build(cls.catalog_kind, _name, given)):
                with pytest.raises(SpecError) as caught:
                    build(**values)
                assert info.name in caught.value.where
                assert caught.value.has_received
                assert caught.value.allowed


@check(*EVERY)
def survives_spec_and_file(component: Component) -> None:
    """TOML, one line and a saved model give the same component back."""
    from nntui.spec import line, toml

    experiment = experiment_with(component)
    assert toml.read(toml.write(experiment)) == experiment
    assert line.parse(line.write(experiment)) == experiment
    assert saved_and_loaded(experiment) == experiment


def experiment_with(component: Component) -> Any:
    """Return an experiment that holds the component in its place."""
    from stacks import experiment_around

    return experiment_around(component)


def saved_and_loaded(experiment: Any) -> Any:
    """Return what a model file gives back."""
    import tempfile
    from pathlib import Path

    from nntui.model import Model

    section = experiment.model
    model = Model(section.layers, (3,), loss=section.loss, optimizer=experiment.optimizer, metrics=section.metrics)
    with tempfile.TemporaryDirectory() as folder:
        model.save(Path(folder) / "model.safetensors")
        loaded = Model.load(Path(folder) / "model.safetensors")
    for key, array in model.get_parameters().items():
        np.testing.assert_array_equal(loaded.get_parameters()[key], array)
    kept = loaded.experiment
    return type(experiment)(
        data=experiment.data,
        model=type(section)(layers=kept.model.layers, loss=kept.model.loss, metrics=section.metrics),
        optimizer=kept.optimizer,
        seed=kept.seed,
    )


def from_two_threads(work: Callable[[], Any], times: int = 40) -> list[Any]:
    """Return what `work` gives, called many times from two threads at once."""
    with ThreadPoolExecutor(2) as pool:
        return [future.result() for future in [pool.submit(work) for _ in range(times)]]


def peak_of(step: Callable[[], Any]) -> int:
    """Return how many bytes a step takes at most beyond what there is, once it has been done twice."""
    step()
    step()
    tracemalloc.start()
    try:
        step()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def table() -> str:
    """Return the checks by kind, each with its sentence."""
    rows = []
    for kind, checks in CHECKS.items():
        rows.append(f"{kind}: {len(checks)} checks on each of {', '.join(sorted(catalog.names(kind)))}")
        rows += [f"  {name:34} {(function.__doc__ or '').splitlines()[0]}" for name, function in checks.items()]
    return "\n".join(rows)
