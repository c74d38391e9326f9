"""Which columns of a file are the features and the target that a network was trained on."""

from __future__ import annotations

import math

import msgspec

from nntui.data.tables import Description
from nntui.errors import DataError, nearest, shorten

_SHOWN = 8


class Match(msgspec.Struct, frozen=True):
    """Positions of columns in a file: of the features and targets in the network's order; and notes for the user."""

    features: tuple[int, ...]
    targets: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


def match(names: tuple[str, ...], description: Description, *, with_targets: bool, where: str = "") -> Match:
    """Find the features, and the targets if wanted, among a file's column names.

    All by name: other columns are ignored, with a note. No name found, and the number of columns fits: by position,
    with a note. Some found and some missing: `DataError` that names what is missing. `where` is the file.
    """
    found = [name for name in description.feature_names if name in names]
    if description.feature_names and len(found) == len(description.feature_names):
        return _by_name(names, description, with_targets, where)
    if found:
        raise _partial(names, description, found, where)
    return _by_position(names, description, with_targets, where)


def _by_name(names: tuple[str, ...], description: Description, with_targets: bool, where: str) -> Match:
    features = tuple(names.index(name) for name in description.feature_names)
    targets = _targets(names, description, where) if with_targets else ()
    ignored = [name for position, name in enumerate(names) if position not in {*features, *targets}]
    return Match(features, targets, (_ignored(ignored),) if ignored else ())


def _targets(names: tuple[str, ...], description: Description, where: str) -> tuple[int, ...]:
    missing = [name for name in description.target_names if name not in names]
    if missing:
        raise DataError(
            "the target column is missing",
            where=where,
            allowed=f"a column named {shorten(missing[0])}",
            nearest=nearest(missing[0], [name for name in names if name not in description.feature_names]),
        )
    return tuple(names.index(name) for name in description.target_names)


def _by_position(names: tuple[str, ...], description: Description, with_targets: bool, where: str) -> Match:
    count = math.prod(description.sample_shape)
    outputs = max(1, len(description.target_names))
    named = tuple(names.index(name) for name in description.target_names if name in names)
    others = tuple(position for position in range(len(names)) if position not in named)
    targets = named or others[count : count + outputs]
    if len(others) - (0 if named or not with_targets else outputs) != count or (with_targets and len(targets) != outputs):
        raise _no_fit(names, description, count, where)
    note = "no column has a name that the network knows, so that columns are taken by position"
    return Match(others[:count], targets if with_targets else (), (note,))


def _partial(names: tuple[str, ...], description: Description, found: list[str], where: str) -> DataError:
    missing = [name for name in description.feature_names if name not in found]
    strangers = [name for name in names if name not in description.feature_names]
    return DataError(
        f"{len(missing)} of the network's features {'is' if len(missing) == 1 else 'are'} missing: {_list(missing)}",
        where=where,
        received=f"{len(found)} of {len(description.feature_names)} features",
        allowed="all features by name, or none of them and the right number of columns",
        nearest=nearest(missing[0], strangers),
    )


def _no_fit(names: tuple[str, ...], description: Description, count: int, where: str) -> DataError:
    known = f": {_list(list(description.feature_names))}" if description.feature_names else ""
    return DataError(
        "the columns do not fit the network: none has a known name, and their number is another",
        where=where,
        received=f"{len(names)} columns: {_list(list(names))}",
        allowed=f"{count} features{known}",
    )


def _ignored(names: list[str]) -> str:
    return f"{_columns(len(names))} ignored: {_list(names)}"


def _columns(count: int) -> str:
    return "1 column is" if count == 1 else f"{count:,} columns are"


def _list(names: list[str]) -> str:
    shown = ", ".join(shorten(name, 40) for name in names[:_SHOWN])
    return shown + (", ..." if len(names) > _SHOWN else "")
