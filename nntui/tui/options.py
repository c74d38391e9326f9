"""What the command line says about the screen."""

from __future__ import annotations

import msgspec


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How the application opens: at once training, how often it looks, and what the terminal can show.

    `fps` is looks a second while training; `save` whether signals save the run into its folder.
    """

    start: bool = False
    fps: float = 4.0
    ascii: bool = False
    mouse: bool = True
    save: bool = True
    notes: tuple[str, ...] = ()
