"""A place of the outline as rows of fields: what can be edited there, its value, its range and its help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from nntui.catalog import Component, FieldInfo, catalog, fields
from nntui.spec import overrides, texts
from nntui.spec.experiment import Experiment
from nntui.tui.builder import outline
from nntui.tui.text import pad, safe

LABELS = {outline.DATA: "data set"}
RUN_PATHS = ("seed", "model.dtype", "model.metrics", "name", "why")


class Entry(msgspec.Struct, frozen=True):
    """A row of a form: the path of the value, its label, the value, and what is known of the field.

    `kind` is component (another one can be chosen), choice, switch, number, text, path, or several of components or words.
    """

    path: str
    label: str
    value: Any
    info: FieldInfo
    kind: str
    depth: int = 0

    @property
    def shown(self) -> str:
        """The value as text."""
        if isinstance(self.value, Component):
            return self.value.catalog_name
        if self.value is None:
            return self.info.field.none or "none"
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        if self.value == () and self.kind == "text":
            return self.info.field.none or "none"
        if isinstance(self.value, tuple) and self.kind == "several":
            return ", ".join(map(_name, self.value)) or self.info.field.none or "what suits the loss"
        return safe(texts.write(self.info, self.value)) if not isinstance(self.value, str) else safe(self.value)

    @property
    def editable_text(self) -> str:
        """The value as it stands in a field to be edited."""
        if self.value is None or self.value == ():
            return ""
        return self.value if isinstance(self.value, str) else texts.write(self.info, self.value)

    def words(self) -> str:
        """Return help, range and unit in a sentence or two."""
        live = " Can change while it trains." if self.info.field.live else ""
        choose = " o chooses one from a list." if self.replaceable else ""
        return f"{self.info.help} {capital(self.info.allowed())}.{choose}{live}"

    @property
    def replaceable(self) -> bool:
        """Whether it is a number in whose place a component can be chosen."""
        return self.kind == "number" and bool(self.info.kind)


def form(experiment: Experiment, place: str) -> tuple[Entry, ...]:
    """Return the entries of a place of the outline."""
    if place == outline.RUN:
        return tuple(entry for path in RUN_PATHS for entry in entries_at(experiment, path))
    if place == outline.SPLIT:
        drawn = tuple(name for name in ("drawn", "erased") if not getattr(experiment.data, name))  # on the plane, with a pen
        return tuple(_section(experiment, "data", skip=("source", *drawn)))
    if place == outline.TRAINING:
        return tuple(_section(experiment, "training"))
    position = outline.layer_place(place)
    if position is not None and position >= len(experiment.model.layers):
        return ()
    return tuple(entries_at(experiment, place))


def _section(experiment: Experiment, path: str, skip: tuple[str, ...] = ()) -> Iterator[Entry]:
    section: msgspec.Struct = getattr(experiment, path)
    for info in fields(type(section)):
        if info.name not in skip:
            yield from entries_at(experiment, f"{path}.{info.name}")


def entries_at(experiment: Experiment, path: str, depth: int = 0) -> Iterator[Entry]:
    """Yield the entry of one value, and below it those of a component's own fields."""
    info = overrides.info(experiment, path)
    value = overrides.get(experiment, path)
    label = LABELS.get(path, path.rpartition(".")[2]) if depth or not path.startswith(outline.LAYER) else "layer"
    yield Entry(path, label, value, info, kind_of(info, value), depth)
    if isinstance(value, Component):
        for inner in fields(type(value)):
            yield from entries_at(experiment, f"{path}.{inner.name}", depth + 1)


def kind_of(info: FieldInfo, value: Any) -> str:
    """Say how a field is edited."""
    if info.many:
        return "several" if info.kind or info.field.choices else "text"
    if info.kind and (isinstance(value, Component) or not info.types):
        return "component"
    if info.field.choices:
        return "choice"
    if bool in info.types:
        return "switch"
    if info.field.path:
        return "path"
    return "text" if info.types == (str,) else "number"


def _name(item: Component | str) -> str:
    return item if isinstance(item, str) else item.catalog_name


def choices(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Return what can be chosen for an entry as (name, words): components, words of a choice, none."""
    found = [(one.name, one.summary) for one in catalog.entries(entry.info.kind)] if entry.info.kind else []
    found += [(word, "") for word in entry.info.field.choices]
    if entry.info.kind and entry.info.types:
        found.insert(0, ("a number", "A plain value instead."))
    if entry.info.optional and not entry.info.many:
        found.insert(0, ("none", entry.info.field.none or "No value."))
    return tuple(found)


def row(entry: Entry, width: int, *, ascii: bool = False) -> tuple[tuple[str, str], ...]:
    """Return the entry as a row of label and value."""
    label = " " * (1 + 2 * max(entry.depth - 1, 0)) + entry.label.replace("_", " ")
    column = label_width(width)
    role = "accent" if entry.kind == "component" else "muted" if entry.value is None else ""
    return (
        (pad(safe(label, column - 1, ascii=ascii), column), "muted"),
        (safe(entry.shown, width - column, ascii=ascii), role),
    )


def label_width(width: int) -> int:
    """Return how many cells of a row the label takes."""
    return min(24, max(round(width * 0.59), 12))


def capital(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]
