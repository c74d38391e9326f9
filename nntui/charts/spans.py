"""Rows of text with named colours: what every drawing function returns, and all that a widget needs.

Colour names are roles, not colours, so that themes, 16 colours, NO_COLOR and ASCII terminals can each say what they
look like: `""` (plain), `muted`, `accent`, `train`, `validation`, `previous`, `mark`, `good`, `bad`, `warning`,
`class0` to `class9`, `positive`, `negative`, `grey0` to `grey23` (dark to light), and for areas behind points
`class0shade0` (unsure) to `class9shade3` (sure).
A style is a role, or `foreground on background` with two roles, optionally with ` bold`, ` reverse` or ` underline`.
"""

from __future__ import annotations

from typing import TypeAlias

Span: TypeAlias = tuple[str, str]
Row: TypeAlias = tuple[Span, ...]
Rows: TypeAlias = tuple[Row, ...]


def join(cells: list[Span]) -> Row:
    """Return one row in which neighbours of the same style are one span."""
    spans: list[Span] = []
    for text, style in cells:
        if spans and spans[-1][1] == style:
            spans[-1] = (spans[-1][0] + text, style)
        elif text:
            spans.append((text, style))
    return tuple(spans)


def plain(rows: Rows) -> str:
    """Return the rows as text without colours, lines ended by newlines (for tests, files and dumb terminals)."""
    return "\n".join("".join(text for text, _ in row) for row in rows)
