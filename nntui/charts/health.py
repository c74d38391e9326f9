"""The health of a run as rows: the most important sentence in one line, and everything that was found below each other."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from nntui.charts.layout import pad
from nntui.charts.numbers import grouped, short
from nntui.charts.spans import Row, Rows

if TYPE_CHECKING:
    from nntui.insight.symptoms import Finding

_HINT = 7


def sentence(findings: Sequence[Finding], width: int, *, key: str = "i") -> Row:
    """Return the gravest finding in one line of `width` cells, and at its end the key that tells more."""
    if not findings:
        return ()
    first = findings[0]
    loud = first.level == "alarm"
    told = f" {_sign(first)} {first.sentence}"
    room = max(width - _HINT, 1)
    if len(told) > room:
        told = f" {_sign(first)} {first.what}"
    return pad([*pad([(told, "warning" if loud else "muted")], room), (f" {key}:more", "muted")], width)


def rows(findings: Sequence[Finding], keys: Mapping[str, str], width: int, *, examined: int | None = None) -> Rows:
    """Return everything that was found with its numbers; `keys` says how each finding's action is done, by its name.

    `examined` is the epoch that was looked into last, None when none was.
    """
    if not findings:
        if examined is None:
            return _wrapped("Nothing has been examined yet: that begins with the first steps of training.", "", width, 0)
        return _wrapped(f"Nothing was found to complain of at epoch {grouped(examined)}.", "good", width, 0)
    return tuple(row for finding in findings for row in _told(finding, keys, width))


def _told(finding: Finding, keys: Mapping[str, str], width: int) -> Rows:
    style = "warning bold" if finding.level == "alarm" else "bold"
    numbers = ", ".join(f"{name} {_number(value)}" for name, value in finding.numbers.items() if not math.isnan(value))
    help = f"{finding.advice}; {keys[finding.action]}" if finding.action in keys else finding.advice
    return (
        *_wrapped(f"{_sign(finding)} {finding.what}", style, width, 0),
        *_wrapped(f"{numbers}", "muted", width, 2),
        *_wrapped(help, "", width, 2),
        (("", ""),),
    )


def _sign(finding: Finding) -> str:
    return "!" if finding.level == "alarm" else "note:"


def _number(value: float) -> str:
    return grouped(int(value)) if float(value).is_integer() else short(value, 3)


def _wrapped(text: str, style: str, width: int, indent: int) -> Rows:
    lines = textwrap.wrap(text, max(width - indent, 10))
    return tuple(((" " * indent, ""), (line, style)) if indent else ((line, style),) for line in lines)
