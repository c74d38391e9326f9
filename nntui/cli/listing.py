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
from nntui.spec.plain import component_to_plain


@click.command("recipes")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with every recipe's one-line spec.")
def recipes_command(*, as_json: bool) -> None:
    """Experiments that run as they are: `nntui NAME` opens one, `nntui train NAME` trains it."""
    from nntui.spec import line, recipes  # noqa: PLC0415 (reads the recipes)

    parts.load()
    found = recipes.all()
    if as_json:
        give(_json({one.name: {"why": one.why, "spec": line.write(one)} for one in found}))
    else:
        give(_table((one.name, one.why) for one in found))


@click.command("datasets")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with every data set and its fields.")
def datasets_command(*, as_json: bool) -> None:
    """Data sets, by the name that stands in a spec."""
    parts.load()
    if as_json:
        give(_json({entry.name: _described(entry) for entry in catalog.entries("dataset")}))
    else:
        give(_table((entry.name, entry.summary) for entry in catalog.entries("dataset")))


@click.command("catalog")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: kind, name, fields with default, range and help.")
def catalog_command(*, as_json: bool) -> None:
    """Every layer, loss, optimizer, schedule, initializer, metric and data set, with its fields."""
    parts.load()
    if as_json:
        give(_json({kind: {entry.name: _described(entry) for entry in catalog.entries(kind)} for kind in KINDS}))
        return
    give("\n\n".join(_chapter(kind) for kind in KINDS))


def _chapter(kind: str) -> str:
    rows: list[tuple[str, str]] = []
    for entry in catalog.entries(kind):
        rows.append((f"  {entry.name}", entry.summary))
        rows += [(f"    {info.name}", _field_line(info)) for info in fields(entry.cls)]
    return f"{kind}\n{_table(rows)}"


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
    return "none" if value is None else str(value)


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
