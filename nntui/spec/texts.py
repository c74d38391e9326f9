"""Values as short texts: what the one-line form and `--set` write for a field, and back."""

from __future__ import annotations

import itertools
import re
from typing import Any

import msgspec

from nntui.catalog import Component, FieldInfo, catalog, check_value, fields
from nntui.errors import OutOfRange, SpecError, UnknownName, nearest, shorten
from nntui.spec import limits
from nntui.spec.tree import Argument, Call, Item, Node, Values, parse
from nntui.spec.words import Word, quote

ALIASES = {
    "lr": "learning_rate",
    "batch": "batch_size",
    "validate": "validate_every",
    "val": "validation",
    "l1": "weight_l1",
    "l2": "weight_l2",
    "init": "weight_initializer",
    "wd": "weight_decay",
    "initial_accumulator": "initial_accumulator_value",
}
NONE = "none"
_BOOLS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_INTEGER = re.compile(r"[+-]?[0-9]+")
_FLOAT = re.compile(r"[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|inf|nan)")


def read(info: FieldInfo, text: str, *, where: str) -> Any:
    """Return the checked value that `text` means for a field."""
    if info.many and text.strip().lower() in ("", NONE):
        return ()
    whole = info.types == (str,) and not info.many and not (info.optional and text.lower() == NONE)
    if whole:
        return check_value(info, text, where=where)
    try:
        parts = parse(text)
    except SpecError as error:
        error.where = where
        error.args = (str(error),)
        raise
    if len(parts) != 1 or (len(parts[0].items) != 1 and not info.many):
        what = "the values of a list stand between commas" if info.many else "one value is needed here"
        raise SpecError(what, where=where, received=text, allowed=info.allowed())
    items = [_from_item(info, item, where) for item in parts[0].items]
    return check_value(info, items[0] if len(items) == 1 else sum(items, ()), where=where)


def _from_item(info: FieldInfo, item: Item, where: str) -> Any:
    if len(item) == 1 and not item[0].key:
        return value(info, item[0].value, where=where)
    if not info.kind:
        what = "the values of a list stand between commas" if info.many else "one value is needed here"
        raise SpecError(what, where=where, received=" ".join(one.text for one in item), allowed=info.allowed())
    made = from_item(info.kind, item, where=where)
    return (made,) if info.many else made


def write(info: FieldInfo, item: Any) -> str:
    """Return a field's value as text that `value` takes for it."""
    if item is None:
        return NONE
    if isinstance(item, tuple):
        one = msgspec.structs.replace(info, many=False)
        return "[" + ",".join(write(one, each) for each in item) + "]"
    if isinstance(item, Component):
        return _write_call(item, bare=str not in info.types)
    if isinstance(item, bool):
        return "true" if item else "false"
    if isinstance(item, str):
        return _write_text(info, item)
    return number(item, whole=int in info.types)


def number(item: float, *, whole: bool = False) -> str:
    """Return a number in its shortest exact form: `5e-7`, and `1` for 1.0 unless whole numbers are another thing here."""
    text = re.sub(r"e([+-]?)0*(?=\d)", lambda match: "e" + match[1].replace("+", ""), repr(item))
    return text if whole else text.removesuffix(".0")


def by_position(infos: tuple[FieldInfo, ...]) -> tuple[FieldInfo, ...]:
    """Return the fields whose values may stand without their names: the first, and those after it while all must be given."""
    return tuple(itertools.takewhile(lambda info: info.required, infos)) or infos[:1]


def arguments_of(component: Component, *, named_first: bool = False, always_first: bool = False) -> list[str]:
    """Return the arguments of a component as texts: the first fields by position, then those that differ by name.

    `named_first` gives the first ones their names too; `always_first` writes a first number that does not differ.
    """
    texts = []
    infos = fields(type(component))
    unnamed = () if named_first else by_position(infos)
    for position, info in enumerate(infos):
        item = getattr(component, info.name)
        forced = position == 0 and always_first and isinstance(item, (int, float))
        if info.required or item != info.default or forced:
            texts += _write_unnamed(info, item) if info in unnamed else [f"{info.name}={write(info, item)}"]
    return texts


def _write_unnamed(info: FieldInfo, item: Any) -> list[str]:
    """Return a value without its name; a list of numbers as one text each."""
    if not isinstance(item, tuple) or info.kind or not item:
        return [write(info, item)]
    one = msgspec.structs.replace(info, many=False)
    return [write(one, each) for each in item]


def component(kind: str, name: str, arguments: tuple[Argument, ...], *, where: str) -> Component:
    """Make a component of its name and arguments."""
    entry = catalog.find(kind, name, where=where)
    values = keyed(entry.name, fields(entry.cls), arguments, where=where)
    return catalog.build(kind, entry.name, values, where=where)


def from_item(kind: str, item: Item, *, where: str) -> Component:
    """Make a component of a name and the arguments behind it: `dense 64`, `dense(64)` or `dense units=64`."""
    head = item[0]
    if head.key or isinstance(head.value, Values):
        raise SpecError(f"the name of a {kind} is needed first", where=where, received=head.text)
    if isinstance(head.value, Call):
        return component(kind, head.value.name.text, head.value.arguments + item[1:], where=where)
    return component(kind, head.value.text, item[1:], where=where)


def keyed(owner: str, infos: tuple[FieldInfo, ...], arguments: tuple[Argument, ...], *, where: str) -> dict[str, Any]:
    """Return checked values by field name: the first arguments may stand without their names, the others are named.

    Where the last of these first ones is a list, what follows without a name belongs to it: `reshape 28 28 1`.
    """
    known = {info.name: info for info in infos}
    unnamed = by_position(infos)
    values: dict[str, Any] = {}
    for position, argument in enumerate(arguments):
        place = f"{where}, word {shorten(argument.text)}"
        name = argument.key or _name_at(position, unnamed, arguments)
        info = field_named(owner, name, argument, known, place)
        found = check_value(info, value(info, argument.value, where=place), where=place)
        goes_on = position >= len(unnamed) and not argument.key
        if info.name in values and not goes_on:
            raise SpecError(f"{info.name} is given twice", where=place)
        values[info.name] = (*values[info.name], *found) if goes_on else found
    return values


def _name_at(position: int, unnamed: tuple[FieldInfo, ...], arguments: tuple[Argument, ...]) -> str:
    """Return the name of the field that an argument without a name is for, empty where there is none."""
    if position < len(unnamed):
        return unnamed[position].name
    goes_on = unnamed and unnamed[-1].many and not any(argument.key for argument in arguments[:position])
    return unnamed[-1].name if goes_on else ""


def field_named(owner: str, name: str, argument: Argument, known: dict[str, FieldInfo], place: str) -> FieldInfo:
    """Return the field of that name or short name, or raise with the nearest."""
    name = name if name in known else ALIASES.get(name, name)
    if name in known:
        return known[name]
    allowed = ", ".join(known) or "nothing"
    if not name:
        what = f"{owner} takes no value here without a name" if known else f"{owner} takes no values"
        raise SpecError(what, where=place, received=argument.text, allowed=allowed)
    raise UnknownName(
        f"{owner} has no field of that name",
        where=place,
        received=argument.key or name,
        allowed=allowed,
        nearest=nearest(name, known),
    )


def value(info: FieldInfo, node: Node, *, where: str) -> Any:
    """Return what a node means for a field; types and ranges are left to `check_value`."""
    if info.many:
        one = msgspec.structs.replace(info, many=False)
        nodes = node.items if isinstance(node, Values) else (node,)
        return tuple(value(one, each, where=where) for each in nodes)
    if isinstance(node, Values) and info.field.square:
        return tuple(_plain(info, each, where) for each in node.items if isinstance(each, Word))
    if isinstance(node, Values):
        raise SpecError("one value is needed here, not a list", where=where, allowed=info.allowed())
    if isinstance(node, Call):
        if not info.kind:
            raise SpecError("no component can stand here", where=where, received=node.name.text, allowed=info.allowed())
        return component(info.kind, node.name.text, node.arguments, where=where)
    return _plain(info, node, where)


def _plain(info: FieldInfo, word: Word, where: str) -> Any:
    text = word.text
    if not word.quoted and info.optional and text.lower() == NONE:
        return None
    if not word.quoted and bool in info.types and text.lower() in _BOOLS:
        return _BOOLS[text.lower()]
    if not word.quoted and (int in info.types or float in info.types):
        found = _number(info, text, where)
        if found is not None:
            return found
    if info.kind and str not in info.types and not _FLOAT.fullmatch(text):
        return _bare_component(info, text, where)
    return text


def _bare_component(info: FieldInfo, name: str, where: str) -> Component:
    if info.types and not catalog.has(info.kind, name):
        close = nearest(name, catalog.names(info.kind))
        raise SpecError(
            "this is neither a number nor a name known here", where=where, received=name, allowed=info.allowed(), nearest=close
        )
    return component(info.kind, name, (), where=where)


def _number(info: FieldInfo, text: str, where: str) -> int | float | None:
    if not _FLOAT.fullmatch(text.lower()):
        return None
    if len(text) > limits.NUMBER:
        raise OutOfRange("the number is too long", where=where, received=text, allowed=info.allowed())
    return int(text) if _INTEGER.fullmatch(text) else float(text)


def name_of(component: Component) -> str:
    """Return the stable name that stands for a component's class in every form of a spec."""
    if not component.catalog_name:
        raise SpecError("the component is not registered, so it has no name in a spec", received=type(component).__name__)
    return component.catalog_name


def _write_call(item: Component, *, bare: bool) -> str:
    arguments = arguments_of(item)
    return f"{name_of(item)}({','.join(arguments)})" if arguments or not bare else name_of(item)


def _write_text(info: FieldInfo, item: str) -> str:
    if info.types == (str,) and not (info.optional and item.lower() == NONE):
        return quote(item)
    text = quote(item)
    return text if text != item else f"'{item}'"
