"""The F1 score."""

from __future__ import annotations

from typing import ClassVar

from nntui.catalog import register
from nntui.engine.decisions import Decisions, share


@register("metric", "f1")
class F1(Decisions, frozen=True):
    """F1: `2 * precision * recall / (precision + recall)`, class by class, then the mean; 0 where nothing is right."""

    label: ClassVar[str] = "f1"

    def figure(self, right: float, said: float, due: float) -> float:
        """Return the figure of one class."""
        return share(2 * right, said + due)
