"""Roles of `charts/spans.py` -> Rich styles, per theme."""

from __future__ import annotations

import functools

from rich.style import Style

from nntui.tui.themes import LOOKS, TERMINAL, Look

_ATTRIBUTES = {"bold", "reverse", "underline", "dim", "italic"}


def style(span_style: str, theme: str) -> Style:
    """Return the Rich style of a span's style (`bad`, `class1 on grey3 bold`, `selected`) in the theme of that name."""
    return _style(span_style, LOOKS.get(theme, TERMINAL).name)


@functools.lru_cache(4096)
def _style(span_style: str, name: str) -> Style:
    look = LOOKS[name]
    words = span_style.split()
    attributes = " ".join(word for word in words if word in _ATTRIBUTES)
    roles = [word for word in words if word not in _ATTRIBUTES]
    result = Style.parse(attributes) if attributes else Style.null()
    if "on" in roles:
        place = roles.index("on")
        return result + _foreground(roles[:place], look) + _background(roles[place + 1 :], look)
    return result + _foreground(roles, look)


def _foreground(roles: list[str], look: Look) -> Style:
    known = [look.roles[role] for role in roles if role in look.roles]
    return Style.parse(" ".join(known)) if known else Style.null()


def _background(roles: list[str], look: Look) -> Style:
    colour = _foreground(roles, look)
    if colour.bgcolor is not None or colour.color is None:
        return colour
    return Style(bgcolor=colour.color)
