"""Recall."""

from __future__ import annotations

from typing import ClassVar

from nntui.catalog import register
from nntui.engine.decisions import Decisions, share


@register("metric", "recall")
class Recall(Decisions, frozen=True):
    """Recall: of what is of a class, the share that was said to be; mean over classes, 0 where there is none."""

    label: ClassVar[str] = "recall"

    def figure(self, right: float, said: float, due: float) -> float:
        """Return the figure of one class."""
        return share(right, due)
