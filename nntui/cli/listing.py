"""`nntui recipes`, `datasets` and `catalog`: what there is."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from typing import Any

import click
import msgspec

from nntui import parts
from nntui.catalog import KINDS, Component, Entry, FieldInfo, catalog, fields
from nntui.cli.narration import give
from nntui.errors import UnknownName, nearest
from nntui.spec.plain import component_to_plain


@click.command("recipes")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with every recipe's one-line spec.")
def recipes_command(*, names: tuple[str, ...], as_json: bool) -> None:
    """Experiments that run as they are: `nntui NAME` opens one, `nntui train NAME` trains it.

    With a NAME its one-line spec is told too.
    """
    from nntui.spec import line, recipes  # noqa: PLC0415 (reads the recipes)

    parts.load()
    found = [recipes.read(name) for name in names] or recipes.all()
    if as_json:
        give(_json({one.name: {"why": one.why, "spec": line.write(one)} for one in found}))
    elif names:
        give(
            "\n\n".join(
                f"{_table([(one.name, one.why)])}\n{_table([('  spec', line.write(one, names=False))])}" for one in found
            )
        )
    else:
        give(_table((one.name, one.why) for one in found))


@click.command("datasets")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with every data set and its fields.")
def datasets_command(*, names: tuple[str, ...], as_json: bool) -> None:
    """Data sets, by the name that stands in a spec.

    With a NAME its fields are told too.
    """
    parts.load()
    entries = [catalog.find("dataset", name) for name in names] or list(catalog.entries("dataset"))
    if as_json:
        give(_json({entry.name: _described(entry) for entry in entries}))
    elif names:
        give(_table(row for entry in entries for row in _rows(entry)))
    else:
        give(_table((entry.name, entry.summary) for entry in entries))


@click.command("catalog")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: kind, name, fields with default, range and help.")
def catalog_command(*, names: tuple[str, ...], as_json: bool) -> None:
    """Every layer, loss, optimizer, schedule, initializer, metric and data set, with its fields.

    With a NAME, of a kind or of a component, only that.
    """
    parts.load()
    chapters = _chapters(names or KINDS)
    if as_json:
        give(_json({kind: {entry.name: _described(entry) for entry in entries} for kind, entries in chapters.items()}))
        return
    given = [f"{kind}\n{_table(row for entry in entries for row in _rows(entry, 2))}" for kind, entries in chapters.items()]
    give("\n\n".join(given))


def _chapters(names: Iterable[str]) -> dict[str, list[Entry]]:
    """Return the entries that names of kinds and of components ask for, by kind."""
    found: dict[str, list[Entry]] = {}
    for name in names:
        entries = list(catalog.entries(name)) if name in KINDS else _of_name(name)
        for entry in entries:
            chapter = found.setdefault(entry.kind, [])
            if entry not in chapter:
                chapter.append(entry)
    return found


def _of_name(name: str) -> list[Entry]:
    """Return the components of that name; several kinds may have one."""
    found = [catalog.find(kind, name) for kind in KINDS if catalog.has(kind, name)]
    if not found:
        known = [*KINDS, *(entry.name for entry in catalog.entries())]
        close = nearest(name, known)
        raise UnknownName(
            "neither a kind nor a component has that name", received=name, allowed=", ".join(KINDS), nearest=close
        )
    return found


def _rows(entry: Entry, indent: int = 0) -> list[tuple[str, str]]:
    """Return an entry and, further in, its fields."""
    name = f"{' ' * indent}{entry.name}"
    return [(name, entry.summary), *((f"{' ' * indent}  {info.name}", _field_line(info)) for info in fields(entry.cls))]


def _field_line(info: FieldInfo) -> str:
    standard = "required" if info.required else f"default {_text(info.default)}"
    return f"{info.help} ({standard}; {info.allowed()})"


def _described(entry: Entry) -> dict[str, Any]:
    return {
        "class": entry.cls.__name__,
        "summary": entry.summary,
        "aliases": list(entry.aliases),
        "fields": {info.name: _described_field(info) for info in fields(entry.cls)},
    }


def _described_field(info: FieldInfo) -> dict[str, Any]:
    return {
        "help": info.help,
        "required": info.required,
        "default": _plain(info.default),
        "types": [one.__name__ for one in info.types],
        "allowed": info.allowed(),
        "low": info.field.low,
        "high": info.field.high,
        "unit": info.field.unit,
        "choices": list(info.field.choices),
        "kind": info.kind,
        "many": info.many,
        "live": info.field.live,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Component):
        return component_to_plain(value)
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _text(value: Any) -> str:
    if isinstance(value, Component):
        return value.catalog_name
    return "none" if value is None else str(value) or "empty"


def _json(value: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()


def _table(rows: Iterable[tuple[str, str]]) -> str:
    """Return rows of a name and a sentence, the sentences in one column; a long one goes on below itself."""
    listed = list(rows)
    left = max((len(name) for name, _ in listed), default=0) + 2
    width = max(shutil.get_terminal_size((100, 24)).columns - left - 1, 40)
    return "\n".join(_row(name.ljust(left), text, width) for name, text in listed)


def _row(name: str, text: str, width: int) -> str:
    import textwrap  # noqa: PLC0415 (regular expressions that --json does not need)

    lines = textwrap.wrap(text, width) or [""]
    return f"\n{' ' * len(name)}".join([f"{name}{lines[0]}".rstrip(), *lines[1:]])
