"""An experiment as one line for a chat or a shell.

`spiral samples=100 classes=3 | dense 64, relu, dropout 0.1, dense 3, softmax | adam lr=0.05 decay=5e-7 | epochs 1000 seed 0`

Sections stand between `|` in any order, each told by its first word: a data set, a layer, an optimizer, a loss, a
metric, or a word of training. What the short words cannot say is `section.key=value`.
"""

from __future__ import annotations

from typing import Any

from nntui.catalog import Component, FieldInfo, catalog, check_value, fields
from nntui.errors import SpecError, UnknownName, nearest, shorten
from nntui.spec import limits, overrides, texts
from nntui.spec.experiment import Data, Experiment, Network, Training
from nntui.spec.plain import DEFAULT_OPTIMIZER
from nntui.spec.tree import Argument, Call, Item, Part, Values
from nntui.spec.tree import parse as parse_tree

_KINDS = {"data": "dataset", "layers": "layer", "optimizer": "optimizer", "loss": "loss", "metrics": "metric"}
_MANY = ("layers", "metrics")
_DATA_FIELDS = {info.name: info for info in fields(Data) if info.name != "source"}
_TRAINING_FIELDS = {info.name: info for info in fields(Training)}
_TOP_FIELDS = {info.name: info for info in fields(Experiment) if info.name in ("seed", "name", "why")}
_WORDS = {**_TRAINING_FIELDS, **_TOP_FIELDS}


def parse(text: str) -> Experiment:
    """Read an experiment from one line; errors name the section (counted from 1) and the word."""
    reading = _Reading()
    for part in parse_tree(text):
        reading.add(part)
    return reading.experiment()


def write(experiment: Experiment, *, names: bool = True) -> str:
    """Return the experiment as one line that `parse` turns into the same value; `names` adds name and why."""
    model = experiment.model
    sections = [
        _told("data", experiment.data.source) + _write_data(experiment.data),
        _told("layers", *model.layers) + ", ".join(_write_item(layer) for layer in model.layers),
        _told("optimizer", experiment.optimizer) + _write_item(experiment.optimizer),
        "" if model.loss is None else f"loss {_write_item(model.loss)}",
        f"metrics {', '.join(_write_item(metric) for metric in model.metrics)}" if model.metrics else "",
        _write_words(experiment, names=names),
    ]
    return " | ".join(section for section in sections if section)


class _Reading:
    """What has been read so far of one line."""

    def __init__(self) -> None:
        self.found: dict[str, Any] = {}
        self.words: dict[str, Any] = {}
        self.data: dict[str, Any] = {}
        self.settings: dict[str, tuple[Argument, str]] = {}

    def add(self, part: Part) -> None:
        """Take one section."""
        where = f"section {part.number}"
        items = tuple(self._without_settings(item, where) for item in part.items)
        items = tuple(item for item in items if item)
        if not items:
            return
        section, items = _told_by_first_word(items, where)
        if section == "words":
            self._read_words(tuple(argument for item in items for argument in item), where)
            return
        if section in self.found:
            raise SpecError(f"{section} is given twice", where=where, received=items[0][0].text)
        self.found[section] = self._components(section, items, where)

    def experiment(self) -> Experiment:
        """Put the sections together."""
        if "data" not in self.found:
            allowed = ", ".join(catalog.names("dataset"))
            raise SpecError("the line says no data set", where="one-line spec", allowed=allowed)
        optimizer = self.found.get("optimizer") or catalog.build("optimizer", DEFAULT_OPTIMIZER, {})
        network = {key: self.found[key] for key in ("layers", "loss", "metrics") if key in self.found}
        training = {key: value for key, value in self.words.items() if key in _TRAINING_FIELDS}
        top = {key: value for key, value in self.words.items() if key in _TOP_FIELDS}
        made = Experiment(
            data=Data(source=self.found["data"], **self.data),
            model=Network(**network),
            optimizer=optimizer,
            training=Training(**training),
            **top,
        )
        return self._with_settings(made)

    def _without_settings(self, item: Item, where: str) -> Item:
        for argument in item:
            if "." in argument.key:
                place = f"{where}, word {shorten(argument.text)}"
                if argument.key in self.settings:
                    raise SpecError(f"{shorten(argument.key)} is given twice", where=place)
                self.settings[argument.key] = argument, place
        return tuple(argument for argument in item if "." not in argument.key)

    def _with_settings(self, made: Experiment) -> Experiment:
        for path, (argument, place) in self.settings.items():

            def convert(info: FieldInfo, argument: Argument = argument, place: str = place) -> Any:
                return check_value(info, texts.value(info, argument.value, where=place), where=place)

            made = overrides.change(made, path, convert)
        return made

    def _components(self, section: str, items: tuple[Item, ...], where: str) -> Any:
        kind = _KINDS[section]
        if section in _MANY:
            limits.check(section, len(items), limits.LAYERS, where=where)
            return tuple(texts.from_item(kind, item, where=_at(where, item)) for item in items)
        if len(items) > 1:
            raise SpecError(f"one {kind} stands in a section, without commas", where=where, received=items[1][0].text)
        item = self._without_data_words(items[0], where) if section == "data" else items[0]
        return texts.from_item(kind, item, where=_at(where, item))

    def _without_data_words(self, item: Item, where: str) -> Item:
        own = _own_fields(item)
        kept = []
        for argument in item:
            name = texts.ALIASES.get(argument.key, argument.key)
            if argument.key in own or name not in _DATA_FIELDS:
                kept.append(argument)
            else:
                _put(self.data, _DATA_FIELDS[name], argument, where)
        return tuple(kept)

    def _read_words(self, arguments: tuple[Argument, ...], where: str) -> None:
        rest = list(reversed(arguments))
        while rest:
            argument = rest.pop()
            place = f"{where}, word {shorten(argument.text)}"
            info = texts.field_named("training", argument.key or _plain_text(argument), argument, _WORDS, place)
            if argument.key:
                _put(self.words, info, argument, where)
            elif rest and not rest[-1].key:
                value = rest.pop()
                _put(self.words, info, Argument(argument.text, value.value, f"{argument.text} {value.text}"), where)
            else:
                raise SpecError(f"{info.name} has no value", where=place, allowed=info.allowed())


def _put(values: dict[str, Any], info: FieldInfo, argument: Argument, where: str) -> None:
    place = f"{where}, word {shorten(argument.text)}"
    if info.name in values:
        raise SpecError(f"{info.name} is given twice", where=place)
    values[info.name] = check_value(info, texts.value(info, argument.value, where=place), where=place)


def _at(where: str, item: Item) -> str:
    return f"{where}, word {shorten(item[0].text)}"


def _plain_text(argument: Argument) -> str:
    value = argument.value
    if isinstance(value, Values):
        return ""
    return value.name.text if isinstance(value, Call) else value.text


def _own_fields(item: Item) -> set[str]:
    name = _plain_text(item[0])
    entry = catalog.find("dataset", name) if catalog.has("dataset", name) else None
    return {info.name for info in fields(entry.cls)} if entry else set()


def _told_by_first_word(items: tuple[Item, ...], where: str) -> tuple[str, tuple[Item, ...]]:
    head = items[0][0]
    name = _plain_text(head)
    if not name and not head.key:
        raise SpecError("a section begins with a word", where=where, received=head.text)
    if name in _KINDS and not head.key and len(items[0]) > 1:
        return name, (items[0][1:], *items[1:])
    section = "words" if head.key else _section_of(name)
    if not section:
        raise _unknown(name, where)
    return section, items


def _section_of(name: str) -> str:
    """Return the section that begins with a word, or an empty text."""
    if texts.ALIASES.get(name, name) in _WORDS:
        return "words"
    return next((section for section, kind in _KINDS.items() if catalog.has(kind, name)), "")


def _told(section: str, *components: Component) -> str:
    """Return the word that must stand before a section because its first name begins another one."""
    needed = bool(components) and _section_of(components[0].catalog_name) != section
    return f"{section} " if needed else ""


def _unknown(name: str, where: str) -> UnknownName:
    known = [*_WORDS, *texts.ALIASES, *_KINDS, *(name for kind in _KINDS.values() for name in catalog.names(kind))]
    return UnknownName(
        "no section begins with this word",
        where=where,
        received=name,
        allowed=f"a data set, a layer, an optimizer, loss, metrics, or {', '.join(_WORDS)}",
        nearest=nearest(name, known),
    )


def _write_item(component: Component) -> str:
    kind = component.catalog_kind
    arguments = texts.arguments_of(component, named_first=kind in ("optimizer", "dataset"), always_first=kind != "loss")
    short = [text.replace("learning_rate=", "lr=", 1) if kind == "optimizer" else text for text in arguments]
    return " ".join([texts.name_of(component), *short])


def _write_data(data: Data) -> str:
    own = {info.name for info in fields(type(data.source))}
    texts_of = [
        f"{'data.' if name in own else ''}{name}={texts.write(info, getattr(data, name))}"
        for name, info in _DATA_FIELDS.items()
        if getattr(data, name) != info.default
    ]
    return " ".join([_write_item(data.source), *texts_of])


def _write_words(experiment: Experiment, *, names: bool) -> str:
    training = [
        f"{name} {texts.write(info, getattr(experiment.training, name))}"
        for name, info in _TRAINING_FIELDS.items()
        if name == "epochs" or getattr(experiment.training, name) != info.default
    ]
    top = [
        f"{name} {texts.write(info, getattr(experiment, name))}"
        for name, info in _TOP_FIELDS.items()
        if name == "seed" or (names and getattr(experiment, name) != info.default)
    ]
    model = [
        f"model.{info.name}={texts.write(info, experiment.model.dtype)}"
        for info in fields(Network)
        if info.name == "dtype" and experiment.model.dtype != info.default
    ]
    return " ".join([*training, *top, *model])
