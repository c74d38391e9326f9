"""Single values of an experiment by path: `optimizer.learning_rate`, `model.layers.0.units`, `data.source.samples`.

`--set`, the forms of the builder and changes made while a run goes on all come through here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from nntui.catalog import Component, FieldInfo, check_value, fields
from nntui.errors import SpecError, UnknownName, nearest
from nntui.spec import limits, texts
from nntui.spec.experiment import Experiment

Convert = Callable[[FieldInfo], Any]


def apply(experiment: Experiment, path: str, value: Any) -> Experiment:
    """Return the experiment with one value set; a text is read by the field's types, other values are checked as they are."""

    def convert(info: FieldInfo) -> Any:
        if isinstance(value, str):
            return texts.read(info, value, where=path)
        return check_value(info, value, where=path)

    return change(experiment, path, convert)


def apply_texts(experiment: Experiment, settings: tuple[str, ...] | list[str]) -> Experiment:
    """Apply settings written `path=value`, as `--set` takes them, one after the other."""
    for setting in settings:
        path, equals, text = setting.partition("=")
        if not equals:
            raise SpecError("a setting is written section.key=value", where="--set", received=setting)
        experiment = apply(experiment, path.strip(), text.strip())
    return experiment


def change(experiment: Experiment, path: str, convert: Convert) -> Experiment:
    """Return the experiment with the field at `path` set to what `convert` makes of the field's description."""
    changed: Experiment = _change(experiment, _keys(path), convert, path)
    return changed


def get(experiment: Experiment, path: str) -> Any:
    """Return the value at a path."""
    return [value for _, value in _walk(experiment, path)][-1]


def info(experiment: Experiment, path: str) -> FieldInfo:
    """Return the description of the field that a path ends in; of an item of a list, that of one item."""
    return [found for found, _ in _walk(experiment, path)][-1]


def is_live(experiment: Experiment, path: str) -> bool:
    """Say whether the value at a path may change while a run goes on: it, or a value around it, is a live field.

    A live field never changes the layout of the parameters. A path that does not exist is not live.
    """
    try:
        return any(found.field.live for found, _ in _walk(experiment, path))
    except SpecError:
        return False


def live_paths(experiment: Experiment) -> tuple[str, ...]:
    """Return the paths of all live fields, in the order of the spec."""
    return tuple(path for path, found in _all(experiment, "") if found.field.live)


def _all(struct: msgspec.Struct, prefix: str) -> Iterator[tuple[str, FieldInfo]]:
    for found in fields(type(struct)):
        path = f"{prefix}{found.name}"
        yield path, found
        value = getattr(struct, found.name)
        nested = [(f"{path}.{i}", item) for i, item in enumerate(value)] if isinstance(value, tuple) else [(path, value)]
        for place, item in nested:
            if isinstance(item, msgspec.Struct):
                yield from _all(item, f"{place}.")


def _shown(path: str) -> str:
    cut = path[: limits.NAME]
    return cut if cut.isprintable() else ascii(cut)


def _keys(path: str) -> list[str]:
    keys = path.split(".", limits.NESTING + 1)
    if len(keys) > limits.NESTING:
        raise SpecError("the path is too long", where=_shown(path), allowed=f"at most {limits.NESTING} keys")
    return keys


def _walk(experiment: Experiment, path: str) -> Iterator[tuple[FieldInfo, Any]]:
    value: Any = experiment
    found: FieldInfo | None = None
    for key in _keys(path):
        if isinstance(value, tuple) and found is not None:
            value = value[_position(value, key, path)]
            found = msgspec.structs.replace(found, many=False)
        else:
            found = _field(value, key, path)
            value = getattr(value, key)
        yield found, value


def _change(owner: Any, keys: list[str], convert: Convert, path: str) -> Any:
    key, *rest = keys
    found = _field(owner, key, path)
    old = getattr(owner, key)
    if isinstance(old, tuple) and rest:
        new: Any = _change_item(found, old, rest, convert, path)
    else:
        new = _change(old, rest, convert, path) if rest else _leaf(found, convert, path)
    return _replace(owner, key, new, path)


def _change_item(found: FieldInfo, old: tuple[Any, ...], keys: list[str], convert: Convert, path: str) -> tuple[Any, ...]:
    position = _position(old, keys[0], path)
    one = msgspec.structs.replace(found, many=False)
    new = _change(old[position], keys[1:], convert, path) if keys[1:] else convert(one)
    return (*old[:position], new, *old[position + 1 :])


def _leaf(found: FieldInfo, convert: Convert, path: str) -> Any:
    if found.section is not None:
        allowed = ", ".join(f"{path}.{inner.name}" for inner in fields(found.section))
        raise SpecError("this is a section; one value is needed", where=path, allowed=allowed)
    return convert(found)


def _replace(owner: Any, key: str, new: Any, path: str) -> Any:
    try:
        return msgspec.structs.replace(owner, **{key: new})
    except SpecError as error:
        error.where = path
        error.args = (str(error),)
        raise


def _field(owner: Any, key: str, path: str) -> FieldInfo:
    known = {found.name: found for found in fields(type(owner))} if isinstance(owner, msgspec.Struct) else {}
    if key in known:
        return known[key]
    if not known:
        what = f"{owner.catalog_name} has no values" if isinstance(owner, Component) else "there is nothing inside this value"
        raise SpecError(what, where=_shown(path), received=key)
    what = f"{owner.catalog_name} has no field of that name" if isinstance(owner, Component) else "there is no such key here"
    hint = texts.ALIASES.get(key, "")
    raise UnknownName(
        what,
        where=_shown(path),
        received=key,
        allowed=", ".join(known),
        nearest=hint if hint in known else nearest(key, known),
    )


def _position(items: tuple[Any, ...], key: str, path: str) -> int:
    if key.isascii() and key.isdecimal() and len(key) < 10 and int(key) < len(items):
        return int(key)
    allowed = f"0 to {len(items) - 1}" if items else "nothing: the list is empty"
    raise SpecError("there is no item at that position", where=_shown(path), received=key, allowed=allowed)
