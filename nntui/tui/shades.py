"""The colours of areas behind points: for each class four shades, from unsure to sure, all from the palette of 256.

For a number nine heights, from orange for the lowest over grey to blue: told apart by all kinds of colour-blind people,
also by how light they are.

Unsure is the same grey for every class; the surer, the more colour. On dark backgrounds shades stay darker than the
classes' own colours, on light ones lighter, so that points stand out.
"""

from __future__ import annotations

DARK_UNSURE, LIGHT_UNSURE = "#262626", "#eeeeee"

DARK = (
    ("#00005f", "#005f87", "#005faf"),
    ("#5f5f00", "#875f00", "#af5f00"),
    ("#005f00", "#5f875f", "#008700"),
    ("#5f005f", "#875f87", "#af005f"),
    ("#5f5f87", "#5f5faf", "#5f00d7"),
    ("#005f5f", "#5f8787", "#008787"),
    ("#5f5f5f", "#87875f", "#878700"),
    ("#5f0000", "#875f5f", "#870000"),
    ("#5f8700", "#87af5f", "#87af00"),
    ("#5f5f5f", "#8787af", "#af87d7"),
)
LIGHT = (
    ("#d7d7ff", "#afd7ff", "#87afff"),
    ("#ffffd7", "#ffd7af", "#ffaf5f"),
    ("#d7ffd7", "#afd7af", "#87d787"),
    ("#ffd7ff", "#ffafd7", "#ff87af"),
    ("#d7d7d7", "#d7afff", "#af87ff"),
    ("#d7ffff", "#afffff", "#5fd7d7"),
    ("#ffffaf", "#ffff87", "#d7d75f"),
    ("#ffd7d7", "#ffafaf", "#ff875f"),
    ("#d7ffaf", "#d7ff87", "#afd75f"),
    ("#e4e4e4", "#d7afd7", "#d787ff"),
)
DARK_HEIGHTS = ("#d78700", "#af5f00", "#875f00", "#5f5f00", DARK_UNSURE, "#00005f", "#005f87", "#005faf", "#0087d7")
LIGHT_HEIGHTS = ("#ff8700", "#ffaf5f", "#ffd7af", "#ffffd7", LIGHT_UNSURE, "#d7d7ff", "#afd7ff", "#87afff", "#5f87ff")


def shades(*, dark: bool) -> dict[str, str]:
    """Return the colour of each role `class0shade0` to `class9shade3`, and `heat0` to `heat8`."""
    unsure, sure = (DARK_UNSURE, DARK) if dark else (LIGHT_UNSURE, LIGHT)
    return {
        f"class{place}shade{level}": colour
        for place, colours in enumerate(sure)
        for level, colour in enumerate((unsure, *colours))
    } | {f"heat{height}": colour for height, colour in enumerate(DARK_HEIGHTS if dark else LIGHT_HEIGHTS)}


def plain(classes: tuple[str, ...]) -> dict[str, str]:
    """Return the same roles where there are too few colours for shades: the class's own colour."""
    heights = (*[classes[1]] * 4, "white", *[classes[0]] * 4)
    return {f"class{place}shade{level}": colour for place, colour in enumerate(classes) for level in range(4)} | {
        f"heat{height}": colour for height, colour in enumerate(heights)
    }
