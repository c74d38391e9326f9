"""Iris flowers."""

from __future__ import annotations

from nntui.catalog import register
from nntui.data.builtin import BuiltIn


@register("dataset", "iris")
class Iris(BuiltIn, frozen=True):
    """150 iris flowers of three species, told by the length and width of sepal and petal (cm): Fisher, 1936."""
