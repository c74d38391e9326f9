"""THE registry: a component is one class in one file, found here by kind and stable name.

From a class alone come its form in the builder, its spec and command-line keys with limits, its tag in files, its row
in the README, and the contract tests. Nothing is ever imported by a name that stands in a spec or a file: the packages
of components are imported by `nntui.parts`, and what is not registered does not exist.
"""

from __future__ import annotations

import functools
import math
import numbers
import types
import typing
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar

import msgspec

from nntui.errors import OutOfRange, SpecError, UnknownName, WrongArguments, nearest

KINDS = ("layer", "loss", "optimizer", "schedule", "initializer", "metric", "dataset")


class Field(msgspec.Struct, frozen=True, kw_only=False):
    """What is known of one field beside its type and default; stands in `Annotated[type, Field(...)]`.

    `low` and `high` bound a number (`low_open`, `high_open`: the bound itself is not allowed), `unit` is the field's
    unit, `choices` the words a text may be, `kind` the kind of component that may stand here, `live` says that the
    value may change while a run goes on, `path` that the text names a file or folder (one that stands in a model file is
    not opened by itself), `none` what an absent value means in words. A number that is `square` counts for height and
    width: a pair of equal ones, as in Keras, is taken for it. `start` is what a form begins with where there is no
    default.
    """

    help: str
    low: float | None = None
    high: float | None = None
    low_open: bool = False
    high_open: bool = False
    unit: str = ""
    choices: tuple[str, ...] = ()
    kind: str = ""
    live: bool = False
    none: str = ""
    path: bool = False
    square: bool = False
    start: float | None = None


class FieldInfo(msgspec.Struct, frozen=True):
    """A field as forms, parsers and checks see it.

    `types` are the plain types it takes among int, float, bool and str; `many` says it is a tuple of components or
    values; `required` that it has no default; `section` the class of a part of an experiment that stands here.
    """

    name: str
    types: tuple[type, ...]
    optional: bool
    many: bool
    required: bool
    default: Any
    field: Field
    section: type[msgspec.Struct] | None = None

    @property
    def help(self) -> str:
        """One line that says what the field does."""
        return self.field.help

    @property
    def kind(self) -> str:
        """The kind of component that may stand here, or an empty string."""
        return self.field.kind

    def allowed(self) -> str:
        """Say in words what the field takes, for messages and help."""
        return describe_allowed(self)


class _Making(msgspec.StructMeta):
    """Says which argument is wrong and the nearest that is right, where a plain TypeError would name neither."""

    if not TYPE_CHECKING:  # checkers and editors see each class's own arguments

        def __call__(self, *values: Any, **named: Any) -> Any:
            try:
                return super().__call__(*values, **named)
            except TypeError as error:
                raise _wrong_arguments(self, len(values), named) or error from None


def _wrong_arguments(cls: type[Component], values: int, named: dict[str, Any]) -> WrongArguments | None:
    """Return the error for arguments that a component does not take, or None when they are not what is wrong."""
    known = {info.name: info for info in fields(cls)}
    name = cls.catalog_name or cls.__name__
    allowed = ", ".join(known) or "none"
    for key in named:
        if key not in known:
            close = nearest(key, known)
            return WrongArguments("there is no such argument", where=name, received=key, allowed=allowed, nearest=close)
        if key in list(known)[:values]:
            return WrongArguments("the argument is given twice", where=f"{name}.{key}")
    if values > len(known):
        return WrongArguments("there are too many arguments", where=name, received=values, allowed=allowed)
    for info in list(known.values())[values:]:
        if info.required and info.name not in named:
            return WrongArguments("an argument is missing", where=f"{name}.{info.name}", allowed=info.allowed())
    return None


class Component(msgspec.Struct, frozen=True, metaclass=_Making):
    """A frozen value with checked fields; `catalog_kind` and `catalog_name` are set when it is registered.

    Construction raises `OutOfRange` or `SpecError` for a field outside its range or of the wrong type, in Python, from
    a spec and from a form alike.
    """

    catalog_kind: ClassVar[str] = ""
    catalog_name: ClassVar[str] = ""

    def __post_init__(self) -> None:
        for info in fields(type(self)):
            value = getattr(self, info.name)
            checked = check_value(info, value, where=f"{self.catalog_name or type(self).__name__}.{info.name}")
            if checked is not value:
                msgspec.structs.force_setattr(self, info.name, checked)


class Entry(msgspec.Struct, frozen=True):
    """One row of the catalog: kind, stable name, class and the first sentence of its docstring.

    A hidden one is found by its name and stands in no list: nobody would choose it.
    """

    kind: str
    name: str
    cls: type[Component]
    summary: str
    aliases: tuple[str, ...] = ()
    hidden: bool = False


ComponentType = TypeVar("ComponentType", bound=type[Component])


class Catalog:
    """Entries by kind and name, in the order in which they were registered."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], Entry] = {}
        self._aliases: dict[tuple[str, str], str] = {}

    def add(self, kind: str, name: str, cls: type[Component], aliases: tuple[str, ...] = (), *, hidden: bool = False) -> Entry:
        """Register `cls`; a name may be registered again only for the class of the same name."""
        if kind not in KINDS:
            raise ValueError(f"unknown kind of component: {kind!r}; allowed: {', '.join(KINDS)}")
        known = self._entries.get((kind, name))
        if known is not None and known.cls.__qualname__ != cls.__qualname__:
            raise ValueError(f"{kind} {name!r} is registered already, by {known.cls.__qualname__}")
        summary = (cls.__doc__ or "").strip().split("\n", 1)[0]
        entry = Entry(kind, name, cls, summary, aliases, hidden)
        cls.catalog_kind = kind
        cls.catalog_name = name
        self._entries[kind, name] = entry
        for alias in aliases:
            self._aliases[kind, alias] = name
        return entry

    def remove(self, kind: str, name: str) -> None:
        """Forget an entry (for throw-away components in tests)."""
        entry = self._entries.pop((kind, name))
        for alias in entry.aliases:
            self._aliases.pop((kind, alias), None)

    def entries(self, kind: str | None = None) -> Iterator[Entry]:
        """Yield the entries of a kind, or all of them; hidden ones are left out."""
        return iter([entry for entry in self._entries.values() if kind in (None, entry.kind) and not entry.hidden])

    def names(self, kind: str) -> list[str]:
        """Return the stable names of a kind."""
        return [entry.name for entry in self.entries(kind)]

    def find(self, kind: str, name: str, *, where: str = "") -> Entry:
        """Return the entry of that kind and name (or alias); raises `UnknownName` with the nearest name."""
        wanted = self._aliases.get((kind, name), name)
        entry = self._entries.get((kind, wanted))
        if entry is None:
            names = self.names(kind)
            known = [*names, *(alias for alias_kind, alias in self._aliases if alias_kind == kind)]
            raise UnknownName(
                f"there is no {kind} of that name",
                where=where,
                received=name,
                allowed=", ".join(names),
                nearest=nearest(name, known),
            )
        return entry

    def has(self, kind: str, name: str) -> bool:
        """Say whether the name or alias is registered."""
        return (kind, name) in self._entries or (kind, name) in self._aliases

    def build(self, kind: str, name: str, values: dict[str, Any], *, where: str = "") -> Component:
        """Make the component from plain values; errors name the place `where` and the nearest field."""
        entry = self.find(kind, name, where=where)
        known = {info.name: info for info in fields(entry.cls)}
        for key in values:
            if key not in known:
                raise UnknownName(
                    f"{name} has no field of that name",
                    where=where,
                    received=key,
                    allowed=", ".join(known) or "no fields",
                    nearest=nearest(key, known),
                )
        for info in known.values():
            if info.required and info.name not in values:
                raise SpecError(
                    f"{name} needs a value for {info.name} ({info.help.rstrip('.')})", where=where, allowed=info.allowed()
                )
        checked = {
            key: check_value(known[key], value, where=f"{where}.{key}" if where else key) for key, value in values.items()
        }
        try:
            return entry.cls(**checked)
        except (SpecError, OutOfRange) as error:
            raise (error if not where or error.where.startswith(where) else _at(error, where)) from None


catalog = Catalog()


def register(
    kind: str, name: str, *, aliases: tuple[str, ...] = (), hidden: bool = False
) -> Callable[[ComponentType], ComponentType]:
    """Put a class into the catalog under a kind and a stable name, which is its tag in specs and files."""

    def decorate(cls: ComponentType) -> ComponentType:
        catalog.add(kind, name, cls, aliases, hidden=hidden)
        return cls

    return decorate


def _at(error: SpecError, where: str) -> SpecError:
    error.where = where if not error.where else f"{where} ({error.where})"
    error.args = (str(error),)
    return error


@functools.cache
def fields(cls: type[msgspec.Struct]) -> tuple[FieldInfo, ...]:
    """Return what is known of every field of a component or section class, in order."""
    hints = typing.get_type_hints(cls, include_extras=True)
    return tuple(_field_info(spec, hints[spec.name]) for spec in msgspec.structs.fields(cls))


def _field_info(spec: msgspec.structs.FieldInfo, hint: Any) -> FieldInfo:
    marker = Field("")
    if typing.get_origin(hint) is Annotated:
        hint, *notes = typing.get_args(hint)
        marker = next((note for note in notes if isinstance(note, Field)), marker)
    many = typing.get_origin(hint) is tuple
    if many:
        hint = typing.get_args(hint)[0]
    union = typing.get_origin(hint) in (typing.Union, types.UnionType)
    options = typing.get_args(hint) if union else (hint,)
    plain = tuple(option for option in options if option in (int, float, bool, str))
    default: Any = spec.default
    if default is msgspec.NODEFAULT and spec.default_factory is not msgspec.NODEFAULT:
        default = spec.default_factory()
    required = default is msgspec.NODEFAULT
    section = next((option for option in options if _is_section(option)), None)
    return FieldInfo(spec.name, plain, type(None) in options, many, required, None if required else default, marker, section)


def _is_section(option: Any) -> bool:
    return isinstance(option, type) and issubclass(option, msgspec.Struct) and not issubclass(option, Component)


def check_value(info: FieldInfo, value: Any, *, where: str) -> Any:
    """Return `value` as the field stores it (an int for a float field becomes a float), or raise where it is wrong."""
    if info.many:
        if not isinstance(value, (tuple, list)):
            raise SpecError("a list is needed here", where=where, received=value, allowed=info.allowed())
        one = msgspec.structs.replace(info, many=False)
        items = [check_value(one, item, where=f"{where}.{position}") for position, item in enumerate(value)]
        same = isinstance(value, tuple) and all(new is old for new, old in zip(items, value, strict=True))
        return value if same else tuple(items)
    if value is None and info.optional:
        return None
    if isinstance(value, Component):
        if info.kind and (not value.catalog_kind or value.catalog_kind == info.kind):
            return value
        raise SpecError("another kind of component is needed here", where=where, received=value, allowed=info.allowed())
    if info.section is not None and isinstance(value, info.section):
        return value
    if info.field.square and isinstance(value, (tuple, list)) and len(value) == 2 and value[0] == value[1]:
        value = value[0]
    return _check_plain(info, value, where)


def _check_plain(info: FieldInfo, value: Any, where: str) -> Any:
    if bool in info.types and (isinstance(value, bool) or type(value).__name__ == "bool_"):
        return bool(value)
    if str in info.types and isinstance(value, str):
        return _check_choice(info, value, where)
    if isinstance(value, (bool, str)) or type(value).__name__ == "bool_":
        raise SpecError(_needs(info), where=where, received=value, allowed=info.allowed())
    if int in info.types and isinstance(value, numbers.Integral):
        return _check_range(info, int(value), where)
    if float in info.types and isinstance(value, numbers.Real):
        return _check_range(info, _to_float(info, value, where), where)
    raise SpecError(_needs(info), where=where, received=value, allowed=info.allowed())


def _to_float(info: FieldInfo, value: numbers.Real, where: str) -> float:
    try:
        return float(value)
    except OverflowError:
        raise OutOfRange("the value is out of range", where=where, received=value, allowed=info.allowed()) from None


def _check_choice(info: FieldInfo, value: str, where: str) -> str:
    choices = info.field.choices
    if choices and value not in choices:
        raise UnknownName(
            "the value is not one of the choices",
            where=where,
            received=value,
            allowed=", ".join(choices),
            nearest=nearest(value, choices),
        )
    return value


def _check_range(info: FieldInfo, value: Any, where: str) -> Any:
    field = info.field
    finite = isinstance(value, int) or math.isfinite(value)
    low_ok = field.low is None or value > field.low or (value == field.low and not field.low_open)
    high_ok = field.high is None or value < field.high or (value == field.high and not field.high_open)
    if not (finite and low_ok and high_ok):
        raise OutOfRange("the value is out of range", where=where, received=value, allowed=info.allowed())
    return value


def _needs(info: FieldInfo) -> str:
    return f"{' or '.join([*_plain_words(info), *_kind_words(info)]) or 'another value'} is needed here"


def _plain_words(info: FieldInfo) -> list[str]:
    words = {int: "a whole number", float: "a number", bool: "true or false", str: "a text"}
    return [words[option] for option in info.types if not (option is int and float in info.types)]


def _kind_words(info: FieldInfo) -> list[str]:
    return [f"{'an' if info.kind[0] in 'aeiou' else 'a'} {info.kind}"] if info.kind else []


def describe_allowed(info: FieldInfo) -> str:
    """Say in words what a field takes: type, range, unit, choices, and what an absent value means."""
    field = info.field
    if field.choices:
        words = ", ".join(field.choices)
    else:
        plain = " or ".join(_plain_words(info)) + _range_words(field)
        words = ", or ".join(filter(None, [plain, *_kind_words(info)])) or "another value"
    if field.unit:
        words += f" ({field.unit})"
    if info.optional and field.none:
        words += f", or none: {field.none}"
    if info.many:
        words = f"a list, each {words}" + (f", or empty: {field.none}" if field.none else "")
    return words


def _range_words(field: Field) -> str:
    low = None if field.low is None else f"{'greater than' if field.low_open else 'at least'} {_number(field.low)}"
    high = None if field.high is None else f"{'less than' if field.high_open else 'at most'} {_number(field.high)}"
    bounds = " and ".join(bound for bound in (low, high) if bound)
    return f" {bounds}" if bounds else ""


def _number(value: float) -> str:
    return f"{int(value):,}" if float(value).is_integer() and abs(value) < 1e15 else f"{value:g}"
