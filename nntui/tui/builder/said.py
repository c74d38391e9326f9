"""What Build says of a problem and of a component."""

from __future__ import annotations

from nntui.catalog import Component
from nntui.errors import StackError
from nntui.tui.text import safe


def sentence(problems: tuple[StackError, ...]) -> str:
    """Return the first problem in one sentence, and how many more there are."""
    more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
    first = problems[0]
    place = "" if first.layer is None else f"Layer {first.layer + 1}: "
    advice = f" {first.advice}" if first.advice else ""
    return safe(f"{place}{first.what.rstrip('.')}.{advice}{more}")


def summary(component: Component) -> str:
    """Return the first sentence of a component's docstring."""
    return safe((type(component).__doc__ or "").strip().split("\n", 1)[0])
