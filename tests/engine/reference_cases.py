"""Whether every reference case is compared: those left out name what would have to be in the catalogue, and is not."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path

from nntui.catalog import catalog, fields

# Reference case -> names under which the catalogue would have it: of a component, or of a field as `component.field`.
Absent = Mapping[str, tuple[str, ...]]


def squashed(name: str) -> str:
    """Return the letters and digits of a name, so that `hard_shrink`, `HardShrink` and `hardshrink` are one."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


def groups(keys: Iterable[str]) -> set[str]:
    """Return the cases of a file of arrays: what stands before the slash."""
    return {key.split("/")[0] for key in keys if "/" in key}


def known(kind: str) -> set[str]:
    """Return what the catalogue has of a kind, squashed: names, other names, classes, and their fields."""
    found = set()
    for entry in catalog.entries(kind):
        names = {squashed(name) for name in (entry.name, entry.cls.__name__, *entry.aliases)}
        found |= names | {f"{name}.{squashed(info.name)}" for name in names for info in fields(entry.cls)}
    return found


def now_ours(kind: str, absent: Absent) -> list[str]:
    """Return the cases said to be absent that the catalogue has by now."""
    have = known(kind)
    return [case for case, names in absent.items() if have & {".".join(map(squashed, name.split("."))) for name in names}]


def assert_accounted_for(kind: str, cases: Iterable[str], compared: Iterable[str], absent: Absent) -> None:
    """Assert that each case is compared or absent, none is both, and nothing absent has been added since."""
    cases, compared = set(cases), set(compared)

    assert cases - compared - set(absent) == set(), "neither compared nor named as absent"
    assert (compared | set(absent)) - cases == set(), "no such case in the file"
    assert compared & set(absent) == set(), "compared, and said to be absent"
    assert now_ours(kind, absent) == [], "in the catalogue by now: compare them"


def written_in(path: Path) -> set[str]:
    """Return the texts that stand by themselves in a module: names of cases among them, prose and comments not."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
