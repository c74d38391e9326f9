"""The four themes: dark, light, high contrast and the terminal's own colours.

Every colour of the first three stands in the xterm palette of 256, so that a terminal without true colour (tmux,
mostly) shows exactly the same. Words stand out from what is under them by 4.5 to 1 at least, lines by 3 to 1, as WCAG 2.1
wants. The fourth uses the terminal's own 16 names, and is what 16 colours and NO_COLOR get.
"""

from __future__ import annotations

import msgspec
from textual.theme import Theme

from nntui.tui import shades

DARK_CLASSES = ("#5fafff", "#ffaf5f", "#87d787", "#ff87af", "#af87ff", "#5fd7d7", "#ffd75f", "#ff875f", "#afd75f", "#d7afff")
LIGHT_CLASSES = ("#005faf", "#af5f00", "#00875f", "#af005f", "#5f00af", "#008787", "#875f00", "#d70000", "#5f8700", "#8700af")
ANSI_CLASSES = (
    "bright_blue",
    "bright_yellow",
    "bright_green",
    "bright_magenta",
    "bright_cyan",
    "bright_red",
    "blue",
    "yellow",
    "green",
    "magenta",
)
GREYS = tuple(f"#{8 + 10 * step:02x}{8 + 10 * step:02x}{8 + 10 * step:02x}" for step in range(24))
ANSI_GREYS = tuple(name for name in ("black", "bright_black", "white", "bright_white") for _ in range(6))


class Look(msgspec.Struct, frozen=True):
    """A theme: its name for people, Textual's name, and the colour of each role (see `charts/spans.py`)."""

    title: str
    name: str
    roles: dict[str, str]
    background: str
    surface: str
    panel: str
    foreground: str
    dark: bool = True
    ansi: bool = False

    def theme(self) -> Theme:
        """Return the theme as Textual knows it."""
        prefix = "ansi_" if self.ansi else ""
        named = {role: prefix + self.roles[role].split()[-1] for role in ("accent", "good", "bad", "warning", "validation")}
        return Theme(
            name=self.name,
            primary=named["accent"],
            secondary=named["validation"],
            accent=named["accent"],
            success=named["good"],
            error=named["bad"],
            warning=named["warning"],
            foreground=self.foreground,
            background=self.background,
            surface=self.surface,
            panel=self.panel,
            boost=self.panel,
            dark=self.dark,
            ansi=self.ansi,
            variables=self._variables(named["accent"]),
        )

    def _variables(self, accent: str) -> dict[str, str]:
        muted = "ansi_default" if self.ansi else self.roles["muted"]
        return {
            "muted": muted,
            "ansi-background": "ansi_black" if self.dark else "ansi_white",
            "ansi-foreground": "ansi_white" if self.dark else "ansi_black",
            "border": accent,
            "border-blurred": self.panel if not self.ansi else "ansi_bright_black",
            "scrollbar": muted,
            "scrollbar-hover": accent,
            "scrollbar-active": accent,
            "scrollbar-background": self.background,
            "scrollbar-background-hover": self.background,
            "scrollbar-background-active": self.background,
            "scrollbar-corner-color": self.background,
            "input-cursor-background": self.foreground if not self.ansi else "ansi_white",
            "input-cursor-foreground": self.background if not self.ansi else "ansi_black",
            "input-selection-background": accent,
            "input-selection-foreground": self.background if not self.ansi else "ansi_black",
            "block-cursor-background": accent,
            "block-cursor-foreground": self.background if not self.ansi else "ansi_black",
        }


def _roles(**roles: str) -> dict[str, str]:
    return roles


def _numbered(classes: tuple[str, ...], greys: tuple[str, ...]) -> dict[str, str]:
    return {f"class{place}": name for place, name in enumerate(classes)} | {
        f"grey{place}": name for place, name in enumerate(greys)
    }


DARK = Look(
    title="Dark",
    name="nntui-dark",
    background="#121212",
    surface="#1c1c1c",
    panel="#303030",
    foreground="#dadada",
    roles=_roles(
        muted="#9e9e9e",
        accent="#5fafff",
        train="#5fafff",
        validation="#ffaf5f",
        previous="#6c6c6c",
        mark="#d787ff",
        good="#87d787",
        bad="#ff8787",
        warning="#ffd75f",
        positive="#5fafff",
        negative="#ffaf5f",
        selected="on #303030",
    )
    | _numbered(DARK_CLASSES, GREYS)
    | shades.shades(dark=True),
)

LIGHT = Look(
    title="Light",
    name="nntui-light",
    background="#ffffff",
    surface="#eeeeee",
    panel="#dadada",
    foreground="#121212",
    dark=False,
    roles=_roles(
        muted="#585858",
        accent="#005faf",
        train="#005faf",
        validation="#af5f00",
        previous="#8a8a8a",
        mark="#8700af",
        good="#005f00",
        bad="#af0000",
        warning="#875f00",
        positive="#005faf",
        negative="#af5f00",
        selected="on #dadada",
    )
    | _numbered(LIGHT_CLASSES, GREYS)
    | shades.shades(dark=False),
)

CONTRAST = Look(
    title="High contrast",
    name="nntui-contrast",
    background="#000000",
    surface="#000000",
    panel="#303030",
    foreground="#ffffff",
    roles=_roles(
        muted="#d0d0d0",
        accent="#ffff00",
        train="#00ffff",
        validation="#ffff00",
        previous="#9e9e9e",
        mark="#ff87ff",
        good="#00ff00",
        bad="#ff8787",
        warning="#ffff00",
        positive="#00ffff",
        negative="#ffff00",
        selected="reverse",
    )
    | _numbered(DARK_CLASSES, GREYS)
    | shades.shades(dark=True),
)

TERMINAL = Look(
    title="The terminal's own colours",
    name="nntui-terminal",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    foreground="ansi_default",
    ansi=True,
    roles=_roles(
        muted="dim",
        accent="cyan",
        train="cyan",
        validation="yellow",
        previous="dim",
        mark="magenta",
        good="green",
        bad="red",
        warning="yellow",
        positive="cyan",
        negative="yellow",
        selected="reverse",
    )
    | _numbered(ANSI_CLASSES, ANSI_GREYS)
    | shades.plain(ANSI_CLASSES),
)

LOOKS = {look.name: look for look in (DARK, LIGHT, CONTRAST, TERMINAL)}
