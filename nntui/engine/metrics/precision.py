"""Precision."""

from __future__ import annotations

from typing import ClassVar

from nntui.catalog import register
from nntui.engine.decisions import Decisions, share


@register("metric", "precision")
class Precision(Decisions, frozen=True):
    """Precision: of what was said to be of a class, the share that is; mean over classes, 0 where nothing was said."""

    label: ClassVar[str] = "precision"

    def figure(self, right: float, said: float, due: float) -> float:
        """Return the figure of one class."""
        return share(right, said)
