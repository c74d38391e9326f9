"""An experiment as plain values (dicts, lists, numbers, texts) and back; TOML and model files hold this form.

A part or component is a dict of the fields that differ from their defaults; a component has its stable name under
`type` beside them. "none" stands for an absent value where the default is another one.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from nntui.catalog import Component, FieldInfo, catalog, check_value, fields
from nntui.errors import OutOfRange, SpecError, UnknownName, nearest
from nntui.spec import limits
from nntui.spec.experiment import Experiment, Section
from nntui.spec.texts import NONE, name_of

TYPE = "type"
DEFAULT_OPTIMIZER = "adam"
LIMITS = {"model.layers": limits.LAYERS, "model.metrics": limits.LAYERS}

SectionType = TypeVar("SectionType", bound=msgspec.Struct)


def to_plain(experiment: Experiment) -> dict[str, Any]:
    """Return the experiment as dicts and lists of plain values; parts that say nothing are left out."""
    return _struct_to_plain(experiment)


def from_plain(plain: Any, *, where: str = "") -> Experiment:
    """Make an experiment of plain values; errors name the key path, in front of it `where` (a file's name)."""
    check_depth(plain, where=where)
    if not isinstance(plain, dict):
        raise SpecError("a table with data and model is needed here", where=where, received=plain)
    place = f"{where}: " if where else ""
    _check_known(plain, Experiment, place)
    if "data" not in plain:
        raise SpecError(
            "the experiment says no data set", where=f"{place}data.source", allowed=", ".join(catalog.names("dataset"))
        )
    if "optimizer" not in plain and catalog.has("optimizer", DEFAULT_OPTIMIZER):
        plain = {**plain, "optimizer": DEFAULT_OPTIMIZER}
    return _section(Experiment, {"model": {}, **plain}, place)


def check_depth(plain: Any, *, where: str = "") -> None:
    """Raise `OutOfRange` when dicts and lists stand in each other deeper than the limit; never recursive itself."""
    level = [plain]
    for _ in range(limits.NESTING + 1):
        nested = [item for item in level if isinstance(item, (dict, list))]
        if not nested:
            return
        level = [item for group in nested for item in (group.values() if isinstance(group, dict) else group)]
    raise OutOfRange("tables and lists stand in each other too deep", where=where, allowed=f"at most {limits.NESTING} deep")


def component_to_plain(component: Component) -> dict[str, Any]:
    """Return a component as its name under `type` and the fields that differ from their defaults."""
    return {TYPE: name_of(component), **_struct_to_plain(component)}


def component_from_plain(kind: str, plain: Any, *, where: str = "") -> Component:
    """Make a component of a kind from its name, or from a dict with its name under `type` and its fields."""
    if isinstance(plain, str):
        return catalog.build(kind, plain, {}, where=where)
    if not isinstance(plain, dict):
        raise SpecError(f"a table with a {TYPE} is needed here", where=where, received=plain)
    name = plain.get(TYPE)
    if not isinstance(name, str):
        raise SpecError(
            f"the {kind} has no {TYPE}" if name is None else f"the {TYPE} of a {kind} is a text",
            where=f"{where}.{TYPE}",
            allowed=", ".join(catalog.names(kind)),
        )
    entry = catalog.find(kind, name, where=f"{where}.{TYPE}")
    known = {info.name: info for info in fields(entry.cls)}
    given = {key: value for key, value in plain.items() if key != TYPE}
    values = {
        key: from_plain_value(known[key], value, f"{where}.{key}") if key in known else value for key, value in given.items()
    }
    return catalog.build(kind, name, values, where=where)


def from_plain_value(info: FieldInfo, value: Any, where: str) -> Any:
    """Return `value` as the field stores it: components built, "none" as None; ranges are checked by the owner."""
    if info.many and isinstance(value, list):
        return _many(info, value, where)
    if info.optional and value == NONE and (str not in info.types or info.default is not None):
        return None
    if info.section is not None:
        return _section(info.section, value, f"{where}.")
    if info.kind and (isinstance(value, dict) or (isinstance(value, str) and str not in info.types)):
        return component_from_plain(info.kind, value, where=where)
    return value


def _many(info: FieldInfo, values: list[Any], where: str) -> tuple[Any, ...]:
    limit = next((limit for path, limit in LIMITS.items() if where.endswith(path)), limits.UNITS)
    limits.check(info.name, len(values), limit, where=where)
    one = msgspec.structs.replace(info, many=False)
    return tuple(from_plain_value(one, value, f"{where}.{position}") for position, value in enumerate(values))


def _section(cls: type[SectionType], plain: Any, place: str) -> SectionType:
    if not isinstance(plain, dict):
        raise SpecError("a table is needed here", where=place.rstrip(".: "), received=plain)
    known = _check_known(plain, cls, place)
    _check_required(plain, known, place)
    values = {}
    for key, value in plain.items():
        ready = from_plain_value(known[key], value, f"{place}{key}")
        values[key] = check_value(known[key], ready, where=f"{place}{key}")
    return cls(**values)


def _check_known(plain: dict[str, Any], cls: type[msgspec.Struct], place: str) -> dict[str, FieldInfo]:
    known = {info.name: info for info in fields(cls)}
    for key in plain:
        if key not in known:
            raise UnknownName(
                "there is no such key here",
                where=place.rstrip(".: "),
                received=key,
                allowed=", ".join(known),
                nearest=nearest(key, known),
            )
    return known


def _check_required(plain: dict[str, Any], known: dict[str, FieldInfo], place: str) -> None:
    for info in known.values():
        if info.required and info.name not in plain:
            raise SpecError("a value is missing here", where=f"{place}{info.name}", allowed=info.allowed())


def _struct_to_plain(struct: msgspec.Struct) -> dict[str, Any]:
    values = ((info, getattr(struct, info.name)) for info in fields(type(struct)))
    plain = {info.name: _value_to_plain(value) for info, value in values if info.required or value != info.default}
    return {key: value for key, value in plain.items() if not (value == {} and isinstance(struct, Section))}


def _value_to_plain(value: Any) -> Any:
    if value is None:
        return NONE
    if isinstance(value, Component):
        return component_to_plain(value)
    if isinstance(value, tuple):
        return [_value_to_plain(item) for item in value]
    if isinstance(value, msgspec.Struct):
        return _struct_to_plain(value)
    return value
