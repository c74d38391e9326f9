"""A look: the cells of a screen as text, and under them a map of their styles, so that a difference can be read.

Each line of the map belongs to a line of cells: a letter and how many cells have that style, the letters explained below.
"""

from __future__ import annotations

import difflib
import itertools
import string
from pathlib import Path
from typing import TYPE_CHECKING

from rich.color import Color, ColorSystem
from rich.style import Style

if TYPE_CHECKING:
    from textual.app import App

FOLDER = Path(__file__).parent / "looks"
ENDING = ".txt"
_LETTERS = string.ascii_letters + string.digits
_STYLES = "--- styles ---"


def look_of(app: App[int], system: ColorSystem = ColorSystem.TRUECOLOR) -> str:
    """Return what stands on the screen, with the colours that a terminal of that colour system shows."""
    legend: dict[str, str] = {}
    cells, maps = [], []
    for strip in app.screen._compositor.render_strips():
        cells.append("".join(segment.text for segment in strip).rstrip())
        runs = itertools.groupby(
            (words for segment in strip for words in [_words(segment.style, system)] * segment.cell_length), lambda words: words
        )
        maps.append(" ".join(f"{legend.setdefault(words, _LETTERS[len(legend)])}{len(list(run))}" for words, run in runs))
    explained = [f"{letter}: {words}" for words, letter in legend.items()]
    return "\n".join([*cells, _STYLES, *maps, "", *explained, ""])


def _words(style: Style | None, system: ColorSystem) -> str:
    """Return a style in words, such as `#87d7ff on #121212 bold`."""
    style = style or Style()
    given = [name for name in ("bold", "dim", "italic", "underline", "reverse") if getattr(style, name)]
    return " ".join([_color(style.color, system), "on", _color(style.bgcolor, system), *given])


def _color(color: Color | None, system: ColorSystem) -> str:
    if color is None or color.is_default:
        return "default"
    shown = color.downgrade(system) if system is not ColorSystem.TRUECOLOR else color
    return shown.triplet.hex if shown.triplet is not None else shown.name


def cells_of(look: str) -> list[str]:
    """Return the lines of cells of a look."""
    return look.split(_STYLES, maxsplit=1)[0].splitlines()


def styles_of(look: str) -> list[str]:
    """Return the styles that a look has, in words."""
    return [line[3:] for line in look.split(_STYLES)[1].split("\n\n")[1].splitlines()]


def difference(name: str, look: str) -> str:
    """Return how a look differs from its file, nothing where it does not."""
    path = FOLDER / f"{name}{ENDING}"
    if not path.exists():
        return f"{path.name} is not there: write it with --write-looks, and look at it"
    lines = difflib.unified_diff(path.read_text().splitlines(), look.splitlines(), f"{name} as it was", "as it is", lineterm="")
    return "\n".join(lines)


def write(name: str, look: str) -> None:
    """Make this the look."""
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}{ENDING}").write_text(look)
