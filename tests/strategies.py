"""Hypothesis strategies over the whole catalog: any component, any experiment, with every field anywhere in its range.

They are made from the fields' descriptions when they are drawn from, so a component registered anywhere is in them.
"""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import assume
from hypothesis import strategies as st

from nntui.catalog import Component, Entry, FieldInfo, catalog, fields
from nntui.errors import SpecError
from nntui.spec.drawn import FAR, Point, text_of, text_of_rows
from nntui.spec.experiment import Data, Experiment, Network, Training

DEPTH = 2
LARGE = 10**9


def texts() -> st.SearchStrategy[str]:
    """Texts that a spec may hold: any character but lone surrogates."""
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def numbers(info: FieldInfo) -> st.SearchStrategy[Any]:
    """Numbers within the field's range, of each type that it takes."""
    field = info.field
    low, high = field.low, field.high
    choices: list[st.SearchStrategy[Any]] = []
    if float in info.types:
        choices.append(
            st.floats(low, high, allow_nan=False, allow_infinity=False, exclude_min=field.low_open, exclude_max=field.high_open)
        )
    if int in info.types:
        first = -LARGE if low is None else int(low) + field.low_open
        last = LARGE if high is None else int(high) - field.high_open
        choices.append(st.integers(first, last))
    return st.one_of(choices)


def values(info: FieldInfo, depth: int) -> st.SearchStrategy[Any]:
    """Values that the field takes."""
    if info.many:
        one = msgspec.structs.replace(info, many=False)
        return st.lists(values(one, depth), max_size=3).map(tuple)
    choices: list[st.SearchStrategy[Any]] = [st.none()] if info.optional else []
    if info.field.choices:
        choices.append(st.sampled_from(info.field.choices))
    elif str in info.types:
        choices.append(texts())
    if bool in info.types:
        choices.append(st.booleans())
    if int in info.types or float in info.types:
        choices.append(numbers(info))
    if info.kind and depth > 0:
        choices.append(components(info.kind, depth - 1))
    return st.one_of(choices) if choices else st.just(info.default)


@st.composite
def component(draw: st.DrawFn, entry: Entry, depth: int = DEPTH) -> Component:
    """One component of a catalog entry; values that do not go together are thrown away."""
    chosen = {
        info.name: draw(values(info, depth))
        for info in fields(entry.cls)
        if info.required or (draw(st.integers(0, 2)) == 0 and (depth or not _needs_depth(info)))
    }
    try:
        return entry.cls(**chosen)
    except SpecError:
        assume(False)
        raise


def _needs_depth(info: FieldInfo) -> bool:
    return bool(info.kind) and not info.types


def components(kind: str, depth: int = DEPTH) -> st.SearchStrategy[Component]:
    """Components of a kind."""
    return st.deferred(lambda: st.one_of([component(entry, depth) for entry in catalog.entries(kind)]))


def section(cls: type[msgspec.Struct], **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A part of an experiment, each field that is not given drawn from its description."""
    drawn = {info.name: values(info, DEPTH) for info in fields(cls) if info.name not in given and info.section is None}
    return st.builds(cls, **drawn, **given)


def points() -> st.SearchStrategy[str]:
    """Points drawn by hand, as a text."""
    far = st.floats(-FAR, FAR, allow_nan=False)
    return st.lists(st.builds(Point, far, far, far), max_size=3).map(lambda found: text_of(tuple(found)))


def rows() -> st.SearchStrategy[str]:
    """Rows that were rubbed out, as a text."""
    return st.lists(st.integers(0, 999_999_999), max_size=3).map(lambda found: text_of_rows(tuple(found)))


def experiments() -> st.SearchStrategy[Experiment]:
    """Any experiment that can be written down; its parts need not fit together."""
    model = section(Network, layers=st.lists(components("layer"), max_size=4).map(tuple))
    return st.deferred(
        lambda: section(Experiment, data=section(Data, drawn=points(), erased=rows()), model=model, training=section(Training))
    )
