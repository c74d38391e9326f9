"""A grid of cells on which marks, braille dots and text are put, last one on top; it becomes rows of spans."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from nntui.charts.cells import character_width
from nntui.charts.spans import Row, Rows, Span, join

Cells: TypeAlias = tuple[list[list[str]], list[list[str]]]
"""Characters and styles, row by row."""

BRAILLE = 0x2800
DOT_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], dtype=np.int64)
DOTS_DOWN, DOTS_ACROSS = DOT_BITS.shape


class Canvas:
    """`width` by `height` cells; everything that falls outside is left out."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._characters = [[" "] * width for _ in range(height)]
        self._styles = [[""] * width for _ in range(height)]
        self._grounds: list[list[str]] | None = None

    def lay(self, top: int, left: int, cells: Cells, grounds: list[list[str]] | None = None) -> None:
        """Put a block of cells at once: characters, styles, and the roles of backgrounds that later marks keep."""
        for row, (characters, styles) in enumerate(zip(*cells, strict=True), start=top):
            self._characters[row][left : left + len(characters)] = characters
            self._styles[row][left : left + len(styles)] = styles
        if grounds is not None:
            self._grounds = [[""] * self.width for _ in range(self.height)]
            for row, line in enumerate(grounds, start=top):
                self._grounds[row][left : left + len(line)] = line

    def put(self, row: int, column: int, character: str, style: str = "") -> None:
        """Put one character of one cell's width."""
        if 0 <= row < self.height and 0 <= column < self.width:
            self._characters[row][column] = character
            self._styles[row][column] = self._on_ground(row, column, style)

    def _on_ground(self, row: int, column: int, style: str) -> str:
        ground = self._grounds[row][column] if self._grounds is not None else ""
        return f"{style} on {ground}" if ground else style

    def at(self, row: int, column: int) -> Span:
        """Return the character and style of one cell."""
        return self._characters[row][column], self._styles[row][column]

    def write(self, row: int, column: int, text: str, style: str = "") -> None:
        """Write a text from left to right; wide characters take two cells, those without width are left out."""
        for character in text:
            width = character_width(character)
            if width == 0 or column + width > self.width:
                continue
            self.put(row, column, character, style)
            if width == 2:
                self.put(row, column + 1, "", style)
            column += width

    def style(self, row: int, column: int, style: str) -> None:
        """Change the style of a cell and keep what stands in it."""
        if 0 <= row < self.height and 0 <= column < self.width:
            self._styles[row][column] = style

    def dots(self, rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64], style: str = "") -> None:
        """Put braille dots; `rows` and `columns` `(points,)` count dots: four down and two across in a cell.

        Dots in a cell that holds dots already are added to it, and the cell takes the new style.
        """
        inside = (rows >= 0) & (rows < self.height * DOTS_DOWN) & (columns >= 0) & (columns < self.width * DOTS_ACROSS)
        rows, columns = rows[inside], columns[inside]
        grid = np.zeros((self.height, self.width), dtype=np.int64)
        bits = DOT_BITS[rows % DOTS_DOWN, columns % DOTS_ACROSS]
        np.bitwise_or.at(grid, (rows // DOTS_DOWN, columns // DOTS_ACROSS), bits)
        for row, column in np.argwhere(grid).tolist():
            here = ord(self._characters[row][column] or " ")
            before = here - BRAILLE if BRAILLE < here < BRAILLE + 256 else 0
            self.put(row, column, chr(BRAILLE + (before | int(grid[row, column]))), style)

    def rows(self) -> Rows:
        """Return the cells as rows of spans, each exactly `width` cells."""
        return tuple(self.row(number) for number in range(self.height))

    def row(self, number: int, marks: dict[int, Span] | None = None) -> Row:
        """Return one row, with other characters and styles in the columns of `marks`; the canvas stays as it is."""
        cells = list(zip(self._characters[number], self._styles[number], strict=True))
        for column, (character, style) in (marks or {}).items():
            cells[column] = (character, self._on_ground(number, column, style))
        return join(cells)
