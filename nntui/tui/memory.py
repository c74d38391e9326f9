"""When Python looks for garbage while the application is open: often, but never through what stays to its end.

Modules, classes, styles and widgets are 300,000 objects that live as long as the program. Looking through all of them took
50 milliseconds every few hundred keys, between a key and its picture.
"""

from __future__ import annotations

import gc

YOUNG = 5_000
"""New objects between two short looks: Python's 700 meant a look or two for every picture."""


def keep_what_is_here() -> None:
    """Set everything that there is aside as never garbage, and look for garbage in what comes from now on."""
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
